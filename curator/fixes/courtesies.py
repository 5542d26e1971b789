"""Cutting of what an assistant says before and after its answer out of courtesy."""

import re

from curator.courtesies import CLOSING, END, OPENING
from curator.fixes.fix import Fix

_OPENING = re.compile(OPENING, re.IGNORECASE)
_CLOSING = re.compile(
    r"(?:(?:(?<=[^\d\s][.!?…:)\]`])|(?<=[^\n\d]\d[.!?:)])|(?<=[^\n\d]\d\d[.!?:)])|(?<=\d\d\d[.!?:)]))\s+|"
    rf"(?<=[。！？])\s*|\n\s*){CLOSING}{END}\Z",
    re.IGNORECASE,
)


def cut_courtesies(text: str) -> str:
    """The answer alone; a text that is nothing but courtesies stays."""
    while (after := _CLOSING.sub("", _without_opening(text))) != text:
        if not any(char.isalnum() for char in after):
            break
        text = after
    return text


def _without_opening(text: str) -> str:
    found = _OPENING.match(text)
    rest = text[found.end() :].lstrip() if found else ""
    return rest[:1].upper() + rest[1:] if rest else text


CUT_COURTESIES = Fix(
    "cut-courtesies",
    2,
    "cut 'Certainly!' before an answer and 'I hope this helps' or an offer of more help behind it",
    ("response", "chosen"),
    cut_courtesies,
)
