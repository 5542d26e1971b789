"""Calculations in a text that can be checked: `48 / 2 = 24`, and whether they are right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from curator.signals.arithmetic.expression import NUMERAL, value_of
from curator.signals.arithmetic.interval import Interval, NoValueError, written
from curator.signals.arithmetic.spans import Span, ending_span, starting_span, tokens_of

MAX_LINE_CHARS = 2_000
DOUBLE = Fraction(1, 10**12)  # digits beyond these are what a computer makes of 26.666666666666668
_FENCE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.S)
_ANNOTATION = re.compile(r"<<([^<>\n]*)>>")  # what GSM8K has for a calculator: nothing but one calculation
_CLAIM = re.compile(rf"-?(?:{NUMERAL})%?")
_COMPARISON = re.compile(r"[=<>!:≤≥~≈+*/^-]=|=[=>~≈]")
_APPROXIMATE = re.compile(r"approx|about|round|roughly|nearest|estimat|\bor so\b|≈|~", re.I)
_UNCLAIMED = re.compile(
    r"\b(?:not|wrong|incorrect\w*|false|mistake\w*|error\w*|instead|suppose|assum\w+|if|joke|guess\w*|ratio|"
    r"odds|score\w*|"
    r"isn't|doesn't)\b|n['’]t\b|≠|\?",
    re.I,
)
_DIVIDED_TWICE = re.compile(r"[/÷][^-+*×·−()]*[/÷]")
_RANGE = re.compile(r"\d+[-–]\d+")
_OTHER_NUMBERS = re.compile(
    r"\b(?:binary|octal|hexadecimal|base[- ]\d+|modulo|modular|mod \d+|bitwise|boolean|roman numerals?|puzzle|"
    r"riddle|cipher|"
    r"o'clock|XOR)\b",
    re.I,
)


@dataclass(frozen=True)
class Equation:
    """A calculation as it stands in a text, and in words what is wrong with it."""

    text: str
    fault: str | None


def is_about_other_numbers(text: str) -> bool:
    """Whether a text speaks of numbers that are written or counted otherwise: binary, modular, clocks, riddles."""
    return _OTHER_NUMBERS.search(text) is not None


def equations(text: str) -> Iterator[Equation]:
    """Each calculation of `text` that can be read in one way only; code, estimates and variables are left out."""
    plain = _FENCE.sub("", text) if "`" in text else text
    if "<<" in plain:
        annotated = (_of_annotation(match[1]) for match in _ANNOTATION.finditer(plain))
        yield from (each for each in annotated if each is not None)
        plain = _ANNOTATION.sub("", plain)
    for line in plain.splitlines():
        if "=" in line and len(line) <= MAX_LINE_CHARS:
            yield from _of_line(line)


def _of_annotation(inside: str) -> Equation | None:
    left, _, right = (part.strip() for part in inside[:MAX_LINE_CHARS].partition("="))
    if not _CLAIM.fullmatch(right):
        return None
    return _judged(Span(left, left, frozenset(), 2), Span(right, right, frozenset(), 1), "")


def _of_line(line: str) -> Iterator[Equation]:
    tokens = tokens_of(_COMPARISON.sub(" ‽ ", line))
    signs = [place for place, token in enumerate(tokens) if token.kind == "equals"]
    for number, place in enumerate(signs):
        start = signs[number - 1] + 1 if number else 0
        end = signs[number + 1] if number + 1 < len(signs) else len(tokens)
        left = ending_span(line, tokens[start:place])
        right = starting_span(line, tokens[place + 1 : end])
        if left is None or right is None or left.count < 2:
            continue
        around = line[max(0, tokens[place].start - 120) : tokens[place].end + 60]
        found = _judged(left, right, around)
        if found is not None:
            yield found


def _judged(left: Span, right: Span, around: str) -> Equation | None:
    shown = f"{left.shown.strip()} = {right.shown.strip()}"
    codes = (left.code, right.code)
    if any("%" in code and re.search(r"[-+−]", code) for code in codes):
        return None  # "100 - 20%" means 80 to most people
    try:
        value = value_of(left.code)
        if right.count > 1:
            is_right = _meet(value, value_of(right.code)) or _starts_next_step(value, right.code)
        else:
            slips = (1, 100, Fraction(1, 100)) if any("%" in code for code in codes) else (1,)
            is_right = any(_rounds_to(_times(value, slip), *_claim(right.code)) for slip in slips)
    except (NoValueError, ZeroDivisionError):
        return None
    if is_right:
        return Equation(shown, None)
    if any(_DIVIDED_TWICE.search(code) for code in codes):
        return None  # "25 / 1/3" may mean 25 / (1/3)
    if (around and _RANGE.fullmatch(left.shown.strip())) or _UNCLAIMED.search(around) or _APPROXIMATE.search(around):
        return None
    if right.units and left.units and not right.units & left.units:
        return None
    if len(left.units) > 1 and re.search(r"[-+−]", left.code):
        return None
    return Equation(shown, f"{shown}: it is {said(value)}")


def _claim(code: str) -> tuple[Fraction, Fraction]:
    """The number on the right and one unit of its last digit; whoever writes a percent sign may mean either scale."""
    sign = -1 if code.startswith(("-", "−")) else 1
    value, unit = written(code.lstrip("-−( ").rstrip(") %"))
    return sign * value, unit


def _times(value: Interval, factor: Fraction | int) -> Interval:
    return Interval(value.low * factor, value.high * factor)


def _starts_next_step(value: Interval, code: str) -> bool:
    """Whether the right side goes on from the result, as in `2 * 3 = 6 + 4 = 10`."""
    first = re.match(r"[\d.,]+", code)
    return first is not None and _rounds_to(value, *written(first.group()))


def _rounds_to(value: Interval, claim: Fraction, unit: Fraction) -> bool:
    """Whether a value may be written so: exactly, or rounded or cut at the last digit shown."""
    if value.is_point and (value.low / unit).denominator == 1:
        return value.low == claim
    unit = max(unit, abs(claim) * DOUBLE)
    return value.low - unit < claim < value.high + unit


def _meet(left: Interval, right: Interval) -> bool:
    return left.low <= right.high and right.low <= left.high


def said(value: Interval) -> str:
    """A value in figures, six digits of it."""
    middle = (value.low + value.high) / 2
    return str(middle.numerator) if middle.denominator == 1 else f"{float(middle):.6g}"
