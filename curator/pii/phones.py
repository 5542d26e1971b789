"""Telephone numbers: international ones, national ones with separators, and others behind a word for telephone."""

import re
from collections.abc import Iterator
from itertools import pairwise

from curator.pii.found import Found, digits

_EXTENSION = r"(?:[ ]?(?:x|ext\.?)[ ]?\d{1,6})?"
_EDGE, _END = r"(?<!\d,)(?<![\w./#=%$€£+-])", r"(?![\d%]|[.,/:-]\d|[ ]?[A-Za-z]*[*/=^])"
_INTERNATIONAL = r"\+[1-9]\d{0,2}(?:[ .-]?\(\d{1,4}\))?(?:[ .-]?\d{1,5}){2,6}"
_EXIT_CODE = r"00[1-9]\d{0,2}(?:[ .-]\(?\d{1,4}\)?){2,5}"
_AMERICAN = r"(?:1[ .-])?(?:\([2-9]\d\d\)[ ]?|[2-9]\d\d[.-])[2-9]\d\d[.-]\d{4}"
_NATIONAL = r"(?:\(0[1-9]\d{0,3}\)|0[1-9]\d{0,3})(?:[ .-]\d{2,4}){2,4}|0[1-9]\d{2,3}[ -]\d{6,7}"
_RUN = re.compile(r"[+(]?\d[\d ().-]{5,}\d")
_UNCUED = re.compile(f"{_EDGE}(?:{_INTERNATIONAL}|{_EXIT_CODE}|{_AMERICAN}|{_NATIONAL}){_EXTENSION}{_END}")
_CUED = re.compile(rf"{_EDGE}[+(]?\d(?:[ ().-]{{0,2}}\d){{6,14}}{_EXTENSION}(?![\d%]|[.,]\d)")
_CUE = re.compile(
    r"(?i)(?:\b(?:tele)?phone|\btel\b|\bcall(?:ed|ing)?\b|\bmobile|\bcell(?:phone)?\b|\bfax|\bwhats ?app|\bhotline|"
    r"\bdial|\btelefon\w*|\bhandy|\btéléphone|\bteléfono|\btelefone|\bmóvil|\bcelular|\btext me|\banswering at|"
    r"\breach (?:me|him|her|us) at|电话|手机|電話|联系方式)[^\n\d+(]{0,30}\n?\Z"
)
_CUE_BEHIND = re.compile(r"(?i)[ -](?:office|fax|mobile|cell|home|work)\b")
_CUE_CHARS, _AFTER = 50, 16  # what a cue may take before a number, and an extension or cue behind it

_YEARS = re.compile(r"(?:1[5-9]|20)\d\d ?- ?(?:1[5-9]|20)\d\d\b")
_TOLL_FREE = re.compile(r"1?8(?:00|33|44|55|66|77|88)")
_FICTIONAL = re.compile(r"1?\d{3}555\d{4}|555\d{4}|(?:44|0)7700900\d{3}|(?:44|0)1632960\d{3}|1?(?:123|234)456\d+")
_SECURITY_NUMBER = re.compile(r"\d{3}-\d{2}-\d{4}")
_ROWS = ("1234567", "7654321", "4567890", "5678901", "6789012", "7890123", "8901234")
_FEWEST = 7  # digits, behind a cue
_SHORTEST, _LONGEST = 8, 15  # without one, in international form: E.164 allows 15
_NATIONAL_DIGITS = range(9, 12)


def find(text: str) -> Iterator[Found]:
    """Numbers, in reading order; one found in two ways comes twice."""
    for run in _RUN.finditer(text):
        if sum(map(str.isdigit, run[0])) < _FEWEST:
            continue
        for match in _UNCUED.finditer(text, run.start(), run.end() + _AFTER):
            number = _number(match[0])
            is_international = match[0].startswith(("+", "00"))
            allowed = range(_SHORTEST, _LONGEST + 1) if is_international else _NATIONAL_DIGITS
            if match.start() < run.end() and len(number) in allowed and _is_plausible(number, match[0]):
                yield Found(match.start(), match.end(), "phone", number)
        cued = _CUED.match(text, run.start(), run.end() + _AFTER)
        if cued and (
            _CUE.search(text[max(0, cued.start() - _CUE_CHARS) : cued.start()]) or _CUE_BEHIND.match(text, cued.end())
        ):
            number = _number(cued[0])
            if not _YEARS.match(cued[0]) and _is_plausible(number, cued[0]):
                is_half = cued[0].startswith("(") and ")" not in cued[0]
                yield Found(cued.start() + is_half, cued.end(), "phone", number)


def _number(written: str) -> str:
    return digits(re.split("x|ext", written)[0])


def _is_plausible(number: str, written: str) -> bool:
    """Not a number of a firm, of films, of a manual, of binary digits or of a count."""
    if _SECURITY_NUMBER.fullmatch(written):
        return False
    local = number.lstrip("0")
    if _TOLL_FREE.match(local) or _FICTIONAL.fullmatch(number) or _FICTIONAL.fullmatch(local):
        return False
    if len(set(number)) <= 2 or any(row in number for row in _ROWS):
        return False
    groups = [int(group) for group in re.findall(r"\d+", written)]
    steps = {after - before for before, after in pairwise(groups)}
    return len(groups) < 4 or len(steps) > 1
