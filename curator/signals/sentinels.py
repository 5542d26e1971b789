"""Stand-ins that a generator wrote into a field because it had nothing to write."""

import re
from collections.abc import Callable

import polars as pl

from curator import text
from curator.markers import BRACKETED_NOTHING, SENTINEL, WHOLLY_NOTHING
from curator.signals.signal import Signal, flag

_MOST_BYTES = 64
"""Longer texts say more than that there is nothing."""

_INPUT = rf"(?i)^{SENTINEL}$"
_RESPONSE = re.compile(WHOLLY_NOTHING, re.IGNORECASE)
_OPENING = rf"(?i)^\s*{BRACKETED_NOTHING}"
_SIGNS = re.compile(r"[\W_]+")
# The generator's own spelling is no answer to anything: <nooutput>, [No input], noinput.
_GENERATORS = re.compile(rf"[\s\"'`]*(?:{BRACKETED_NOTHING}|no(?:in|out)put)[\s\"'`.]*", re.IGNORECASE)
# Of a program "null" and "no output" may be true, of a sum "undefined", of a choice "none".
_OF_PROGRAMS = re.compile(r"none|null|nil|nan|undefined|empty|.*(?:output|result|data|value|输出).*")
_PROGRAM = re.compile(
    r"\b(?:what|which|will)\b[^.\n]{0,80}\b(?:out-?puts?|print\w*|returns?|returned|results?|displays?|logs?|query "
    r"give)\b|"
    r"\b(?:predict|determine|find|state|show|give) the (?:out-?put|results?)\b|输出(?:什么|是)|返回(?:什么|值)"
)
_OF_SUMS = re.compile(r"none|nan|undefined")
_SUM = re.compile(r"\b(?:limit|slope|tan\w*|log\w*|by (?:zero|0)|evaluate|value of)\b|/ ?0\b")
_OF_CHOICES = re.compile(r"none|无|無|なし|none (?:found|given|present|needed|required)")
_CHOICE = re.compile(
    r"\b(?:which|any|how many|how much|who|whom|whose|what|if|whether|find|identify|extract|list|name|detect|select|"
    r"choose|pick|classify|check|determine|count|mistakes?|errors?|options?)\b|哪|多少|几|谁|什么|任何|提取|找出|选择|是否"
)
_MEANT = ((_OF_PROGRAMS, _PROGRAM), (_OF_SUMS, _SUM), (_OF_CHOICES, _CHOICE))


def certain(frame: pl.DataFrame) -> pl.Series:
    """Whether each response certainly says that there is none; only short ones are looked at."""
    return _where(frame, lambda prompt, answer: not (_is_quoted(prompt, answer) or _may_be_right(prompt, answer)))


def doubtful(frame: pl.DataFrame) -> pl.Series:
    """Whether each response says that there is none where that may be right."""
    return _where(frame, lambda prompt, answer: not _is_quoted(prompt, answer) and _may_be_right(prompt, answer))


def _where(frame: pl.DataFrame, holds: Callable[[str, str], bool]) -> pl.Series:
    answers = frame["response"]
    rows = ((answers.str.len_bytes() <= _MOST_BYTES) & answers.str.contains(f"(?i)^{WHOLLY_NOTHING}$")).arg_true()
    found = [
        row
        for row, answer, prompt in zip(rows, answers[rows], frame["prompt"][rows], strict=True)
        if holds((prompt or "").casefold(), answer)
    ]
    told = frame.select(pl.when(pl.col("response").is_not_null()).then(pl.lit(False))).to_series()
    return told.scatter(found, True)


def _is_quoted(prompt: str, answer: str) -> bool:
    """Whether the words of the answer stand in the prompt, as those of a label do."""
    return _plain(answer) in _plain(prompt)


def _may_be_right(prompt: str, answer: str) -> bool:
    """Whether the prompt asks for what may be nothing."""
    if _GENERATORS.fullmatch(answer):
        return False
    said = _plain(answer).strip()
    return any(of.fullmatch(said) and where.search(prompt) for of, where in _MEANT)


def _plain(value: str) -> str:
    """Words in small letters, one space between them and around all."""
    return f" {_SIGNS.sub(' ', value).strip().casefold()} "


SIGNALS = [
    flag(
        "input_is_sentinel",
        "the whole input is a stand-in for nothing, such as <noinput> or N/A; null without an input",
        ("input",),
        pl.when(~text.is_blank(pl.col("input"))).then(
            (pl.col("input").str.len_bytes() <= _MOST_BYTES) & pl.col("input").str.contains(_INPUT)
        ),
        version=2,
    ),
    Signal(
        "response_is_sentinel",
        2,
        "the whole response is a stand-in for nothing, such as <nooutput> or N/A, and the prompt asks for something",
        "flag",
        pl.Boolean(),
        ("prompt", "response"),
        batch=certain,
    ),
    Signal(
        "response_may_be_sentinel",
        1,
        "the whole response says that there is none, and the prompt is about a choice, a sum or a program, where that "
        "may be right",
        "flag",
        pl.Boolean(),
        ("prompt", "response"),
        batch=doubtful,
    ),
    flag(
        "response_opens_with_sentinel",
        "the response begins with a bracketed stand-in for nothing, such as <noinput>",
        ("response",),
        pl.col("response").str.contains(_OPENING),
        version=2,
    ),
]
