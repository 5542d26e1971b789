"""The one normalisation of text and the one notion of a word, as Polars expressions."""

import unicodedata

import polars as pl

WORD = r"\w+"
# White space, control and format characters, fillers of scripts, the blank of Braille: all that leaves no ink.
_VISIBLE = (
    r"[^\s\p{Cc}\u{AD}\u{34F}\u{61C}\u{115F}\u{1160}\u{17B4}\u{17B5}\u{180B}-\u{180F}\u{200B}-\u{200F}\u{2028}-\u{202E}"
    r"\u{2060}-\u{206F}\u{2800}\u{3164}\u{FE00}-\u{FE0F}\u{FEFF}\u{FFA0}\u{FFF9}-\u{FFFB}\u{E0000}-\u{E0FFF}]"
)
_LONGEST_SECRET = 20_000  # characters: a block with a private key


def normalise(text: pl.Expr) -> pl.Expr:
    """Fold what does not change meaning: NFC, lower case, runs of white space to one space, ends trimmed."""
    return text.str.normalize("NFC").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()


def words(text: pl.Expr) -> pl.Expr:
    """The list of words (`\\w+`) of the NFKC-normalised, lower-cased text; null for null."""
    return text.str.normalize("NFKC").str.to_lowercase().str.extract_all(WORD)


def is_blank(text: pl.Expr) -> pl.Expr:
    """True for null, empty and white-space-only text, and for text of nothing but invisible signs; never null."""
    return ~text.str.contains(_VISIBLE).fill_null(value=False)


def printable(text: str, limit: int = 200) -> str:
    """`text` on one line for a terminal: control and format characters escaped, cut to `limit` characters.

    Data may hold escape sequences that would repaint a user's terminal; nothing read from a file is printed
    without passing through here. Nor are keys and passwords: they are told by their kind alone.
    """
    text = _without_secrets(text[: limit + _LONGEST_SECRET])
    shown = "".join(
        char if char == " " or unicodedata.category(char)[0] not in "CZ" else _escaped(char) for char in text[:limit]
    )
    return shown + "…" if len(text) > limit else shown


def printable_lines(text: str) -> str:
    """`text` for a terminal with its lines as they are, whatever their length."""
    return "\n".join(printable(line, len(line)) for line in text.splitlines())


def _without_secrets(text: str) -> str:
    if not any(char.isdigit() for char in text):  # nearly every name and message; a secret holds one
        return text
    from curator.pii import SECRETS, withheld

    return withheld(text, SECRETS)


def _escaped(char: str) -> str:
    return {"\n": "⏎", "\t": "⇥"}.get(char) or (" " if char.isspace() else f"\\u{ord(char):04x}")
