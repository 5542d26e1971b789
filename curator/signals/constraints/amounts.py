"""Numbers that a prompt demands: "at least 3 words", "five sentences or more", "between 10 and 20 words"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ENGLISH = [
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
]
_SPANISH = ["uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"]
_NUMBERS = {
    **{word: value for value, word in enumerate(_ENGLISH, 1)},
    **{word: value for value, word in enumerate(_SPANISH, 1)},
    **{"una": 1, "doce": 12, "quince": 15, "veinte": 20, "a single": 1, "thirty": 30, "forty": 40, "fifty": 50},
    **{"a hundred": 100, "one hundred": 100, "two hundred": 200, "five hundred": 500},
}
_NUMBER = r"\d{1,3}(?:,\d{3})+|\d{1,5}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True))
NUMBER_START = r"\d|a hundred|a single|" + "|".join(sorted({number.split()[0] for number in _NUMBERS} - {"a"}))
NUMBERS = (*"0123456789", *_NUMBERS)
_RELATIONS = {
    "range": r"between|from|in the range of|entre|de entre",
    "most": r"at (?:the )?most|not? (?:more|greater|bigger) than|(?:an? )?max(?:imum|\.)?(?: of)?|up ?to|within|"
    r"no longer than|(?:not|n't|never) (?:to )?exceed|not exceeding|limit (?:of|is)|limit:|"
    r"(?:limit|restrict|cap|confin|constrain|keep|kept|stick|hold|held|cut|trim|shorten|reduc|condens)\w*\b"
    r"[^.,;:!?\n]{0,50}?\b(?:to|at)(?: about| around| approximately| roughly)?|"
    r"como (?:máximo|mucho)|a lo sumo|(?:un )?máximo(?: de)?|hasta|no más de|no (?:superes?|excedas?) l[ao]s|"
    r"limit\w*\b[^.,;:!?\n]{0,50}?\ba(?: un(?:as|os)?)?",
    "least": r"at least|(?:an? )?min(?:imum)?(?: of)?|no (?:less|fewer) than|not (?:less|fewer) than|"
    "al menos(?: de)?|"
    r"como mínimo|(?:un )?mínimo de|no menos de|por lo menos",
    "more": r"more than|over|exceed(?:s|ing)?|longer than|(?:go|goes|going) (?:beyond|past)|surpass(?:es|ing)?|"
    r"más de|superar|exceder",
    "less": r"less than|fewer than|under|below|shorter than|menos de",
    "exactly": r"exactly|precisely|exactamente|only|just|sólo|solo",
    "about": r"about|around|approximately|approx\.?|roughly|nearly|almost|close to|some|circa|~|unas|unos|"
    r"alrededor de|aproximadamente",
}
_READ = {name: re.compile(pattern, re.I) for name, pattern in _RELATIONS.items()}
_LATER = {
    **dict.fromkeys(("or more", "or above", "or over", "or longer", "o más", "at least", "minimum"), "least"),
    **dict.fromkeys(("or less", "or fewer", "or under", "or shorter", "o menos", "at most", "at the most"), "most"),
    **dict.fromkeys(("maximum", "max", "tops", "limit", "and no more", "but no more", "como máximo"), "most"),
    **dict.fromkeys(("or so", "or thereabouts", "more or less", "give or take"), "about"),
}
_REACH = 70
_BEFORE = re.compile(
    rf"(?:\b|(?=n't))({'|'.join(_RELATIONS.values())})\s+(?:the\s+|of\s+|l[ao]s\s+|a total of\s+)?$|(~)\s?$", re.I
)
_NEGATION = re.compile(r"(?:n['’]t|\b(?:not|cannot|never|nothing|no))\b(?:(?!\b(?:and|but)\b)[^.,;:])*$", re.I)
_ROUGH = re.compile(r"\b(?:about|around|approximately|roughly)\s*$", re.I)
_WITHOUT = re.compile(r"\b(?:without|avoid|sin)\b[^.,;:]*$", re.I)
_TAIL = "|".join(_LATER)


@dataclass(frozen=True)
class Bounds:
    """From `low` to `high`, both allowed; no `high` means no upper bound."""

    low: int
    high: int | None = None

    def allow(self, least: int, most: int) -> bool:
        """Whether some number from `least` to `most` fits."""
        return most >= self.low and (self.high is None or least <= self.high)

    def widened(self, share: float) -> "Bounds":
        """The same, `share` of the number more generous on both sides."""
        high = None if self.high is None else self.high + int(self.high * share)
        return Bounds(self.low - int(self.low * share), high)

    def __str__(self) -> str:
        if self.high is None:
            return f"at least {self.low}"
        if self.low == self.high:
            return f"exactly {self.low}"
        return f"{self.low} to {self.high}" if self.low else f"at most {self.high}"


@dataclass(frozen=True)
class Amount:
    """A number with its unit, where it stands, and how it is meant.

    `is_bare`: nothing but the number is said ("3 sentences"); `is_rough`: it is only about that much.
    """

    match: re.Match[str]
    start: int
    bounds: Bounds
    is_bare: bool
    is_rough: bool


def amount_pattern(unit: str) -> re.Pattern[str]:
    """A pattern for amounts of `unit`, itself a pattern without named groups."""
    return re.compile(
        rf"(?<![\w.,$€£/-])(?P<first>{_NUMBER})(?P<plus>\+)?(?:\s*(?P<link>-|–|to|and|or|a|y|"
        rf"o)\s*(?P<second>{_NUMBER}))?"
        rf"(?:\s+(?P<later>{_TAIL}))?[\s-]+(?:{unit})\b(?:\s*,?\s*\(?(?P<last>{_TAIL})\b)?",
        re.I,
    )


def amounts(pattern: re.Pattern[str], text: str) -> Iterator[Amount]:
    """Every amount in `text` that `pattern` finds and that can be read in one way only."""
    for match in pattern.finditer(text):
        said = _BEFORE.search(text, max(0, match.start() - _REACH), match.start())
        relation = _relation(match, said)
        start = said.start() if said else match.start()
        first = _value(match["first"])
        second = _value(match["second"]) if match["second"] else first
        is_range = match["second"] is not None
        if second < first or (is_range and relation not in (None, "range", "exactly", "about", "most")):
            continue
        # "3 and 5 sentences" is two wishes; "between 3 and 5" is one.
        if (relation == "range" and not is_range) or (match["link"] in ("and", "y") and relation != "range"):
            continue
        around = max(0, start - _REACH), start
        if _NEGATION.search(text, *around) or (relation == "more" and _WITHOUT.search(text, *around)):
            if relation != "more":
                continue
            relation = "most"
        bounds = _bounds(relation, first, second)
        is_rough = relation == "about" or (said is not None and _ROUGH.search(said[0]) is not None)
        yield Amount(match, start, bounds, relation is None and not is_range, is_rough)


def _relation(match: re.Match[str], said: re.Match[str] | None) -> str | None:
    later = match["later"] or match["last"]
    if match["plus"]:
        return "least"
    if later:
        return _LATER[" ".join(later.lower().split())]
    return next((name for name, read in _READ.items() if read.fullmatch(said[1] or said[2])), None) if said else None


def _bounds(relation: str | None, first: int, second: int) -> Bounds:
    match relation:
        case "most":
            return Bounds(0, second)
        case "least":
            return Bounds(first)
        case "more":
            return Bounds(first + 1)
        case "less":
            return Bounds(0, first - 1)
        case _:
            return Bounds(first, second)


def _value(number: str) -> int:
    plain = number.lower().replace(",", "")
    return int(plain) if plain.isdigit() else _NUMBERS[" ".join(plain.split())]
