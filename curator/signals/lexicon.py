"""The lexicon of slurs and coarse words, and finding its words in texts.

Made for this program: the words that no context but a quotation makes harmless. Words with a harmless meaning of their
own are in it where that one is rare in instructions; names of groups are not, nor are spellings that disguise a word.
"""

import re
from base64 import b64decode
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "lexicon.tsv"

SEVERITIES = ("slur", "profanity")

_UNSPACED = re.compile(r"[\u4e00-\u9fff]")


@cache
def words(severity: str) -> tuple[str, ...]:
    """The words of one severity, lower case."""
    lines = [line.split("\t") for line in FILE.read_text().splitlines() if not line.startswith("#")]
    return tuple(b64decode(word).decode() for kind, _, word in lines if kind == severity)


@cache
def may_hold() -> str:
    """An expression, for the engine of Polars, that is found in every text that holds a word of any severity."""
    every = sorted({form for severity in SEVERITIES for word in words(severity) for form in (word, word.casefold())})
    latin = "|".join(re.escape(word) for word in every if word[0].isascii())
    other = "|".join(re.escape(word) for word in every if not word[0].isascii())
    # Two letters beyond ASCII are folded into it; a word that begins with one has no boundary of ASCII before it.
    return rf"(?i)(?-u:\b)(?:{latin})|{other}|(?-i:[\u017f\u212a])"


def count(text: str, severity: str) -> int:
    """How many words of the lexicon a text holds."""
    return len(_pattern(severity).findall(text.casefold()))


@cache
def _pattern(severity: str) -> re.Pattern[str]:
    spaced = [re.escape(word.casefold()) for word in words(severity) if not _UNSPACED.search(word)]
    unspaced = [re.escape(word) for word in words(severity) if _UNSPACED.search(word)]
    return re.compile("|".join([rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", *unspaced]))
