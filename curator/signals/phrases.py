"""Phrases that give an answer away: refusals, talk about being a model, courtesies, blanks that nobody filled in."""

import re
from collections.abc import Callable

import polars as pl

from curator.courtesies import BEFORE_CLOSING, CLOSING, END, OPENING
from curator.signals.cues import PROMPT, RESPONSE, Cue, Text, only_where
from curator.signals.refusal_words import LANGUAGES
from curator.signals.refusals import DECLINING, OPENING_CHARS, declines
from curator.signals.self_talk import NAMED, NAMES, SPEAKERS, SPEAKING, names_its_maker, speaks_as_model
from curator.signals.signal import Signal, Table, count, holds

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

_MODELS = (
    r"(?i)\b(?:open ?ai|chat ?gpt|gpt-?[345]\w*|anthropic|claude(?:[ -](?:\d|instant|opus|sonnet|haiku))|deepseek|qwen|"
    r"vicuna|llama[ -]?\d|mistral ai)\b"
)
_CLOSING_CHARS = 200


_RESPONSE = pl.col("response")
_OPENS = _RESPONSE.str.head(OPENING_CHARS).str.contains(f"(?i){OPENING}")
_END = Text("end of the response", _RESPONSE.str.tail(_CLOSING_CHARS))
_CLOSES = re.compile(rf"(?:{BEFORE_CLOSING}){CLOSING}{END}\Z", re.IGNORECASE)


def _closes(frame: pl.DataFrame) -> pl.Series:
    """Whether each response closes with a courtesy; Python finds one four times faster than Polars."""
    ends = frame.select(_END.expr).to_series()
    return pl.Series([end and _CLOSES.search(end) is not None for end in ends], dtype=pl.Boolean)


def _courtesies(frame: pl.DataFrame) -> pl.DataFrame:
    """Whether each response opens with one, closes with one, or does either."""
    opens = only_where(frame, "an opening", lambda near: near.select(_OPENS).to_series(), pl.Boolean())
    closes = only_where(frame, "a closing", _closes, pl.Boolean())
    names = ("response_has_courtesies", "response_opens_with_courtesy", "response_closes_with_courtesy")
    return pl.DataFrame(dict(zip(names, (opens | closes, opens, closes), strict=True)))


_COURTESIES = {
    "response_has_courtesies": (
        3,
        "the response opens or closes with courtesies of an assistant: 'Sure!', 'Let me know if you have more "
        "questions'",
    ),
    "response_opens_with_courtesy": (
        2,
        "the response opens with a courtesy of an assistant: 'Certainly!' (eight languages)",
    ),
    "response_closes_with_courtesy": (
        2,
        "the response closes with a courtesy of an assistant: 'I hope this helps!' (eight languages)",
    ),
}
_TABLE = Table(
    "courtesies",
    dict.fromkeys(_COURTESIES, pl.Boolean()),
    ("response",),
    _courtesies,
    cues={
        "an opening": Cue(RESPONSE, [OPENING], any_case=True),
        "a closing": Cue(_END, [CLOSING], any_case=True),
    },
)


def _has_refusals(frame: pl.DataFrame) -> pl.Series:
    """How many assistant messages of each chat decline."""
    chats = frame.with_row_index("row").filter(pl.col("kind") == "chat").select("row", "messages")
    turns = chats.explode("messages").unnest("messages").filter(pl.col("role") == "assistant")
    declining = turns.filter(declines(turns["content"]))
    counted = chats.select("row").join(declining.group_by("row").len("refusals"), on="row", how="left")
    rows = frame.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"))
    found = counted.with_columns(pl.col("refusals").fill_null(0))
    return rows.join(found, on="row", how="left", maintain_order="left")["refusals"]


def _judged(name: str, version: int, about: str, judge: Callable[[pl.Series], pl.Series], cue: Cue) -> Signal:
    def judged(frame: pl.DataFrame) -> pl.Series:
        return judge(frame["response"])

    return Signal(name, version, about, "flag", pl.Boolean(), ("response",), batch=judged, cue=cue)


SIGNALS = [
    _judged(
        "response_refuses",
        3,
        f"the first {OPENING_CHARS} characters of the response decline the task (English and {LANGUAGES} other "
        "languages)",
        declines,
        Cue(RESPONSE, words=[DECLINING]),
    ),
    _judged(
        "response_speaks_as_model",
        2,
        f"the first {OPENING_CHARS} characters of the response say that the speaker is a model, or speak of its "
        "training",
        lambda responses: speaks_as_model(responses.str.head(OPENING_CHARS)),
        Cue(RESPONSE, words=[SPEAKING]),
    ),
    _judged(
        "response_names_its_maker",
        2,
        "the response gives itself the name of a known model or of a company that makes one",
        names_its_maker,
        Cue(RESPONSE, words=[NAMED, SPEAKERS]),
    ),
    holds(
        "prompt_asks_who_you_are",
        "the prompt speaks of models, assistants, their names or their makers",
        PROMPT,
        rf"(?i)\bwho (?:are|made|created|built|trained|developed) you\b|\byour (?:name|creator|"
        rf"developer|maker)|\blanguage model|\bai\b|\bchat ?bot|assistant|你是谁|你叫什么|{NAMES}",
    ),
    *(
        Signal(name, version, about, "flag", pl.Boolean(), ("response",), table=_TABLE)
        for name, (version, about) in _COURTESIES.items()
    ),
    holds(
        "prompt_holds_refusal",
        "the prompt itself says that somebody cannot do something",
        PROMPT,
        r"(?i)\bi (?:can['’]?t|cannot|can not)\b|\bi(?:['’]m| am) (?:unable|not able)\b|"
        r"(?:impossible|complicated|difficult|hard|much) for me|apologi[sz]e|\bregret to\b|"
        r"(?:not|n['’]t) be able to|"
        r"\b(?:it|he|she|they) (?:can['’]?t|cannot) do\b",
        version=2,
    ),
    holds(
        "response_mentions_models",
        "the response names a language model or a company that makes them",
        RESPONSE,
        _MODELS,
    ),
    holds(
        "prompt_mentions_models",
        "the prompt names a language model or a company that makes them",
        PROMPT,
        _MODELS + r"|(?i)\bgpt\b|language models?|\bllms?\b|chat ?bots?",
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
        _RESPONSE.str.count_matches(f"(?i){_BLANKS}"),
        version=2,
        cue=Cue(RESPONSE, [_BLANKS], any_case=True),
    ),
]
