"""Prompts that are nothing but a calculation, and whether the answer names its result."""

import re
from fractions import Fraction

from curator.signals.arithmetic.expression import NUMERAL, value_of
from curator.signals.arithmetic.interval import Interval, NoValueError, written

MAX_PROMPT_CHARS = 300
_ASKED = re.compile(
    r"\s*(?:please )?(?:(?:calculate|compute|evaluate|solve|simplify|work out|what(?:'s| is)|find|how much is|"
    r"give|tell me|determine)\b)?"
    r"[ ]?(?:(?:the )?(?:value|result|answer|sum|product|difference|quotient|solution)(?: (?:of|to|for))?)?"
    r"[ ]?(?:(?:the |this )?(?:following |given )?(?:mathematical |arithmetic |math )?(?:expression|equation|"
    r"calculation|sum|problem|"
    r"operation|addition|multiplication|subtraction|division|question))?\s*[:.]?\s*"
    r"(?P<code>[-−(]*\d[\d\s.,+\-−–*/^×·÷x()%]*[\d)%])\s*(?:=\s*(?:\?|_+)?)?\s*[.?]?\s*",
    re.I,
)
_TIMES = re.compile(r"(?<=[\d)])\s*[xX]\s*(?=[\d(])")
_SIGN = re.compile(r"[+*/^×·÷−–]|(?<=[\d)\s])-")
# A date, a telephone number, a mixed number, a share of we do not know what.
_SOMETHING_ELSE = re.compile(r"\d\s+\d|\d-\d+-\d|\d/\d+/\d|%")
_NUMBER = re.compile(rf"[-−]?(?:{NUMERAL})")
_OTHER_FORM = re.compile(
    r"\d\s*/\s*\d|√|\\|\^|[²³¹]|\d[eE][+-]?\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve|\w+teen|twenty|thirty|"
    r"forty|fifty|sixty|seventy|eighty|ninety|hundred|zero|thousand|half|third|quarter|remainder|undefined|"
    r"infinity)\b|\br ?\d",
    re.I,
)


def asked_value(prompt: str) -> tuple[str, Interval] | None:
    """The calculation that the whole prompt is, and its value; None for any other prompt."""
    match = _ASKED.fullmatch(prompt) if len(prompt) <= MAX_PROMPT_CHARS else None
    if match is None:
        return None
    code = _TIMES.sub("*", match["code"]).strip()
    if not _SIGN.search(code) or _SOMETHING_ELSE.search(code):
        return None
    try:
        return code, value_of(code)
    except NoValueError:
        return None


def missed(value: Interval, response: str) -> str | None:
    """What the answer says instead of the value; None when it names it, or names no plain number."""
    if _OTHER_FORM.search(response):
        return None
    found = [match.group().replace("−", "-") for match in _NUMBER.finditer(response)]
    try:
        claims = [_claim(number) for number in found]
    except NoValueError:
        return None
    if not claims or any(_fits(value, *claim) for claim in claims):
        return None
    return found[-1]


def _claim(number: str) -> tuple[Fraction, Fraction]:
    value, unit = written(number.lstrip("-"))
    return (-value if number.startswith("-") else value), unit


def _fits(value: Interval, claim: Fraction, unit: Fraction) -> bool:
    """A dash before a number may be a dash, so that the sign does not count."""
    return any(value.low - unit < side < value.high + unit for side in (claim, -claim))
