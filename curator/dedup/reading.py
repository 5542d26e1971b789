"""What a text is about, by marks that similarity does not see: its content words, numbers, signs and names."""

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.dedup.sequences import in_order
from curator.dedup.shingles import Hashes, Integers, Ragged, word_hashes
from curator.kernels.folding import UNSPACED

FILLERS = "a an the of please kindly now can could would will you me is are s re 的 请 吗 呢"
"""Words that make no other task: "Name a fruit" and "Please name the fruit" are one. Kept few: with "to" and "from",
"and" and "or", "is" and "was", "I" and "you" the task may change."""

SAME = (
    "what which give provide tell find get fetch retrieve obtain calculate compute determine",
    "write create generate compose implement develop",
)
"""Words that ask for the same."""

NEGATIONS = (
    "not t no nor never none neither without except unless only cannot nicht kein keine ne pas sin 不没沒无無非未别別"
)
"""Words that turn a sentence round when they are added; `t` is what is left of "don't"."""

NUMBER = r"\p{N}+"

COUNTED = r"(?i)(\b(?:part|item|version|variant|copy|example|sample|task|prompt|no\.)|#)[ \t]*\p{N}+\b"
"""The place of something in a series."""

# Folding drops every sign, but 2 + 3 is not 2 - 3, C is not C++, and 5² is not 52.
MARK = (
    r"[-−–]\s*\p{N}+(?:[.,]\p{N}+)*|\p{N}+(?:[.,]\p{N}+)*|[ \t][-−–][ \t]|--|->|![=\p{L}(]"
    r"|[\p{S}&&[^`´^¨]]|[\^*/%#&@\\(){}\[\]ß]"
)

MARKDOWN = r"(?m)\*\*|^\s*[*•·-]\s+|^#+\s"
"""Bold type, lists and headings: signs that change nothing."""

SIGN = r"[ \t][-−–][ \t]|--|->|[\p{S}&&[^`´^¨]]|[\^*/%#&@\\(){}\[\]]"
"""The marks that folding drops."""

NAME = (
    r'"[^"\n]*"|“[^”\n]*”|„[^“\n]*“|«[^»\n]*»|「[^」\n]*」|《[^》\n]*》|`[^`\n]*`'
    r"|[ \t(\[=]'[^'\n]*'"
    r"|[\p{L}\p{N},;)'’][ \t]+\p{Lu}[\w'’-]*(?:[ \t]+\p{Lu}[\w'’-]*)*"
    r"|\w*\p{Ll}\p{Lu}\w*|\p{Lu}[\p{Lu}\p{N}]+"
)
"""What is quoted, a capital within a sentence, capitals alone or within a word."""


@dataclass(frozen=True)
class Reading:
    """Texts, row by row; null reads as a text without words."""

    texts: pl.Series

    @cached_property
    def every(self) -> Ragged:
        """All words in reading order."""
        return word_hashes(self.texts)

    @cached_property
    def words(self) -> Ragged:
        """All words, as `in_order` gives them, each once."""
        return in_order(self.every, once=True)

    @cached_property
    def content(self) -> Ragged:
        """The words that are no fillers, in reading order; those of `SAME` as the first of them."""
        values = self.every.values.copy()
        for words in SAME:
            values[_is_one_of(self.every, words)] = _hashes(words)[0]
        return Ragged(values, self.every.offsets).keep(~_is_one_of(self.every, FILLERS))

    @cached_property
    def length(self) -> Integers:
        """How many words of content each text has; two characters of a script without spaces are about one."""
        found = self.content.counts.copy()
        written = self.texts.to_frame("text").select(
            is_foreign=(pl.col("text").str.len_bytes() != pl.col("text").str.len_chars()).fill_null(value=False)
        )
        rows = np.flatnonzero(written["is_foreign"].to_numpy())  # the others are not looked through
        lone = self.texts.gather(rows).str.count_matches(UNSPACED).to_numpy().astype(np.int64)
        found[rows] -= np.minimum(lone, found[rows]) // 2
        return found

    @cached_property
    def negations(self) -> Ragged:
        """Negations, as `in_order` gives them."""
        return in_order(self.every.keep(_is_one_of(self.every, NEGATIONS)))

    @cached_property
    def marks(self) -> Ragged:
        """Numbers and signs in reading order."""
        found = self._found(_all(_text().str.replace_all(MARKDOWN, ""), MARK))
        hashed = found.explode(empty_as_null=False, keep_nulls=False).hash()
        counts = found.list.len().to_numpy().astype(np.int64)
        return Ragged(hashed.to_numpy(), np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]))

    @cached_property
    def n_numbers(self) -> Integers:
        """How many numbers each text has."""
        found: Integers = self._found(_text().str.count_matches(NUMBER)).to_numpy().astype(np.int64)
        return found

    def uncounted(self) -> "Reading":
        """The texts without the places in a series that they name."""
        return Reading(self.texts.str.replace_all(COUNTED, "$1"))

    @cached_property
    def sorted_marks(self) -> Ragged:
        """Numbers and signs, as `in_order` gives them."""
        return in_order(self.marks)

    @cached_property
    def signed(self) -> Ragged:
        """The words of content and, as one word for all of them, signs: where among the words each stands."""
        return Reading(self.texts.str.replace_all(MARKDOWN, "").str.replace_all(SIGN, " thesign ")).content

    @cached_property
    def names(self) -> Ragged:
        """The words of names and quotations, each once, as `in_order` gives them."""
        is_inside = pl.element().str.contains(r"^[\p{L}\p{N},;)'’][ \t]")
        name = pl.when(is_inside).then(pl.element().str.slice(1)).otherwise(pl.element())
        words = word_hashes(self._found(_all(_text(), NAME).list.eval(name).list.join(" ")))
        return in_order(words.keep(~_is_one_of(words, FILLERS)), once=True)

    def _found(self, wanted: pl.Expr) -> pl.Series:
        """What an expression says of `_text`; several steps at once, for each by itself costs half a millisecond."""
        return self.texts.to_frame("text").select(wanted).to_series()


def _text() -> pl.Expr:
    return pl.col("text").fill_null("")


def _all(text: pl.Expr, pattern: str) -> pl.Expr:
    """What a pattern finds, with a pattern for each text: one for all of them is compiled anew each time, in 5 ms."""
    return text.str.extract_all(pl.repeat(pattern, pl.len()))


def _is_one_of(hashes: Ragged, words: str) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.isin(hashes.values, _hashes(words))
    return found


@cache
def _hashes(words: str) -> Hashes:
    return word_hashes(pl.Series([words])).values
