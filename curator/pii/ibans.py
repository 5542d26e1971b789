"""International bank account numbers: the length of their country, and the remainder 1 by 97."""

import re
from collections.abc import Iterator

from curator.pii.found import Found

_NUMBER = re.compile(r"(?i)(?<![a-z0-9])[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,3})?(?![a-z0-9])")

# The SWIFT registry of IBAN formats.
_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FO FI GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK", 21: "CH CR HR LI LV",
        22: "BG BH DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL", 24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST", 26: "IS TR", 27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HU LB NI PL SV",
        29: "BR EG PS QA UA", 30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip

# Of the standard's own text and of most manuals.
_LISTED = (
    "GB82WEST12345698765432 GB29NWBK60161331926819 DE89370400440532013000 FR1420041010050500013M02606 "
    "GB33BUKB20201555555555 BE68539007547034 CH9300762011623852957 ES9121000418450200051332 NL91ABNA0417164300 "
    "IT60X0542811101000000123456 AT611904300234573201 DE75512108001245126199 "
    "FR7630006000011234567890189"
)
_DOCUMENTED = frozenset(_LISTED.split())


def find(text: str) -> Iterator[Found]:
    """Numbers, in reading order; where words follow directly, as much as is one."""
    for match in _NUMBER.finditer(text):
        wanted = _LENGTHS.get(match[0][:2].upper())
        end = _end(match[0], wanted) if wanted else None
        if end is None:
            continue
        number = re.sub("[ -]", "", match[0][:end]).upper()
        if _remainder(number) == 1 and number not in _DOCUMENTED:
            yield Found(match.start(), match.start() + end, "iban", number)


def _end(written: str, wanted: int) -> int | None:
    """Where `wanted` letters and digits end; none where there are fewer, or a word goes on."""
    count = 0
    for place, char in enumerate(written):
        count += char not in " -"
        if count == wanted:
            following = written[place + 1 : place + 2]
            return place + 1 if following in ("", " ") else None
    return None


def _remainder(number: str) -> int:
    return int("".join(str(int(char, 36)) for char in number[4:] + number[:4])) % 97
