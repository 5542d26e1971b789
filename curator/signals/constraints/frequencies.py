"""How often a word, a letter or an exclamation mark should occur."""

import re
from collections.abc import Iterator

from curator.signals.constraints.amounts import Bounds, amount_pattern, amounts
from curator.signals.constraints.constraint import Constraint, Count, Prompt, counted
from curator.signals.constraints.wording import NOT, POINTER, QUOTE, QUOTED, whole

CUES = (
    ("word", "phrase", "term", "name", "palabra", "letter", "letra", "exclamation"),
    ("time", "once", "twice", "thrice", "veces", "vez", "letter", "letra", "exclamation"),
)  # fmt: skip
HINT = (
    r"(?:word|phrase|term|name|palabra)[^.\n?!]*(?:time|once|twice|thrice|veces|vez)|"
    r"(?:letter|letra)\s+[\"'“‘]?\w(?:\W|$)|exclamation"
)

_NEXT = re.compile(r"\b(?:but|word|letter|palabra|letra)\b", re.I)
_USE = re.compile(
    r"\b(?:us(?:e|ing)|mention|includ|appear|contain|say|repeat|aparezca|aparecer|repetirse|incluir)", re.I
)
_TIMES = amount_pattern(r"(?:times?|veces|vez)")
_ADVERB = re.compile(
    r"(?:\b(?P<rel>at least|only|exactly|no more than|at most|more than)\s+)?\b(?P<n>once|twice|"
    r"thrice)\b(?P<less>\s+or less)?",
    re.I,
)
_COUNTED = re.compile(
    rf"\b(?:the |la )?(?:key ?word|word|phrase|term|name|palabra)\s+(?P<word>{QUOTED}|[\w'-]+)"
    rf"(?![\w'-]*\s*,)(?=(?P<rest>[^.\n?!]{{0,80}}))",
    re.I,
)
_LETTER = re.compile(
    r"\b(?:the )?(?:letter|letra)\s+[\"'“‘]?(?P<letter>[^\W\d_])[\"'”’]?(?![\w'])(?=(?P<rest>[^.\n?!]{0,80}))"
    r"|(?P<bangs>exclamation (?:marks?|points?))",
    re.I,
)
_BANGS = amount_pattern(r"exclamation (?:marks?|points?)")
_LETTER_SUBJECT = re.compile(r"\b(?:words?|start\w*|begin\w*|end\w*|first|name|with)\b|palabras", re.I)


def find(prompt: Prompt) -> Iterator[Constraint]:
    """Constraints on how often words and letters occur."""
    if prompt.is_about_programs and "keyword" not in prompt.lowered:
        return
    yield from _words(prompt)
    yield from _letters(prompt)


def _words(prompt: Prompt) -> Iterator[Constraint]:
    for match in _COUNTED.finditer(prompt.text):
        word = match["word"].strip("\"'“”‘’")
        bounds = _times(_own(match["rest"]), is_negated=NOT.search(prompt.before(match.start())[-30:]) is not None)
        is_asked = match["word"] != word or _USE.search(prompt.before(match.start()) + match["rest"])
        if bounds is None or not is_asked or word.lower() in POINTER or not prompt.is_certain(match):
            continue
        yield counted("word-frequency", bounds, f'times "{word}"', occurrences(word))


def occurrences(word: str) -> Count:
    """How often `word` stands by itself, and how often at all."""

    def count(text: str) -> tuple[int, int]:
        return len(whole(word).findall(text)), text.lower().count(word.lower())

    return count


def _own(rest: str) -> str:
    """What is said of this word, up to the next one; quoted words say nothing."""
    return _NEXT.split(QUOTE.sub("", rest))[0]


def _times(rest: str, *, is_negated: bool) -> Bounds | None:
    """How often; "never more than twice" is at most twice, any other negation is not understood."""
    found = _stated_times(rest)
    if found is None or not is_negated:
        return found
    return Bounds(0, found.low - 1) if found.high is None and "more than" in rest.lower() else None


def _stated_times(rest: str) -> Bounds | None:
    amount = next(amounts(_TIMES, rest), None)
    if amount is not None:
        return amount.bounds
    adverb = _ADVERB.search(rest)
    if adverb is None:
        return None
    number = {"once": 1, "twice": 2, "thrice": 3}[adverb["n"].lower()]
    relation = (adverb["rel"] or "").lower()
    if adverb["less"] or relation in ("no more than", "at most"):
        return Bounds(0, number)
    if relation == "more than":
        return Bounds(number + 1)
    return Bounds(number, number) if relation in ("only", "exactly") else Bounds(number)


def _letters(prompt: Prompt) -> Iterator[Constraint]:
    for match in _LETTER.finditer(prompt.text):
        if not prompt.is_certain(match) or not prompt.is_of_the_whole(match):
            continue
        if match["bangs"]:
            amount = next((each for each in amounts(_BANGS, prompt.text) if each.match.end() == match.end()), None)
            if amount is not None:
                yield counted("letter-frequency", amount.bounds, "exclamation marks", characters("!"))
            continue
        letter, before = match["letter"].lower(), prompt.before(match.start())
        negated = NOT.search(before[-30:]) is not None
        bounds = _times(_own(match["rest"]), is_negated=negated)
        if bounds is None and NOT.search(before[-50:]) and not _LETTER_SUBJECT.search(before[-50:]):
            bounds = Bounds(0, 0)
        if bounds is not None and not _LETTER_SUBJECT.search(before[-25:]):
            yield counted("letter-frequency", bounds, f'times the letter "{letter}"', characters(letter))


def characters(letter: str) -> Count:
    """How often a sign occurs, in any case."""

    def count(text: str) -> tuple[int, int]:
        found = text.lower().count(letter)
        return found, found

    return count
