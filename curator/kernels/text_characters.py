"""The characters of texts: what they are, which sentences they make, which brackets have no partner; compiled by numba.

A sentence has a letter or a digit. It ends with a stop, at an empty line, or with the text. The stops of ASCII and "…"
end one only before white space, and a full stop does so neither after a number that begins a line or a sentence, as in
lists, nor after one letter, as in initials; those of other scripts end one wherever they stand.
"""

from typing import Any

import numpy as np

from curator.compiled import compiled
from curator.kernels.columns import Chunk
from curator.kernels.folded import character_at, text_at
from curator.kernels.text_classes import (
    ALNUM,
    BRACKET,
    BRACKETS,
    CASED,
    CLOSING,
    DIGIT,
    IS_OPENING,
    KIND,
    QUOTE,
    SPACE,
    STOP,
    SYMBOL,
    UPPER,
)  # fmt: skip

ALNUMS, SYMBOLS, DIGITS, UPPERS, LONGEST, ODD_QUOTES, SENTENCES, UNCLOSED, UNOPENED = range(9)
"""Columns of `character_measures`."""
COLUMNS = 9

_KINDS = len(BRACKETS)
_FULL_STOP, _ELLIPSIS, _LINE, _ROUND = ord("."), ord("…"), ord("\n"), 0
_LONGEST_MARK = 3


@compiled
def character_measures(chunk: Chunk, first: int, last: int, table: Any, made: Any) -> None:  # noqa: ANN401
    """Measure rows `first` to `last`; NaN where there is nothing to measure.

    `made[row − first]` takes the shares of letters and digits, of symbols and of digits among all characters but white
    space; that of capitals among letters that have a case; the length of the longest run of one letter or digit; 1 for
    an odd number of double quotation marks, else 0; the sentences; and opening brackets without their closing one and
    the other way round, but for marks of lists such as "a)".
    """
    depth = np.empty(_KINDS, np.int32)
    for row in range(first, last):
        data, size = text_at(chunk, row)
        found = made[row - first]
        found[:] = np.nan
        _count(data, size, table, found)
        found[SENTENCES] = _sentences(data, size, table)
        depth[:] = 0
        found[UNOPENED] = _close(data, size, table, depth)
        found[UNCLOSED] = 0
        for left in depth:  # np.sum takes long to load
            found[UNCLOSED] += left


@compiled
def _count(data: int, size: int, table: Any, found: Any) -> None:  # noqa: ANN401
    visible, alnums, symbols, digits, cased, uppers, quotes = 0, 0, 0, 0, 0, 0, 0
    code, run, longest, place = -1, 0, 0, 0
    while place < size:
        last = code
        code, place = character_at(data, place)
        bits = int(table[code]) if code < len(table) else 0
        visible += bits & SPACE == 0
        symbols += bits & SYMBOL != 0
        digits += bits & DIGIT != 0
        cased += bits & CASED != 0
        uppers += bits & UPPER != 0
        quotes += bits & QUOTE != 0
        run = run + 1 if code == last else 1
        if bits & ALNUM:
            alnums += 1
            longest = max(longest, run)
    found[LONGEST] = longest
    found[ODD_QUOTES] = quotes & 1
    if visible:
        found[ALNUMS] = alnums / visible
        found[SYMBOLS] = symbols / visible
        found[DIGITS] = digits / visible
    if cased:
        found[UPPERS] = uppers / cased


@compiled
def _sentences(data: int, size: int, table: Any) -> int:  # noqa: ANN401
    sentences, words, letters = 0, 0, 0  # letters and digits of the sentence so far; its letters on this line
    is_stopped, is_blank = False, True  # whether a space would end it; whether the line is empty so far
    bits, before, place = 0, 0, 0
    while place < size:
        older, before = before, bits
        code, place = character_at(data, place)
        bits = int(table[code]) if code < len(table) else 0
        is_ended = False
        if bits & ALNUM:
            words += 1
            letters += bits & DIGIT == 0
            is_stopped = False
        elif bits & SPACE:
            is_ended = is_stopped or (code == _LINE and is_blank)
        elif bits & STOP:
            is_initial = before & ALNUM and not before & DIGIT and not older & ALNUM
            is_stopped = is_stopped or (letters > 0 and not is_initial if code == _FULL_STOP else True)
            is_ended = code >= 0x80 and code != _ELLIPSIS
        elif not bits & CLOSING:
            is_stopped = False
        if code == _LINE:
            letters = 0
        is_blank = code == _LINE or (is_blank and bits & SPACE != 0)
        if is_ended:
            sentences += words > 0
            words, letters, is_stopped = 0, 0, False
    return sentences + (words > 0)


@compiled
def _close(data: int, size: int, table: Any, depth: Any) -> int:  # noqa: ANN401
    """How many brackets close what was not opened; `depth` takes how many are left open, by kind."""
    unopened, place = 0, 0
    visible, marks = 0, 0  # of the line so far, and the letters and digits among them
    while place < size:
        code, place = character_at(data, place)
        bits = int(table[code]) if code < len(table) else 0
        if bits & BRACKET:
            kind = bits >> KIND
            if bits & IS_OPENING:
                depth[kind] += 1
            elif depth[kind]:
                depth[kind] -= 1
            elif kind != _ROUND or marks != visible or not 0 < marks <= _LONGEST_MARK:
                unopened += 1
        visible += bits & SPACE == 0
        marks += bits & ALNUM != 0
        if code == _LINE:
            visible, marks = 0, 0
    return unopened
