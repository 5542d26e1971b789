"""Public IP addresses: not private, reserved or documented ones, no version numbers, no well-known servers."""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from curator.pii.found import Found

_V4 = re.compile(r"(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)")
_V6 = re.compile(r"(?i)(?<![\w:.])(?:[0-9a-f]{1,4}:){1,7}:?(?:[0-9a-f]{1,4}:){0,6}[0-9a-f]{1,4}(?![\w:]|\.\d)")
_NUMBERING = re.compile(
    r"(?i)(?:\bv(?:er(?:sion)?s?)?\.?|release|build|firmware|section|chapter|clause|article|paragraph|§|§§|\bOID|"
    r"\w/|update|kernel|driver|library|package|python|java|chrome|mask)[ :=]{0,2}$"
)
_NUMBERING_CHARS = 12

# Asked by everybody; they lead to nobody.
_SERVERS = frozenset(
    ("8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "208.67.222.222", "208.67.220.220", "4.2.2.2")
)
_LEAST_GROUPS = 4  # of IPv6: fewer are times and scopes of code
_SMALL = 10  # four numbers below are a version, or made up: 1.2.3.4


def find(text: str) -> Iterator[Found]:
    """Addresses, first those of IPv4."""
    for match in _V4.finditer(text):
        before = text[max(0, match.start() - _NUMBERING_CHARS) : match.start()]
        is_small = all(int(part) < _SMALL for part in match[0].split("."))
        if not is_small and match[0] not in _SERVERS and not _NUMBERING.search(before):
            try:
                address = IPv4Address(match[0])
            except AddressValueError:
                continue
            if address.is_global and not address.is_multicast:
                yield Found(match.start(), match.end(), "ip", match[0])
    for match in _V6.finditer(text):
        if match[0].count(":") < _LEAST_GROUPS - 1:
            continue
        try:
            address6 = IPv6Address(match[0])
        except AddressValueError:
            continue
        if address6.is_global and not address6.is_multicast:
            yield Found(match.start(), match.end(), "ip", address6.compressed)
