"""Answers that should be machine-readable and are not."""

import re

import orjson
import polars as pl

from curator.signals.cues import PROMPT, Cue
from curator.signals.signal import Signal

_ASKED = r"(?i)\bjson\b"
_LOOKS = r"(?s)^\s*(?:```(?:json)?\s*)?[\[{].*[\]}]\s*(?:```)?\s*$"
_TAGGED = r"(?i)```json\b"
_FENCED = re.compile(r"```json\b[^\n]*\n(.*?)```", re.S | re.I)
# JSON5, templates and documentation: comments, dots for the rest, names to fill in.
_ELIDED = re.compile(
    r"\.\.\.|…|^\s*(?://|#|/\*)|[,{\[\s]//\s|<[a-z_ -]+>|\{\{|^\s*'|:\s*'|,\s*[}\]]|[{,]\s*[A-Za-z_]\w*\s*:",
    re.M | re.I,
)
_FENCE = r"(?s)^\s*```(?:json)?\s*|\s*```\s*$"


def json_is_broken(frame: pl.DataFrame) -> pl.Series:
    """Whether a response that is meant as JSON cannot be parsed; null where no JSON was asked for or none was given.

    JSON is the whole response in brackets, or what it fences as `json`. An elision or a comment in a fence is no fault.
    """
    asked, response = frame["prompt"].str.contains(_ASKED), frame["response"]
    whole = (asked & response.str.contains(_LOOKS)).fill_null(False)
    fenced = (asked & response.str.contains(_TAGGED) & ~whole).fill_null(False)
    bodies = response.str.replace_all(_FENCE, "")
    values: list[bool | None] = [None] * frame.height
    for row in whole.arg_true().to_list():
        values[row] = not _parses(bodies[row])
    for row in fenced.arg_true().to_list():
        blocks = [block for block in _FENCED.findall(response[row]) if block.strip()]
        values[row] = any(not _parses(block) and not _ELIDED.search(block) for block in blocks) if blocks else None
    return pl.Series(values, dtype=pl.Boolean)


def _parses(text: str) -> bool:
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


SIGNALS = [
    Signal(
        "response_json_is_broken",
        2,
        "the prompt speaks of JSON and the response, or what it fences as json, cannot be parsed; null otherwise",
        "flag",
        pl.Boolean(),
        ("prompt", "response"),
        batch=json_is_broken,
        cue=Cue(PROMPT, [_ASKED], otherwise=None),
    ),
]
