"""Look for every kind at once; of mentions that overlap, the surest kind stays."""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator

from curator.pii import addresses, cards, emails, ibans, keys, passwords, phones, ssns
from curator.pii.found import PERSONAL, SECRETS, Found

# Where a kind can be at all, told in one pass. Seven digits with little between them are in every number but an IP
# address.
_DIGITS = re.compile(r"\d(?:[ ().-]{0,2}\d){6}")
_ADDRESS = re.compile(r"\d\.\d{1,3}\.\d{1,3}\.\d|[0-9a-fA-F]:[0-9a-fA-F]{0,4}:[0-9a-fA-F]{0,4}:[0-9a-fA-F]")
_KEY = re.compile("|".join(map(re.escape, keys.PREFIXES)))
_PASSWORD = re.compile(f"{passwords.ANNOUNCED}|@")
_AT = re.compile("@")

# The surest kind first: a card holds what looks like a telephone number, a key what looks like anything.
_FINDERS: dict[str, tuple[re.Pattern[str], Callable[[str], Iterator[Found]]]] = {
    "key": (_KEY, keys.find),
    "password": (_PASSWORD, passwords.find),
    "email": (_AT, emails.find),
    "iban": (_DIGITS, ibans.find),
    "card": (_DIGITS, cards.find),
    "ip": (_ADDRESS, addresses.find),
    "ssn": (_DIGITS, ssns.find),
    "phone": (_DIGITS, phones.find),
}
MAY_HOLD = tuple(dict.fromkeys(pattern.pattern for pattern, _ in _FINDERS.values()))
"""A text that none of these patterns is found in holds nothing; they mean the same to other engines of expressions."""


def find(text: str, kinds: Collection[str] = (*PERSONAL, *SECRETS)) -> list[Found]:
    """What a text holds of these kinds, in reading order, none overlapping another.

    Surer kinds are looked for whether they are wanted or not, so that digits of a key are no telephone number. Takes
    time linear in the length of the text.
    """
    last = max((place for place, kind in enumerate(_FINDERS) if kind in kinds), default=-1)
    finders = list(_FINDERS.values())[: last + 1]
    may_hold = {pattern: pattern.search(text) is not None for pattern in dict.fromkeys(each for each, _ in finders)}
    taken = _Taken()
    found = [each for pattern, finder in finders if may_hold[pattern] for each in finder(text) if taken.add(each)]
    return sorted(each for each in found if each.kind in kinds)


class _Taken:
    """Places that are taken, kept in order: thousands of mentions in one text stay quick to look among."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, found: Found) -> bool:
        """Take a place; false where another mention overlaps it."""
        at = bisect_right(self._starts, found.start)
        if at and self._ends[at - 1] > found.start:
            return False
        if at < len(self._starts) and self._starts[at] < found.end:
            return False
        self._starts.insert(at, found.start)
        self._ends.insert(at, found.end)
        return True
