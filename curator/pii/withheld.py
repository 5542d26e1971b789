"""A text told without what it must not give away."""

from collections.abc import Collection

from curator.pii.found import PERSONAL, SECRETS, Found
from curator.pii.search import find


def replaced(text: str, mentions: Collection[Found], placeholders: Collection[str]) -> str:
    """The text with each of the mentions, given in reading order, replaced by its placeholder."""
    parts, place = [], 0
    for found, placeholder in zip(mentions, placeholders, strict=True):
        parts += [text[place : found.start], placeholder]
        place = found.end
    return "".join([*parts, text[place:]])


def withheld(text: str, kinds: Collection[str] = (*PERSONAL, *SECRETS)) -> str:
    """The text with every mention told by its kind alone: no digest, which a short number does not withstand."""
    while found := find(text, kinds):
        text = replaced(text, found, [f"[{each.kind} withheld]" for each in found])
    return text
