"""Prompts that point at something the record does not hold."""

import polars as pl

from curator import text
from curator.signals.cues import Cue, Text
from curator.signals.signal import flag

_URL = r"(?:https?://|www\.)[^\s<>\"]+"
_ONLY_URLS = (
    rf"(?i)^\s*(?:(?:[\w ]{{2,20}}[:：]|see|read|visit|at|from|read here:?)\s*)?(?:[<(\[]?\s*(?:\[[^\]\n]{{1,40}}\]\()?"
    rf"(?:{_URL}|ftp://\S+)\s*[>)\]]?[\s,;]*)+$"
)
_MEDIUM = (
    r"(?:image|picture|photo(?:graph)?|screenshot|video|audio(?: clip)?|recording|spreadsheet|attachment|"
    r"pdf)"
)
_ATTACHED = (
    rf"(?i)[<\[(]\s*(?:insert |the |an? |attached:? )*(?:\w+ )?{_MEDIUM}s?(?: of [\w ]{{2,30}}| \w+)?\s*(?:attached|"
    rf"here|omitted|"
    rf"not shown)?\s*[>\])]|[\[(]attached: [^\])\n]+[\])]|\(see (?:the )?(?:figure|attachment|image|"
    rf"chart)[^)\n]{{0,10}}\)"
    rf"|\b(?:attached|enclosed) {_MEDIUM}|\b{_MEDIUM} (?:is )?(?:attached|enclosed)\b|"
    rf"\bsee (?:the )?attached\b|!\[[^\]]*\]\(|<img\b"
)

_FILE_ALONE = (
    r"(?i)^\W*(?:see )?(?:the )?(?:attached|enclosed)\W*$|"
    r"^\W*[\w ()-]{1,60}\.(?:pdf|docx?|xlsx?|pptx?|png|jpe?g|gif|bmp|mp3|mp4|wav|avi|mov)\W*$"
)
"""An input that only names a file."""
_GIVEN = Text(
    "prompt and input",
    pl.when(pl.col("prompt").is_not_null()).then(pl.concat_str("prompt", "input", separator="\n", ignore_nulls=True)),
)

SIGNALS = [
    flag(
        "input_is_url",
        "the input is nothing but links, with a word before them or brackets around; null without an input",
        ("input",),
        pl.when(~text.is_blank(pl.col("input"))).then(
            (pl.col("input").str.len_bytes() <= 400) & pl.col("input").str.contains(_ONLY_URLS)
        ),
        version=2,
    ),
    flag(
        "prompt_points_at_attachment",
        "the prompt points at an image, a recording or a file that came with it",
        ("prompt", "input"),
        pl.col("prompt").str.contains(_ATTACHED) | pl.col("input").fill_null("").str.contains(_FILE_ALONE),
        version=3,
        cue=Cue(_GIVEN, [_ATTACHED, _FILE_ALONE]),
    ),
]
