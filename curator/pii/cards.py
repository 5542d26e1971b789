"""Numbers of payment cards: right length and prefix for an issuer, right check digit, no card for testing."""

import re
from collections.abc import Iterator

from curator.pii.found import Found, digits

_NUMBER = re.compile(r"(?<![\w.+-])(?<![+*/=^×÷] )\d(?:[ -]?\d){11,18}(?!\w|[.,-]\d|[ ]?[+*/=^×÷])")
_CUE = re.compile(r"(?i)card|\bcc\b|visa|maestro|debit|credit|payment|paid|charge")
_CUE_CHARS = 60

_ISSUERS = (
    re.compile(r"4(?:\d{12}|\d{15}|\d{18})"),  # Visa
    re.compile(r"(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"),  # Mastercard
    re.compile(r"3[47]\d{13}"),  # American Express
    re.compile(
        r"(?:6011\d\d|65\d{4}|64[4-9]\d{3}|622(?:12[6-9]|1[3-9]\d|[2-8]\d\d|9[01]\d|92[0-5]))\d{10}"
    ),  # Discover
    re.compile(r"3(?:0[0-5]|[689]\d)\d{11}"),  # Diners Club
    re.compile(r"35(?:2[89]|[3-8]\d)\d{12}"),  # JCB
)
# Their prefixes are so wide that one number in ten passes: only beside a word for cards.
_CUED_ISSUERS = (re.compile(r"(?:2131|1800)\d{11}|35\d{14}"), re.compile(r"(?:5[0678]|6\d)\d{10,17}"))

_LISTED = (
    "4111111111111111 4242424242424242 4000056655665556 4012888888881881 4222222222222 4005519200000004 "
    "4009348888881881 4012000033330026 4012000077777777 4217651111111119 4500600000000061 5555555555554444 "
    "5200828282828210 5105105105105100 2223003122003222 2223000048400011 5425233430109903 5454545454545454 "
    "378282246310005 371449635398431 378734493671000 6011111111111117 6011000990139424 6011000991300009 "
    "3056930009020004 30569309025904 38520000023237 36259600000004 3530111333300000 3566002020360505 "
    "6200000000000005 6304000000000000 6331101999990016 6759649826438453 4917610000000000 5019717010103742 "
    "4532015112830366 4556737586899855 4716461583322103 4485275742308327"
)
_TEST_CARDS = frozenset(_LISTED.split())
_FEW_DIGITS = 3  # as many different ones: made up


def find(text: str) -> Iterator[Found]:
    """Numbers, in reading order."""
    for match in _NUMBER.finditer(text):
        number = digits(match[0])
        if number in _TEST_CARDS or len(set(number)) <= _FEW_DIGITS or not _has_check_digit(number):
            continue
        near = text[max(0, match.start() - _CUE_CHARS) : match.end() + _CUE_CHARS]
        issuers = _ISSUERS + _CUED_ISSUERS if _CUE.search(near) else _ISSUERS
        if any(issuer.fullmatch(number) for issuer in issuers):
            yield Found(match.start(), match.end(), "card", number)


def _has_check_digit(number: str) -> bool:
    """Luhn's sum over every digit, every second one from the right doubled."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (sum(map(int, number[::-2])) + sum(doubled)) % 10 == 0
