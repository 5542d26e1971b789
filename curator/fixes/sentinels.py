"""Emptying of fields that hold a stand-in for nothing."""

import re

from curator.fixes.fix import Fix

_NOTHING = r"no[\s_-]?(?:input|output|response)"
_WHOLE = re.compile(
    rf"\s*(?:[\[(<{{]\s*{_NOTHING}\s*[\])>}}]|{_NOTHING}(?:\s+(?:is\s+)?(?:needed|required|provided|"
    rf"necessary|given))?"
    r"|n\s?/\s?a|[\[(<]?none[\])>]?|[\[(<]?null[\])>]?|nan|not applicable|undefined)\s*[.!]?\s*",
    re.IGNORECASE,
)


def clear_sentinel(text: str) -> str:
    """Nothing, when the whole text says that there is nothing."""
    return "" if _WHOLE.fullmatch(text) else text


CLEAR_SENTINEL = Fix(
    "clear-sentinel", 1, "empty an input that only says that there is none (<noinput>, N/A)", ("input",), clear_sentinel
)
