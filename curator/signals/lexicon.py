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
def spellings() -> list[str]:
    """What a text holds, in any case of ASCII letters, that holds a word of any severity."""
    every = [word for severity in SEVERITIES for word in words(severity)]
    return sorted({form for word in every for form in ([word] if word.isascii() else _cases(word))})


def _cases(word: str) -> list[str]:
    return [word, word.capitalize(), word.upper()]


def count(text: str, severity: str) -> int:
    """How many words of the lexicon a text holds."""
    return len(_pattern(severity).findall(text.casefold()))


@cache
def _pattern(severity: str) -> re.Pattern[str]:
    spaced = [re.escape(word.casefold()) for word in words(severity) if not _UNSPACED.search(word)]
    unspaced = [re.escape(word) for word in words(severity) if _UNSPACED.search(word)]
    return re.compile("|".join([rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", *unspaced]))
