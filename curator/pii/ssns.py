"""Social security numbers of the United States, as they are written; those never given out are left alone."""

import re
from collections.abc import Iterator

from curator.pii.found import Found

_NUMBER = re.compile(r"(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-]|\.\d)")

# In advertisements and manuals.
_DOCUMENTED = frozenset(("078-05-1120", "219-09-9999", "123-45-6789", "111-11-1111", "123-45-6788", "321-54-9876"))


def find(text: str) -> Iterator[Found]:
    """Numbers, in reading order."""
    for match in _NUMBER.finditer(text):
        if match[0] not in _DOCUMENTED and len(set(match[0])) > 3:
            yield Found(match.start(), match.end(), "ssn", match[0])
