"""The number that an answer ends on, however it is announced and written."""

import re
from fractions import Fraction

_NUMBER = (
    r"(?<![\w.])[-−–]?\s?[$€£¥]?\s?(?:\d{1,3}(?:[,  ]\d{3})+(?!\d)|\d{1,30})(?:\.\d{1,30})?(?:\s?/\s?\d{1,30}(?!\s?/))?"
)
_ANY = re.compile(_NUMBER)
_FRACTION = re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}")
_ANNOUNCED = (
    re.compile(r"####[ \t]*([^#\n]*)"),
    re.compile(r"\\boxed\{((?:[^{}]|\{[^{}]*\})*)\}"),
    re.compile(r"\banswer(?: is| are| was|:| =)+:?\s*([^\n]*)", re.I),
    re.compile(r"^\s*(?:A|Answer)\s*[:=]\s*([^\n]*)", re.M),
)
"""What comes before the final number, the surest first."""


def final_number(text: str) -> Fraction | None:
    """The number behind the last `####`, `\\boxed{}` or "the answer is", else the last one; null when there is none.

    Signs of money, units, thousands separators and a full stop behind it make no difference; 1/2, `\\frac{1}{2}` and
    0.5 are the same number.
    """
    plain = text.replace("{,}", ",").replace("\\,", "").replace("\\$", "$").replace("\\!", "")
    plain = _FRACTION.sub(r"\1/\2", plain.replace("*", ""))
    for announced in _ANNOUNCED:
        for said in reversed(announced.findall(plain)):
            found = _ANY.search(said)
            if found:
                return _value(found[0])
    *_, last = ["", *_ANY.findall(plain)]
    return _value(last)


def _value(written: str) -> Fraction | None:
    digits = re.sub(r"[^\d./−–-]", "", written).replace("−", "-").replace("–", "-")
    try:
        return Fraction(digits)
    except (ValueError, ZeroDivisionError):
        return None
