"""Passwords and tokens that a name announces: `password = "…"`, `https://user:…@host`; likely, not certain."""

import re
from collections.abc import Iterator

from curator.pii.found import Found, entropy, is_filler

ANNOUNCED = r"(?i:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key)"
"""No password is without one of these, or an @ behind it."""

_ASSIGNED = re.compile(
    rf"{ANNOUNCED}[\w-]{{0,20}}[\"'`]?\s{{0,3}}(?::|=>|:=|=|\bis\b)\s{{0,3}}[\"'`]?([^\s\"'`<>,;(){{}}\[\]]{{10,200}})"
)
_IN_LINK = re.compile(r"://[^\s/:@<>\"']{1,64}:([^\s/@<>\"'{}$]{8,100})@[\w.-]+")
_COMMON = re.compile(
    r"(?i)pass(?:word|wd)?|secret|token|admin|user|login|test|demo|default|hello|welcome|qwerty|letmein|secure|strong|"
    r"super|client|server|database|private|public|access|api|auth|key|my|the|new|old|abc+|xyz|1234?5?|789|[_\W]"
)
_LEAST_LEFT = 8  # characters, without common words
_LEAST_ENTROPY = 3.0


def find(text: str) -> Iterator[Found]:
    """Values, in no particular order."""
    for pattern in (_ASSIGNED, _IN_LINK):
        for match in pattern.finditer(text):
            value = match[1].rstrip(".:!?")
            if _is_random(value):
                yield Found(match.start(1), match.start(1) + len(value), "password", value)


def _is_random(value: str) -> bool:
    """Letters and digits mixed, of no words, and no expression of code."""
    has_both = any(char.isdigit() for char in value) and any(char.isalpha() for char in value)
    is_expression = re.search(r"\w\.\w|::|->|://|^\$|^%|\\|\+$", value) is not None
    left = _COMMON.sub("", value)
    return (
        has_both
        and not is_expression
        and not is_filler(value)
        and len(left) >= _LEAST_LEFT
        and len(re.findall(r"[A-Za-z](?=\d)|\d(?=[A-Za-z])", value)) > 1
        and entropy(left) >= _LEAST_ENTROPY
    )
