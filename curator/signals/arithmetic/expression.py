"""The value of `3 + 4 × (2 − 1)`, by a small parser of its own: nothing of the text is ever executed."""

import re
from dataclasses import dataclass

from curator.signals.arithmetic.interval import Interval, NoValueError, numeral

MAX_TOKENS = 80
MAX_DEPTH = 12
NUMERAL = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+"
_TOKEN = re.compile(rf"\s*(?:(?P<number>{NUMERAL})|(?P<percent>%)|(?P<sign>\*\*|[-+*/^()]))")
_SIGNS = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "[": "(", "]": ")"})
_NONE = Interval(numeral("0").low, numeral("0").high)
_HUNDRED = numeral("100")


@dataclass
class _Reader:
    tokens: list[str]
    place: int = 0
    depth: int = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.place += 1
        return token


def value_of(text: str) -> Interval:
    """The value of an expression of numerals, + − × ÷ ^ % and brackets.

    Raises:
        NoValueError: it is no such expression, too long, or has no value.
    """
    reader = _Reader(_tokens(text.translate(_SIGNS)))
    found = _sum(reader)
    if reader.place != len(reader.tokens):
        raise NoValueError
    return found


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    place = 0
    text = text.strip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or len(tokens) >= MAX_TOKENS:
            raise NoValueError
        tokens.append(match.group().strip())
        place = match.end()
    return tokens


def _sum(reader: _Reader) -> Interval:
    found = _product(reader)
    while reader.peek() in ("+", "-"):
        is_plus = reader.take() == "+"
        other = _product(reader)
        found = found + other if is_plus else found - other
    return found


def _product(reader: _Reader) -> Interval:
    found = _signed(reader)
    while reader.peek() in ("*", "/"):
        is_times = reader.take() == "*"
        other = _signed(reader)
        found = found * other if is_times else found / other
    return found


def _signed(reader: _Reader) -> Interval:
    if reader.peek() == "-":
        reader.take()
        return _NONE - _power(reader)
    return _power(reader)


def _power(reader: _Reader) -> Interval:
    base = _atom(reader)
    if reader.peek() in ("^", "**"):
        reader.take()
        return base ** _signed(reader)
    return base


def _atom(reader: _Reader) -> Interval:
    token = reader.take()
    if token == "(":
        reader.depth += 1
        if reader.depth > MAX_DEPTH:
            raise NoValueError
        found = _sum(reader)
        if reader.take() != ")":
            raise NoValueError
        reader.depth -= 1
    elif token[:1].isdigit() or token[:1] == ".":
        found = numeral(token)
    else:
        raise NoValueError
    if reader.peek() == "%":
        reader.take()
        found = found / _HUNDRED
    return found
