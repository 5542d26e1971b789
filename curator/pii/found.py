"""What is found: a kind, a place, and the value by which two mentions of it are the same."""

import math
import re
from collections import Counter
from typing import NamedTuple

PERSONAL = ("email", "phone", "card", "iban", "ip", "ssn")
"""What leads to a person or an account."""

SECRETS = ("key", "password")
"""What opens something: a key by its shape, a password by the word before it."""

_FILLER = re.compile(
    r"(?i)example|sample|your|placeholder|dummy|fake|changeme|redacted|x{4,}|\*{3,}|\.{3}|(.)\1{5}|123456|abcdef"
)


class Found(NamedTuple):
    """One mention."""

    start: int
    end: int
    kind: str
    identity: str
    """Equal for two spellings of the same value."""


def digits(text: str) -> str:
    """The ASCII digits of a text."""
    return "".join(char for char in text if "0" <= char <= "9")


def is_filler(value: str) -> bool:
    """Whether a value says of itself that it is none: `your_key_here`, `xxxx`, `123456`."""
    return _FILLER.search(value) is not None


def entropy(value: str) -> float:
    """Bits per character by the value's own frequencies: about 4 for 20 random letters and digits, 0 for `aaaa`."""
    size = len(value)
    return -sum(n / size * math.log2(n / size) for n in Counter(value).values()) if size else 0.0
