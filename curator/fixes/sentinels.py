"""Emptying of fields that hold a stand-in for nothing."""

import re

from curator.fixes.fix import Fix
from curator.markers import SENTINEL

_WHOLE = re.compile(SENTINEL, re.IGNORECASE)


def clear_sentinel(text: str) -> str:
    """Nothing, when the whole text says that there is nothing."""
    return "" if _WHOLE.fullmatch(text) else text


CLEAR_SENTINEL = Fix(
    "clear-sentinel", 1, "empty an input that only says that there is none (<noinput>, N/A)", ("input",), clear_sentinel
)
