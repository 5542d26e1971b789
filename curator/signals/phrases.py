"""Phrases that give an answer away: refusals, talk about being a model, courtesies, blanks that nobody filled in."""

from collections.abc import Callable

import polars as pl

from curator.courtesies import BEFORE_CLOSING, CLOSING, CLOSING_WORDS, END, OPENING
from curator.signals.cued import cued
from curator.signals.refusal_words import LANGUAGES
from curator.signals.refusals import OPENING_CHARS, declines
from curator.signals.self_talk import NAMES, names_its_maker, speaks_as_model
from curator.signals.signal import Signal, count, flag

_BLANKS = "|".join(
    [
        r"(?:^|[^\w\])])\[(?:(?:your|my|insert|enter|add) [^\]\n]{1,40}|(?:the )?(?:name|date|company|"
        r"recipient|sender|client|customer|address|phone|email|city|state|title|position|product|school|"
        r"university|employer|friend)(?:['’]s)?(?: (?:name|number|address|title|date|id))?)\](?:[^(]|$)",
        r"<(?:your|insert|enter|add|recipient|sender|company|customer)[ _][^>\n]{1,40}>",
        r"\{\{ ?[\w.]+ ?\}\}",
        r"(?:^|[\s(,:\"])\{[a-z]+_(?:name|date|email|number|address|id|city)\}",
        r"(?:^|[\s,:\"“])\[(?:[\w'’/-]+ ){0,3}(?:name|date|company|recipient|customer|client|address|phone|e-?mail|"
        r"city|state|title|"
        r"product|school|hotel|employer|amount|price|location|link|url|number)(?:,? (?:of|the|and|or|here|state|"
        r"name|number|title|"
        r"address|date|\w*name|city|\w*id))*\](?:[^(\w]|$)",
        r"<<(?:\w+ )?(?:name|company|city|date|address)>>|<company name>",
        r"\((?:your|insert) [^()\n]{1,40}\)|\bxxx-xxx-xxxx\b|\[xx\]",
        r"\bfixme:|\(todo\)|\[(?:add|continue)[^\]\n]{0,30}\]|(?:^|\n)\(?to be (?:completed|filled in)\)?\.?\s*$",
        r"\bdolor sit amet\b",
        r"\blorem ipsum\b",
        r"\[(?:todo|tbd|tba|placeholder|blank|\.\.\.|…|_+|x{2,})\]",
        r"\b(?:todo|tbd):|^\s*(?:todo|tbd|tba|xxx)\W*$",
        r"<(?:placeholder|todo|tbd)>",
        r"\b(?:your answer here|answer goes here|text goes here|insert (?:your )?(?:text|answer|name) here)\b",
    ]
)
_BLANK_CUES = (
    "[", "<", "{", "lorem", "dolor", "todo", "tbd", "tba", "xxx", "fixme", "(your", "(insert", "to be completed",
    "to be filled", "r here", "s here", "t here", "e here",
)  # fmt: skip
"""No blank is without one of these."""


_MODELS = (
    r"(?i)\b(?:open ?ai|chat ?gpt|gpt-?[345]\w*|anthropic|claude(?:[ -](?:\d|instant|opus|sonnet|haiku))|deepseek|qwen|"
    r"vicuna|llama[ -]?\d|mistral ai)\b"
)
_CLOSING_CHARS = 200


def _opening(column: str) -> pl.Expr:
    return pl.col(column).str.head(OPENING_CHARS)


_OPENS = _opening("response").str.contains(f"(?i){OPENING}")
_CLOSES = rf"(?i)(?:{BEFORE_CLOSING}){CLOSING}{END}$"


def _closes(frame: pl.DataFrame) -> pl.Series:
    """Whether the end of each response is a courtesy; looked for where a word of one stands."""
    end = pl.col("response").str.tail(_CLOSING_CHARS)
    rows = frame.select(end=end).with_row_index("row")
    found = rows.filter(pl.col("end").str.contains_any(list(CLOSING_WORDS), ascii_case_insensitive=True))
    closing = found.filter(pl.col("end").str.contains(_CLOSES))["row"]
    return rows.select(pl.when(pl.col("end").is_not_null()).then(pl.col("row").is_in(closing.implode())))["row"]


def _has_courtesies(frame: pl.DataFrame) -> pl.Series:
    return frame.select(_OPENS)["response"] | _closes(frame)


def _has_refusals(frame: pl.DataFrame) -> pl.Series:
    """How many assistant messages of each chat decline."""
    chats = frame.with_row_index("row").filter(pl.col("kind") == "chat").select("row", "messages")
    turns = chats.explode("messages").unnest("messages").filter(pl.col("role") == "assistant")
    declining = turns.filter(declines(turns["content"]))
    counted = chats.select("row").join(declining.group_by("row").len("refusals"), on="row", how="left")
    rows = frame.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"))
    found = counted.with_columns(pl.col("refusals").fill_null(0))
    return rows.join(found, on="row", how="left", maintain_order="left")["refusals"]


def _judged(name: str, version: int, about: str, judge: Callable[[pl.Series], pl.Series]) -> Signal:
    return Signal(
        name, version, about, "flag", pl.Boolean(), ("response",), batch=lambda frame: judge(frame["response"])
    )


SIGNALS = [
    _judged(
        "response_refuses",
        3,
        f"the first {OPENING_CHARS} characters of the response decline the task (English and {LANGUAGES} other "
        "languages)",
        declines,
    ),
    _judged(
        "response_speaks_as_model",
        2,
        f"the first {OPENING_CHARS} characters of the response say that the speaker is a model, or speak of its "
        "training",
        lambda responses: speaks_as_model(responses.str.head(OPENING_CHARS)),
    ),
    _judged(
        "response_names_its_maker",
        2,
        "the response gives itself the name of a known model or of a company that makes one",
        names_its_maker,
    ),
    flag(
        "prompt_asks_who_you_are",
        "the prompt speaks of models, assistants, their names or their makers",
        ("prompt",),
        pl.col("prompt").str.contains(
            rf"(?i)\bwho (?:are|made|created|built|trained|developed) you\b|\byour (?:name|creator|"
            rf"developer|maker)|\blanguage model|\bai\b|\bchat ?bot|assistant|你是谁|你叫什么|{NAMES}"
        ),
    ),
    Signal(
        "response_has_courtesies",
        3,
        "the response opens or closes with courtesies of an assistant: 'Sure!', 'Let me know if you have more "
        "questions'",
        "flag",
        pl.Boolean(),
        ("response",),
        batch=_has_courtesies,
    ),
    flag(
        "response_opens_with_courtesy",
        "the response opens with a courtesy of an assistant: 'Certainly!' (eight languages)",
        ("response",),
        _OPENS,
        version=2,
    ),
    Signal(
        "response_closes_with_courtesy",
        2,
        "the response closes with a courtesy of an assistant: 'I hope this helps!' (eight languages)",
        "flag",
        pl.Boolean(),
        ("response",),
        batch=_closes,
    ),
    flag(
        "prompt_holds_refusal",
        "the prompt itself says that somebody cannot do something",
        ("prompt",),
        pl.col("prompt").str.contains(
            r"(?i)\bi (?:can['’]?t|cannot|can not)\b|\bi(?:['’]m| am) (?:unable|not able)\b|"
            r"(?:impossible|complicated|difficult|hard|much) for me|apologi[sz]e|\bregret to\b|"
            r"(?:not|n['’]t) be able to|"
            r"\b(?:it|he|she|they) (?:can['’]?t|cannot) do\b"
        ),
        version=2,
    ),
    flag(
        "response_mentions_models",
        "the response names a language model or a company that makes them",
        ("response",),
        pl.col("response").str.contains(_MODELS),
    ),
    flag(
        "prompt_mentions_models",
        "the prompt names a language model or a company that makes them",
        ("prompt",),
        pl.col("prompt").str.contains(_MODELS + r"|(?i)\bgpt\b|language models?|\bllms?\b|chat ?bots?"),
    ),
    Signal(
        "messages_refusals",
        3,
        "assistant messages of a chat whose opening declines the task; null for every other kind",
        "messages",
        pl.Int64(),
        ("kind", "messages"),
        batch=_has_refusals,
    ),
    count(
        "response_placeholders",
        "blanks of the response that nobody filled in: [Your Name], {{name}}, lorem ipsum, TODO:",
        "blanks",
        ("response",),
        cued("response", _BLANK_CUES, pl.col("response").str.count_matches(f"(?i){_BLANKS}"), pl.Int64()),
        version=2,
    ),
]
