"""Closed questions: the answers a prompt allows, and whether the response is one of them."""

import re
from dataclasses import dataclass

import polars as pl

from curator.signals.signal import Signal

MAX_OPTIONS = 24
MAX_OPTION_WORDS = 6

_LEAD = (
    r"(?:\b(?:one|any|either)\s+of(?:\s+(?:the|these|following))*(?:\s+(?:\d+|two|three|four|five|"
    r"six))?(?:\s+[\w-]+){0,2}"
    r"|\b(?:allowed|possible|valid|available|candidate|answer)\s+(?:options|answers|labels|values|"
    r"categories|choices|classes|responses)(?:\s+are)?"
    r"|\b(?:options|choices|labels|categories|classes)(?:\s+are)?)"
)
_LISTED = re.compile(
    rf"{_LEAD}[^\S\n]*[:=][^\S\n]*(?P<inline>[^\n]*\S)?(?P<below>(?:\n\s*(?:[-*•]|\(?\w{{1,2}}[.)\]]|"
    rf"\[\w\])\s*[^\n]+)+)?",
    re.I,
)
_PAREN = re.compile(rf"{_LEAD}\s*\((?P<inline>[^()\n]+)\)", re.I)
_EITHER = re.compile(
    r"\b(?:answer|respond|reply)\s+(?:only\s+)?(?:with\s+)?(?:either\s+|only\s+)?"
    r"(?P<inline>[\"'“]?[\w-]+[\"'”]?(?:\s*,\s*[\"'“]?[\w-]+[\"'”]?)*,?\s+or\s+[\"'“]?[\w-]+[\"'”]?)(?=\s*(?:[.!?:\n]|"
    r"$))",
    re.I,
)
_WORD = re.compile(r"[^\W_]+")
_MARK = re.compile(r"^\s*(?:[-*•]|\(?\w{1,2}[.)\]]|\[\w\])\s*")
_EDGES = " \t\r\n.\"'“”‘’`()[]{}<>*_"
# The list is material for something new, not a choice.
_OPEN = re.compile(
    r"\b(?:new|own|relabel\w*|additional|combine|each of|another)\b[^.\n]{0,40}\b(?:options?|choices?|"
    r"labels?|categor\w+|class\w*)\b|\beach of the\b",
    re.I,
)
_PREFILTER = (
    r"(?i)\b(?:options|choices|labels|categories|classes|answers|values|responses)\b|\b(?:one|any|"
    r"either)\s+of\b|\b(?:answer|respond|reply)\b[^.\n]{0,80}\bor\b"
)


@dataclass(frozen=True)
class Options:
    """The answers a prompt allows, lower-cased, and the marks (`1`, `b`) that may stand for them."""

    answers: tuple[str, ...]
    marks: frozenset[str]

    def include(self, response: str) -> bool:
        """Whether `response` names one of the answers, gives a part of one, or its mark; case does not count."""
        said = _folded(response)
        if said.strip() in self.marks or any(f" {_folded(answer).strip()} " in said for answer in self.answers):
            return True
        return bool(said.strip()) and any(said in _folded(answer) for answer in self.answers)


def options_of(prompt: str) -> Options | None:
    """The answers that `prompt` lists; none when it lists no clear set of 2 to 24."""
    if _OPEN.search(prompt):
        return None
    for pattern in (_LISTED, _PAREN, _EITHER):
        for match in pattern.finditer(prompt):
            options = _split(match)
            if options is not None:
                return options
    return None


def _split(match: re.Match[str]) -> Options | None:
    below = match.groupdict().get("below")
    if below:
        parts = below.strip().split("\n")
    else:
        # The list ends where its sentence ends.
        sentence = re.split(r"(?<=[^\W\d_][^\W\d_])[.?!](?:\s|$)", match["inline"] or "")[0]
        separator = r"\s*;\s*" if ";" in sentence else r"\s*(?:,\s*(?:or\s+|and\s+)?|\||/|\s(?:or|and)\s)\s*"
        parts = re.split(separator, sentence)
    found = [_MARK.match(part) for part in parts]
    marks = frozenset(_folded(mark.group()).strip() for mark in found if mark) - {""}
    answers = tuple(dict.fromkeys(_MARK.sub("", part).strip(_EDGES).lower() for part in parts))
    usable = all(len(answer.split()) <= MAX_OPTION_WORDS and _folded(answer).strip() for answer in answers)
    return Options(answers, marks) if usable and 2 <= len(answers) <= MAX_OPTIONS else None


def _folded(value: str) -> str:
    return " " + " ".join(_WORD.findall(value.lower())) + " "


def _measure(frame: pl.DataFrame, of: type[int] | type[bool]) -> pl.Series:
    candidates = frame["prompt"].str.contains(_PREFILTER).fill_null(False).arg_true().to_list()
    values: list[int | bool | None] = [None] * frame.height
    for row in candidates:
        options = options_of(frame["prompt"][row])
        if options is None:
            continue
        if of is int:
            values[row] = len(options.answers)
        elif frame["response"][row] is not None:
            values[row] = options.include(frame["response"][row])
    return pl.Series(values, dtype=pl.Int64 if of is int else pl.Boolean)


def option_count(frame: pl.DataFrame) -> pl.Series:
    """How many answers each prompt allows; null when it lists none."""
    return _measure(frame, int)


def in_options(frame: pl.DataFrame) -> pl.Series:
    """Whether each response is one of the answers its prompt allows; null when it lists none."""
    return _measure(frame, bool)


SIGNALS = [
    Signal(
        "prompt_options",
        1,
        "how many answers the prompt allows, such as 'one of: yes, no'; null when it lists none",
        "options",
        pl.Int64(),
        ("prompt",),
        batch=option_count,
    ),
    Signal(
        "response_in_options",
        1,
        "the response names one of the answers that the prompt allows; null when it lists none",
        "flag",
        pl.Boolean(),
        ("prompt", "response"),
        batch=in_options,
    ),
]
