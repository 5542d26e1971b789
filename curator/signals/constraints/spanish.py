"""What only Spanish asks for: words with an accent, with ñ or ü, questions and exclamations with both their marks."""

import re
import unicodedata

from curator.signals.constraints.constraint import Count, Fault

ACCENTED = "áéíóú"
_WORD = re.compile(r"[^\W\d_]+")


def words_with(letters: str) -> Count:
    """Counts the words that hold one of these letters, in any case."""

    def count(text: str) -> tuple[int, int]:
        words = _WORD.findall(unicodedata.normalize("NFC", text).lower())
        found = sum(any(letter in word for letter in letters) for word in words)
        return found, found

    return count


def marked(opening: str, closing: str, noun: str) -> Fault:
    """That something stands between the two marks."""
    pattern = re.compile(rf"{re.escape(opening)}[^{re.escape(closing)}]*\w[^{re.escape(closing)}]*{re.escape(closing)}")

    def fault(response: str) -> str | None:
        return None if pattern.search(response) else f"asked for {noun} {opening}…{closing}, has none"

    return fault
