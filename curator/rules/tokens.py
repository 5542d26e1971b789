"""Cut a predicate into words, refusing every character and word that the rule language does not have."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from curator.rules.mistakes import PredicateError, refuse

MAX_CHARACTERS = 4_000

Kind = Literal["text", "number", "name", "symbol", "end"]


@dataclass(frozen=True)
class Token:
    """One word of a predicate; `at` counts characters from 0."""

    kind: Kind
    text: str
    at: int

    @property
    def word(self) -> str:
        """The token as the keywords are written; empty for text in quotes."""
        return "" if self.kind == "text" else self.text.lower()


# ASCII only: a full-width letter or a no-break space that looks like another character is an unexpected one.
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<text>'(?:[^']|'')*')
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<refused>--|/\*|::|//|->>?|\$\$)
    |(?P<symbol>!~\*|!~|~\*|<>|!=|==|<=|>=|\|\||[-+*/%<>=(),~])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)

_OTHER_ROWS = "looks at other rows; a rule sees one record, so compute a signal instead"
_SUB_QUERY = "sub-queries are not allowed: they can open files and URLs"

FORBIDDEN_WORDS = {
    **dict.fromkeys(("select", "from", "exists", "with", "table", "values", "join", "union"), _SUB_QUERY),
    **dict.fromkeys(("over", "partition", "qualify"), f"a window function {_OTHER_ROWS}"),
    **dict.fromkeys(("columns", "exclude", "rename"), "columns are named one by one"),
    "cast": "CAST stops the run on a value it cannot convert; use TRY_CAST",
}

_FORBIDDEN_SYMBOLS = {
    "--": ("comments are not allowed in a predicate", "write it into `why`"),
    "/*": ("comments are not allowed in a predicate", "write it into `why`"),
    "::": ("'::' stops the run on a value it cannot convert", "use TRY_CAST(… AS …)"),
    "//": ("'//' stops the run on some numbers", "use FLOOR(a / b)"),
    ";": ("a predicate is one expression", "remove the ';'"),
    '"': ("double quotes are not allowed", "text stands in 'single quotes', column names in none"),
    "`": ("back-ticks are not allowed", "write names without quotes"),
    ".": ("'.' is not allowed here", "a column is one name; a number needs a digit on both sides of its point"),
}


def tokenise(predicate: str) -> list[Token]:
    """The tokens of `predicate`, the last one of kind `end`.

    Raises:
        PredicateError: too long, or a character or a word that the language does not have.
    """
    if len(predicate) > MAX_CHARACTERS:
        raise refuse(
            f"a predicate of {len(predicate):,} characters is too long, {MAX_CHARACTERS:,} are allowed",
            MAX_CHARACTERS,
            "write several rules, or compute a signal",
        )
    tokens: list[Token] = []
    for match in _TOKEN.finditer(predicate):
        kind, text, at = match.lastgroup, match.group(), match.start()
        if kind == "space":
            continue
        if kind in ("refused", "other"):
            raise _unexpected(text, at)
        if tokens and kind in ("text", "name", "number"):
            _check_gap(tokens[-1], text, at)
        if kind == "name" and text.lower() in FORBIDDEN_WORDS and not _is_distinct_from(tokens, text):
            raise refuse(f"{text} is not allowed", at, FORBIDDEN_WORDS[text.lower()])
        tokens.append(Token(kind, text, at))  # type: ignore[arg-type]  # the group names that are left are kinds
    return [*tokens, Token("end", "", len(predicate))]


def _check_gap(before: Token, text: str, at: int) -> None:
    """Refuse what touches the token before it: a string prefix (E'…'), 12ab, 'a''b'x."""
    if before.kind == "symbol" or before.at + len(before.text) < at:
        return
    if text.startswith("'"):
        raise refuse(f"the string prefix {before.text!r} is not supported", before.at, "write plain 'text'")
    raise refuse(f"{before.text}{text} is neither a name nor a number", before.at, "put a space between the two")


def _unexpected(text: str, at: int) -> PredicateError:
    if text in _FORBIDDEN_SYMBOLS:
        what, hint = _FORBIDDEN_SYMBOLS[text]
        return refuse(what, at, hint)
    if text == "'":
        return refuse("a text is not closed", at, "add the ' at its end; a ' inside a text is written twice")
    if text.isascii() and text.isprintable():
        return refuse(f"unexpected {text!r}", at)
    name = unicodedata.name(text[0], f"U+{ord(text[0]):04X}")
    return refuse(f"unexpected character {name}", at, "outside 'text', predicates are plain ASCII")


def _is_distinct_from(before: list[Token], text: str) -> bool:
    """Whether `text` is the FROM of IS DISTINCT FROM, the one that opens nothing."""
    return text.lower() == "from" and bool(before) and before[-1].word == "distinct"
