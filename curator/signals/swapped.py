"""Whether instruction and response stand in each other's place, in English."""

import polars as pl

from curator import text

_VERBS = (
    "write|describe|explain|list|name|give|create|generate|summari[sz]e|classify|identify|find|compare|tell|provide|"
    "suggest|rewrite|convert|calculate|design|develop|construct|compose|discuss|analy[sz]e|translate|edit|make|"
    "come up|outline|compute|determine|evaluate|propose|predict|estimate|sort|rank|choose|select|pick|categori[sz]e|"
    "extract|brainstorm|imagine|define|state|draft|fill in|complete|add|arrange|combine|recommend|formulate|implement|"
    "build|produce|paraphrase|rephrase|answer|solve|count|replace|match|research|form|show|output|use|explore|"
    "think of|turn|change|transform"
)
_QUESTION_WORDS = (
    "what|how|why|when|where|who|whom|whose|which|can|could|is|are|was|were|do|does|did|should|would|will|has|have|"
    "had|(?:in|at|on|for) what|in which|if"
)
_COURTESY = r"(?:(?:please|now|then|also|next|first|can you|could you|i want you to|i need you to|help me)[,:]?\s+)*"
_ORDER = rf"(?i)^\W*{_COURTESY}(?:{_VERBS})\b\s+[\w']+[^?!\n]*[.:]?$"
_QUESTION = rf"(?i)^\W?(?:{_QUESTION_WORDS})\b[^?!\n]*\?$"
_UNMARKED_QUESTION = (
    r"(?i)^(?:what|who|where|which|how|why|when)"
    r"(?: (?:is|are|was|were|do|does|did|can|to|many|much|should)\b|['’]s\b)[^.?!\n]*$"
)
_PROBLEM = r"(?i)(?:how (?:many|much|long|old|far)|what|which|when|who)\b[^.?!\n]*\?$"
_CODE_CALL = r"^[a-z]+\s*\(|[{};=]"
_STATEMENT = (
    r"^\W*(?:(?i:the|an?|this|that|these|those|there|it|its|they|their|he|she|his|her|in|on|at|by|from|during|since|"
    r"after|before|as|for|some|many|most|one|two|three|both|each|all|yes|no|people|here are|according to|first|firstly|"
    r"because|while|although|overall)\b|\d+[.)]|[-*•] |\$?\d|"
    r"[A-Z]\w+(?: [A-Z]\w+)* (?:is|are|was|were|has|have|had|can|will|does|did|needs?|makes?|bought|spent|earns?|gets?|"
    r"got|sold|ate|paid|spends?|works?|buys?|reads?|runs?|uses?|takes?|and|refers?|means?|includes?|contains?|"
    r"provides?|consists?|helps?|became|began)\b|"
    r"def |import |from \w+ import|SELECT |#include|public |class |function |var |let |const |<)"
)
_BEGINS_TO_ASK = rf"(?i)^\W*(?:{_VERBS}|{_QUESTION_WORDS})\b"
_ASKS = (
    r"\?|:\s*$|(?i)\b(?:question|ask|quiz|interview|title|topic|prompt|instruction|task|sentence|you|your|assistant|"
    r"please|create|write|generate)\b"
)
_ORDER_WORDS = 40
_PROBLEM_WORDS = 120
_LEAST_WORDS = 3
_STATEMENT_WORDS = 5


def are_swapped(frame: pl.DataFrame) -> pl.Series:
    """Whether the instruction only states something and the response asks for something; null without either."""
    asked, said = (pl.col(name).str.strip_chars() for name in ("instruction", "response"))
    is_given = ~text.is_blank(pl.col("instruction")) & ~text.is_blank(pl.col("response"))
    values = frame.select(pl.when(is_given).then(pl.lit(False))).to_series()
    states = asked.str.contains(_STATEMENT) & ~asked.str.contains(_BEGINS_TO_ASK) & ~asked.str.contains(_ASKS)
    likely = frame.with_row_index("row").filter(is_given, text.is_blank(pl.col("input")), states)
    return values.scatter(likely["row"], likely.select(_is_request(asked, said)).to_series())


def _is_request(asked: pl.Expr, said: pl.Expr) -> pl.Expr:
    words = said.str.count_matches(r"\S+")
    has_numbers = asked.str.contains(r"\d") & said.str.contains(r"\d")
    question = said.str.contains(_QUESTION) | (said.str.contains(_PROBLEM) & has_numbers)
    order = said.str.contains(_ORDER) & ~said.str.contains(_CODE_CALL) | said.str.contains(_UNMARKED_QUESTION)
    is_long_enough = (words >= _LEAST_WORDS) & (asked.str.count_matches(r"\S+") >= _STATEMENT_WORDS)
    return is_long_enough & ((question & (words <= _PROBLEM_WORDS)) | (order & (words <= _ORDER_WORDS)))
