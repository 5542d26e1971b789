"""Prompts that point at something the record does not hold."""

import polars as pl

from curator import text
from curator.signals.signal import flag

_URL = r"(?:https?://|www\.)[^\s<>\"]+"
_ONLY_URLS = rf"(?i)^\s*(?:{_URL}[\s,;]*)+$"
_MEDIUM = (
    r"(?:image|picture|photo(?:graph)?|screenshot|video|audio(?: clip)?|recording|spreadsheet|attachment|"
    r"pdf)"
)
_ATTACHED = (
    rf"(?i)[<\[(]\s*(?:the |an? )?(?:\w+ )?{_MEDIUM}s?(?: \w+)?\s*(?:attached|here|omitted|not shown)?\s*[>\])]"
    rf"|\b(?:attached|enclosed) {_MEDIUM}|\b{_MEDIUM} (?:is )?(?:attached|enclosed)\b|"
    rf"\bsee (?:the )?attached\b|!\[[^\]]*\]\(|<img\b"
)

SIGNALS = [
    flag(
        "input_is_url",
        "the input is nothing but links; null without an input",
        ("input",),
        pl.when(~text.is_blank(pl.col("input"))).then(pl.col("input").str.contains(_ONLY_URLS)),
    ),
    flag(
        "prompt_points_at_attachment",
        "the prompt points at an image, a recording or a file that came with it",
        ("prompt",),
        pl.col("prompt").str.contains(_ATTACHED),
    ),
]
