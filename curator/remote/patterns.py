"""Patterns for names with slashes: `*`, `?` and `[…]` within a part, `**` across parts."""

import re

SIGNS = "*?["

_PIECES = re.compile(r"(\*\*/|\*\*|\*|\?|\[!?\]?[^\]]*\])")
_MEANING = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def is_pattern(name: str) -> bool:
    """True when `name` may stand for several."""
    return any(sign in name for sign in SIGNS)


def fixed_start(pattern: str) -> str:
    """What every match begins with."""
    first = min((place for place in map(pattern.find, SIGNS) if place >= 0), default=len(pattern))
    return pattern[:first]


def matcher(pattern: str) -> re.Pattern[str]:
    """A pattern as a regular expression for `fullmatch`."""
    return re.compile("".join(map(_translated, _PIECES.split(pattern))), re.DOTALL)


def _translated(piece: str) -> str:
    if piece in _MEANING:
        return _MEANING[piece]
    if _PIECES.fullmatch(piece):
        inner = piece[1:-1].replace("\\", r"\\").replace("[", r"\[")
        return f"[^/{inner[1:]}]" if inner.startswith("!") else f"[{inner}]"
    return re.escape(piece)
