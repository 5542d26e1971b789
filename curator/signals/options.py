"""Closed questions: the answers a prompt allows, and whether the response is one of them."""

import re
from dataclasses import dataclass

import polars as pl

from curator.signals.cues import PROMPT, Cue
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
_OPTION = r"(?:(?:an?|the|being)\s+)?[A-Za-z][\w-]*(?:\s+(?!or\b|and\b|in\b|with\b|for\b|by\b|on\b|if\b)[\w-]+){0,2}"
_AS_OR = re.compile(
    r"\b(?:classify|categori[sz]e|label|identify|determine|decide|mark|tag|specify|indicate|tell|state|judge|"
    r"predict)\b[^.\n?!:;]{0,80}?"
    rf"\b(?:as|is|was|are)\s+(?:either\s+)?(?P<inline>{_OPTION}(?:\s*,\s*{_OPTION}){{0,6}},?\s+or\s+{_OPTION})(?=\s*(?:[.:?\n]|$))",
    re.I,
)
_SAID = r"[\"“”'‘][^\"“”\n]{1,60}[\"”'’]"
_PHRASES = re.compile(
    r"\b(?:one of the following(?: \w+)?|choose from(?: the following)?|answer(?: with)?|just say|"
    r"respond with|reply with)\W{1,4}"
    rf"(?P<phrases>{_SAID}(?:\s*(?:,|or|,\s*or)\s*{_SAID}){{1,8}})",
    re.I,
)
_PHRASE = re.compile(r"[\"“”'‘]([^\"“”\n]{1,60})[\"”'’]")
_OPENERS = frozenset({"not", "in", "for", "on", "to", "with", "of", "about", "other", "against", "by"})
_CODED = re.compile(r"\b[01] (?:for|if|when)\b", re.I)
_YES_OR_NO = re.compile(r"\b(?:true or false|yes or no)\b", re.I)
# What follows is an example, or holds only for some.
_EXAMPLE = re.compile(r"\s*(?:e\.?\s?g\b|i\.?e\b|such as|like\b|for example)", re.I)
_WORD = re.compile(r"[^\W_]+")
_MARK = re.compile(r"^\s*(?:[-*•]|\(?\w{1,2}[.)\]]|\[\w\])\s*")
_ARTICLE = re.compile(r"^(?:an?|the|being|either)\s+(?=\w)")
_EDGES = " \t\r\n.\"'“”‘’`()[]{}<>*_"
# The list is material for something new, not a choice.
_OPEN = re.compile(
    r"\b(?:new|own|relabel\w*|additional|combine|each of|another)\b[^.\n]{0,40}\b(?:options?|choices?|"
    r"labels?|categor\w+|class\w*)\b|\beach of the\b",
    re.I,
)
_PREFILTER = (
    r"(?i)\b(?:options|choices|labels|categories|classes|answers|values|responses)\b|\b(?:one|any|"
    r"either)\s+of\b|\b(?:answer|respond|reply|say)\b[^.\n]{0,80}\bor\b|choose from|"
    r"\b(?:classify|categori[sz]e|label|identify|determine|decide|mark|tag|specify|indicate|tell|state|judge|"
    r"predict)\b[^.\n]*\bor\b"
)
_CUE = Cue(PROMPT, [_PREFILTER], otherwise=None)


@dataclass(frozen=True)
class Options:
    """The answers a prompt allows, lower-cased, and the marks (`1`, `b`) that may stand for them.

    `is_loose`: they are said in passing ("as nouns or verbs"), so that one word of them in any number will do.
    """

    answers: tuple[str, ...]
    marks: frozenset[str]
    is_loose: bool = False

    def include(self, response: str) -> bool:
        """Whether `response` names one of the answers, gives a part of one, or its mark; case does not count."""
        said = _folded(response)
        if said.strip() in self.marks or any(f" {_folded(answer).strip()} " in said for answer in self.answers):
            return True
        if self.is_loose and any(_are_one(said_word, word) for word in self._words() for said_word in said.split()):
            return True
        return bool(said.strip()) and any(said in _folded(answer) for answer in self.answers)

    def _words(self) -> set[str]:
        return {word for answer in self.answers for word in _folded(answer).split()}


def options_of(prompt: str) -> Options | None:
    """The answers that `prompt` lists; none when it lists no clear set of 2 to 24."""
    if _OPEN.search(prompt):
        return None
    phrases = _PHRASES.search(prompt)
    if phrases is not None:
        said = _PHRASE.findall(phrases["phrases"])
        return Options(tuple(dict.fromkeys(phrase.strip(_EDGES).lower() for phrase in said)), frozenset())
    for pattern in (_LISTED, _PAREN, _EITHER, _AS_OR):
        for match in pattern.finditer(prompt):
            options = None if _EXAMPLE.match(match["inline"] or "") else _split(match)
            if options is not None and pattern is _AS_OR:
                options = _loose(options, prompt)
            if options is not None:
                return options
    return None


def _loose(options: Options, prompt: str) -> Options | None:
    """Options said in passing; none where "not" is one, or where the prompt asks for another form of them."""
    asks_otherwise = _YES_OR_NO.search(prompt) and not {"true", "yes"} & set(options.answers)
    if asks_otherwise or _CODED.search(prompt) or any(answer.split()[0] in _OPENERS for answer in options.answers):
        return None
    return Options(options.answers, options.marks, is_loose=True)


def _are_one(first: str, second: str) -> bool:
    """Whether two words are forms of one: heroes and hero, Republican and republicans."""
    short, long = sorted((first, second), key=len)
    return long.startswith(short[: max(3, len(short) - 2)]) and len(long) - len(short) <= 3


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
    bare = (_MARK.sub("", part).strip(_EDGES).lower() for part in parts)
    answers = tuple(dict.fromkeys(_ARTICLE.sub("", answer) for answer in bare))
    usable = all(len(answer.split()) <= MAX_OPTION_WORDS and _folded(answer).strip() for answer in answers)
    return Options(answers, marks) if usable and 2 <= len(answers) <= MAX_OPTIONS else None


def _folded(value: str) -> str:
    return " " + " ".join(_WORD.findall(value.lower())) + " "


def _measure(frame: pl.DataFrame, of: type[int] | type[bool]) -> pl.Series:
    suspects = frame["prompt"].str.contains(_PREFILTER).fill_null(False).arg_true()
    values: list[int | bool | None] = [None] * frame.height
    for row, prompt in zip(suspects, frame["prompt"].gather(suspects), strict=True):
        options = options_of(prompt)
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
        2,
        "how many answers the prompt allows, such as 'one of: yes, no'; null when it lists none",
        "options",
        pl.Int64(),
        ("prompt",),
        batch=option_count,
        cue=_CUE,
    ),
    Signal(
        "response_in_options",
        2,
        "the response names one of the answers that the prompt allows; null when it lists none",
        "flag",
        pl.Boolean(),
        ("prompt", "response"),
        batch=in_options,
        cue=_CUE,
    ),
]
