"""E-mail addresses of persons: not those of documentation, of roles, or of placeholders."""

import re
from collections.abc import Iterator

from curator.pii.found import Found

# From the @ on, and then backwards: an address is bounded, a text without one may be long.
_DOMAIN = re.compile(r"@((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,6}([A-Za-z]{2,12}))(?![\w@]|[.-][A-Za-z0-9])")
_LOCAL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._%+'-]{0,63})\Z")
_LONGEST_LOCAL = 64

# Two letters are a country. Of the others the ones that people have: code is full of `name@module.method`.
_LISTED = (
    "com org net edu gov mil int info biz name app dev xyz online site store tech shop club blog cloud mobi pro "
    "email live world space museum travel jobs coop asia news agency company network digital media"
)
_TLDS = frozenset(_LISTED.split())
_DOCUMENTATION = re.compile(
    r"(?i)example|^[a-z0-9]\.|(?:^|\.)(?:test|invalid|localhost|local|lan)(?:\.[a-z]{2,3}){0,2}$|"
    r"^(?:\w*(?:your|my|some|the)-?_?(?:company|domain|e?mail|site|website|business|organi[sz]ation|server|host)\w*|"
    r"company(?:name)?|domain(?:name)?|email|mail(?=\.com$)|abc|xyz|xxx+|foo|bar|acme(?:corp|inc)?|website|business|provider|host|"
    r"abccompany|xyzcompany|abccorp|xyzcorp|server|somewhere|company-?(?:abc|xyz)|sample|university|school)\.[a-z.]+$"
)
_NOBODY = re.compile(
    r"(?i)^(?:(?:your|my|the|some|an?|user)?[._-]?(?:e?-?mail|name|user|username|address|account|id)s?\d*|"
    r"your[\w.-]+|first(?:name)?[._-]?last(?:name)?|some(?:one|body)|any(?:one|body)|person|recipient|sender|"
    r"customer|client|foo|bar|baz|test(?:er|ing|user)?\d*|abc|xyz|xxx+|example|sample|"
    r"(?:john|jane)[._-]?(?:doe|smith|d)?\d*|j\.?doe|(?:my_?)?(?:g?mail|your)\w*|you|me|\d{1,5}|git|no-?reply|do-?not-?reply|mailer-daemon|postmaster|webmaster|"
    r"info|support|contact|sales|help|helpdesk|admin\w*|office|hello|team|press|media|marketing|jobs|careers|hr|"
    r"service|services|customer[._-]?(?:service|support|care)|enquir\w+|inquir\w+|feedback|orders?|offers?|alerts?|promotions?|deals?|newsletter|notifications?|billing|security)$"
)


def find(text: str) -> Iterator[Found]:
    """Addresses, in reading order."""
    for match in _DOMAIN.finditer(text):
        before = text[max(0, match.start() - _LONGEST_LOCAL - 1) : match.start()]
        local = _LOCAL.search(before)
        if local is None or len(local[0]) > _LONGEST_LOCAL:
            continue
        domain, tld = match[1].lower(), match[2].lower()
        if len(tld) > 2 and tld not in _TLDS:
            continue
        if _DOCUMENTATION.search(domain) or _NOBODY.match(local[0]):
            continue
        value = f"{local[0]}@{domain}".lower()
        yield Found(match.start() - len(local[0]), match.end(), "email", value)
