"""Exact numbers with the spread that their digits leave open: 3.33 stands for 3.325 to 3.335."""

from dataclasses import dataclass
from fractions import Fraction

MAX_DIGITS = 30
MAX_EXPONENT = 20


class NoValueError(ArithmeticError):
    """The expression has no value that can be told: a division by zero, a power beyond bounds, a hanging bracket."""


@dataclass(frozen=True)
class Interval:
    """All numbers from `low` to `high`, both included; a point where they are equal."""

    low: Fraction
    high: Fraction

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: "Interval") -> "Interval":
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: "Interval") -> "Interval":
        corners = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(corners), max(corners))

    def __truediv__(self, other: "Interval") -> "Interval":
        if other.low <= 0 <= other.high:
            raise NoValueError
        return self * Interval(1 / other.high, 1 / other.low)

    def __pow__(self, other: "Interval") -> "Interval":
        exponent = other.low
        if other.low != other.high or exponent.denominator != 1 or not 0 <= exponent <= MAX_EXPONENT or self.low < 0:
            raise NoValueError
        return Interval(self.low ** int(exponent), self.high ** int(exponent))

    @property
    def is_point(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high


def written(digits: str) -> tuple[Fraction, Fraction]:
    """The value of a decimal numeral, and one unit of its last digit."""
    plain = digits.replace(",", "")
    if len(plain) > MAX_DIGITS:
        raise NoValueError
    places = len(plain.partition(".")[2])
    return Fraction(plain), Fraction(1, 10**places)


def numeral(digits: str) -> Interval:
    """A numeral as it stands in a calculation: exact without a point, else half a unit of its last digit "
    "either way."""
    value, unit = written(digits)
    spread = unit / 2 if "." in digits else Fraction(0)
    return Interval(value - spread, value + spread)
