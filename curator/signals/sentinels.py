"""Stand-ins that a generator wrote into a field because it had nothing to write."""

import polars as pl

from curator import text
from curator.markers import NOTHING, SENTINEL
from curator.signals.signal import flag

_INPUT = rf"(?i)^{SENTINEL}$"
# "None", "null" and "not applicable" may be the right answer.
_RESPONSE = rf"(?i)^\s*(?:[\[(<{{]\s*{NOTHING}\s*[\])>}}]|{NOTHING}|n\s?/\s?a|nan|undefined)\s*[.!]?\s*$"
_OPENING = rf"(?i)^\s*[\[(<{{]\s*{NOTHING}\s*[\])>}}]"

_INPUT_TEXT = pl.col("input")
_RESPONSE_TEXT = pl.col("response")

SIGNALS = [
    flag(
        "input_is_sentinel",
        "the whole input is a stand-in for nothing, such as <noinput> or N/A; null without an input",
        ("input",),
        pl.when(~text.is_blank(_INPUT_TEXT)).then(_INPUT_TEXT.str.contains(_INPUT)),
    ),
    flag(
        "response_is_sentinel",
        "the whole response is a stand-in for nothing, such as <nooutput> or N/A, that the prompt does not speak of",
        ("prompt", "response"),
        _RESPONSE_TEXT.str.contains(_RESPONSE)
        & ~pl.col("prompt")
        .fill_null("")
        .str.to_lowercase()
        .str.contains(_RESPONSE_TEXT.str.strip_chars(" \n\t.!").str.to_lowercase(), literal=True),
    ),
    flag(
        "response_opens_with_sentinel",
        "the response begins with a bracketed stand-in for nothing, such as <noinput>",
        ("response",),
        _RESPONSE_TEXT.str.contains(_OPENING),
    ),
]
