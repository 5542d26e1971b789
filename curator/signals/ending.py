"""How a response ends: with a full stop, or in the middle of something."""

import polars as pl

from curator.signals.cues import only_where
from curator.signals.signal import Signal, count

# Words after which an English sentence cannot end.
_CONNECTIVES = (
    "the|a|an|and|or|but|nor|because|although|whereas|unless|whether|if|than|that|which|whose|"
    "of|to|from|with|into|onto|for|at|by|as|between|among|towards?|their|its|your|our|my|"
    "be|is|are|was|were|will|would|should|could|must|such|including"
)
# A comma after at least four words of a line: "Sincerely," closes a letter.
_COMMA = r"(?:[^\s,]+ ){3,}[^\s,]*\p{L}[,،]\s*$|\w[，、]\s*$"
_STOP = r"""(?:[.!?…。！？．｡।։؟:：;；~]|```)[\s\p{Pf}\p{Pe}"'”’*_`»）)\]]*$"""
_CLOSED = r"""[\p{Pf}\p{Pe}"'`>*_|#$%°]\s*$"""
# An item of a list may end with the word that the clause is about: "5. Goals to strive for".
_STRANDED = (
    r"\n[^\S\n]*(?:\d+[.)]|[-*•])[^\n]*\s(?:of|to|from|with|into|onto|for|at|by|as|than|be|is|are|was|were|will|would|"
    r"should|could|must)\s*$"
)
# A sentence that ended earlier on the last line, then at least three words, two of them small, that never reach a
# stop. The letters before the stop keep out "1.", "e.g." and initials; names and addresses have no small words.
_OPEN_SENTENCE = (
    r"\p{Ll}{3}[.!?][^\S\n]+\p{Lu}[^\n.!?:;|]*\s\p{Ll}[^\n.!?:;|\s]*\s(?:[^\n.!?:;|]*\s)?\p{Ll}[^\n.!?:;|\s]*\s*$"
)
_OPEN_BRACKET = r"[(\[][^()\[\]\n]*\w[^()\[\]\n]*$"


def ends_on(frame: pl.DataFrame) -> pl.Series:
    """What each response ends with; looked at closely where that is no stop."""
    value = pl.col("response")
    ends = frame.select("response", is_open=~value.str.contains(_STOP))
    return only_where(ends, "is_open", lambda open_ones: open_ones.select(_END).to_series(), pl.String(), "stop")


_RESPONSE = pl.col("response")
_TAIL = _RESPONSE.str.tail(80)
_IS_RETURN = _TAIL.str.contains(r"return\s+[\w, ]+\s*$")
_END = (
    pl.when(_RESPONSE.str.strip_chars() == "")
    .then(None)
    .when(_RESPONSE.str.contains(_COMMA) & ~_IS_RETURN)
    .then(pl.lit("comma"))
    .when(_TAIL.str.contains(rf"\p{{L}},?\s+(?:{_CONNECTIVES})\s*$") & ~_IS_RETURN)
    .then(pl.when(_RESPONSE.str.contains(_STRANDED)).then(pl.lit("word")).otherwise(pl.lit("connective")))
    .when(_RESPONSE.str.contains(_OPEN_BRACKET))
    .then(pl.lit("open-bracket"))
    .when(_RESPONSE.str.contains(_CLOSED))
    .then(pl.lit("stop"))
    .when(_RESPONSE.str.contains(_OPEN_SENTENCE))
    .then(pl.lit("open-sentence"))
    .otherwise(pl.lit("word"))
)
"""Of a response that does not end with a stop."""

SIGNALS = [
    Signal(
        "response_ends_on",
        2,
        "what the response ends with: stop, comma, connective (a word no sentence ends with), "
        "open-bracket, open-sentence (a "
        "sentence begun on the last line without a stop) or word (a title, a label, a list item); null "
        "when blank",
        "category",
        pl.String(),
        ("response",),
        batch=ends_on,
    ),
    count(
        "response_unclosed_fences",
        "1 when the response opens a ``` code block that it does not close, and does not end on ```, else 0",
        "blocks",
        ("response",),
        pl.when(pl.col("response").str.contains(r"(?:^|\n)\s*```\s*$"))
        .then(pl.col("response").str.len_bytes() * 0)
        .otherwise(pl.col("response").str.count_matches(r"(?m)^\s*```") % 2),
        version=2,
    ),
]
