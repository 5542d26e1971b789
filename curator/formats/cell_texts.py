"""The text that stands for a value which JSON has no form for: a date, a time, a decimal number, bytes."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

BASE64 = "data:;base64,"
"""What the text of bytes that are not UTF-8 begins with."""

_PER_SECOND = {"ms": 10**3, "us": 10**6, "ns": 10**9}
_DURATION = re.compile(r"(-?)PT(\d+)(?:\.(\d+))?S", re.ASCII)
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.(\d{3}|\d{6}|\d{9}))?", re.ASCII)
_DECIMAL = re.compile(r"-?(\d+)(?:\.(\d+))?", re.ASCII)
_DATE = re.compile(r"[-+]?\d+-\d\d-\d\d(?:T[\d:.]+)?|NaT", re.ASCII)


class Unfit(ValueError):
    """A value is none of the type."""


@dataclass(frozen=True)
class Form:
    """`held` is the type that Polars gives to Python and takes from it; `write` makes text of that, `read` undoes it.

    `read` is only given text, and may raise ValueError or OverflowError; what it gives is `write`'s only when that
    makes the same text of it again.
    """

    held: pl.DataType
    write: Callable[[Any], str]
    read: Callable[[str], Any]


def form_of(dtype: pl.DataType) -> Form | None:
    """How the values of a type are written; none for a type whose values JSON has, or with types inside."""
    match dtype:
        case pl.Date():
            return Form(pl.Int32(), lambda days: _moment(days, "D"), lambda text: _number(text, "D"))
        case pl.Datetime():
            unit, end = dtype.time_unit, "+00:00" if dtype.time_zone else ""
            return Form(
                pl.Int64(), lambda number: _moment(number, unit) + end, lambda text: _number(_without(text, end), unit)
            )
        case pl.Time():
            return Form(pl.Int64(), _time, _nanoseconds)
        case pl.Duration():
            per_second = _PER_SECOND[dtype.time_unit]
            return Form(pl.Int64(), lambda ticks: _span(ticks, per_second), lambda text: _ticks(text, per_second))
        case pl.Decimal():
            digits, scale = dtype.precision or 38, dtype.scale
            return Form(pl.String(), str, lambda text: _decimal(text, digits, scale))
        case pl.Int128() | pl.UInt128():
            return Form(pl.String(), str, lambda text: str(int(text)))
        case pl.Binary():
            return Form(pl.Binary(), _text, _bytes)
        case pl.Categorical() | pl.Enum():
            return Form(pl.String(), str, str)
    return None


def _moment(number: int, unit: Any) -> str:  # noqa: ANN401 - one of the literals that numpy knows
    import numpy as np  # knows years beyond 9999 and billionths of a second, which datetime does not

    day, dot, fraction = str(np.datetime64(number, unit)).partition(".")
    return day + _fraction(dot + fraction)


def _number(text: str, unit: Any) -> int:  # noqa: ANN401 - as above
    import numpy as np

    if not _DATE.fullmatch(text):  # numpy takes `today` for a date too
        raise Unfit(text)
    return int(np.datetime64(text, unit).astype(np.int64))


def _without(text: str, end: str) -> str:
    if not text.endswith(end):
        raise Unfit(text)
    return text.removesuffix(end)


def _fraction(dotted: str) -> str:
    """A fraction of a second without zeros at the end, in thousandths, millionths or billionths."""
    while dotted.endswith("000"):
        dotted = dotted[:-3]
    return dotted if dotted != "." else ""


def _time(nanoseconds: int) -> str:
    seconds, rest = divmod(nanoseconds, 10**9)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}" + _fraction(f".{rest:09}")


def _nanoseconds(text: str) -> int:
    found = _TIME.fullmatch(text)
    if not found:
        raise Unfit(text)
    hours, minutes, seconds, fraction = found.groups()
    return (int(hours) * 3600 + int(minutes) * 60 + int(seconds)) * 10**9 + int((fraction or "").ljust(9, "0"))


def _span(ticks: int, per_second: int) -> str:
    seconds, rest = divmod(abs(ticks), per_second)
    return f"{'-' * (ticks < 0)}PT{seconds}{_fraction(f'.{rest:0{len(str(per_second)) - 1}}')}S"


def _ticks(text: str, per_second: int) -> int:
    found = _DURATION.fullmatch(text)
    if not found:
        raise Unfit(text)
    sign, seconds, fraction = found.groups()
    ticks = int(seconds) * per_second + int((fraction or "").ljust(len(str(per_second)) - 1, "0"))
    return -ticks if sign else ticks


def _decimal(text: str, digits: int, scale: int) -> str:
    found = _DECIMAL.fullmatch(text)
    if not found or len(found[1].lstrip("0")) > digits - scale or len(found[2] or "") > scale:
        raise Unfit(text)
    return text


def _text(value: bytes) -> str:
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return BASE64 + base64.b64encode(value).decode()
    return text if not text.startswith(BASE64) else BASE64 + base64.b64encode(value).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.removeprefix(BASE64)) if text.startswith(BASE64) else text.encode()
