"""Answers that should be machine-readable and are not."""

import orjson
import polars as pl

from curator.signals.signal import Signal

_ASKED = r"(?i)\bjson\b"
_LOOKS = r"(?s)^\s*(?:```(?:json)?\s*)?[\[{].*[\]}]\s*(?:```)?\s*$"
_FENCE = r"(?s)^\s*```(?:json)?\s*|\s*```\s*$"


def json_is_broken(frame: pl.DataFrame) -> pl.Series:
    """Whether a response that is meant as JSON cannot be parsed; null where no JSON was asked for or none was given."""
    meant = frame["prompt"].str.contains(_ASKED) & frame["response"].str.contains(_LOOKS)
    bodies = frame["response"].str.replace_all(_FENCE, "")
    values: list[bool | None] = [None] * frame.height
    for row in meant.fill_null(False).arg_true().to_list():
        values[row] = not _parses(bodies[row])
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
        1,
        "the prompt speaks of JSON and the response, all of it in brackets, cannot be parsed; null otherwise",
        "flag",
        pl.Boolean(),
        ("prompt", "response"),
        batch=json_is_broken,
    ),
]
