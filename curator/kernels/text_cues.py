"""Which of many words stand in texts: one pass for all of them (Aho and Corasick 1975); compiled by numba."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.compiled import byte_at, compiled
from curator.first_use import prepare
from curator.kernels.columns import Chunk, in_blocks
from curator.kernels.folded import text_at

_FOLDED = ("\u017f", "\u212a", "\u0130", "\u0131")
"""Letters beyond ASCII that expressions in any case take for s, k and i: whatever is looked for may stand there."""


class Automaton(NamedTuple):
    """Where the bytes of a text lead."""

    letters: NDArray[np.uint8]
    """The class of each byte; 0 for those of no word, the same for both cases of an ASCII letter."""
    moves: NDArray[np.uint32]
    """By state and class, end to end: twice the place of the next state, and 1 where a word ends."""
    marks: NDArray[np.uint64]
    """(states, n_groups / 64): a bit for each group that has a word that ends there."""
    n_groups: int


def automaton(groups: Sequence[Sequence[str]]) -> Automaton:
    """What finds the words of the groups; plain letters among them stand for both cases."""
    every = [(word, place) for place, words in enumerate(groups) for word in (*words, *_FOLDED)]
    written = [word.encode().lower() for word, _ in every]
    letters = np.zeros(256, dtype=np.uint8)
    used = np.unique(np.frombuffer(b"".join(written), dtype=np.uint8))
    letters[used] = np.arange(1, len(used) + 1, dtype=np.uint8)
    letters[ord("A") : ord("Z") + 1] = letters[ord("a") : ord("z") + 1]
    ends = np.cumsum([len(word) for word in written])
    classes = letters[np.frombuffer(b"".join(written), dtype=np.uint8)]
    places = np.array([place for _, place in every], dtype=np.int64)
    moves, marks = _built(classes, ends, places, len(used) + 1, (len(groups) + 63) // 64)
    return Automaton(letters, moves, marks, len(groups))


def found(texts: pl.Series, cues: Automaton) -> NDArray[np.bool_]:
    """Whether each group has a word in each text: (n_texts, n_groups); false for null."""
    column = texts.rechunk()
    made = np.zeros((len(column), cues.marks.shape[1]), dtype=np.uint64)

    def work(chunk: Chunk, first: int, last: int) -> None:
        rows = made[chunk.first + first : chunk.first + last]
        text_cues(chunk, first, last, cues.letters, cues.moves, cues.marks, rows)

    in_blocks(column, work)
    return np.unpackbits(made.view(np.uint8), axis=1, bitorder="little")[:, : cues.n_groups].astype(bool)


def ready() -> None:
    """Have it compiled, before several threads need it."""
    prepare([(text_cues, lambda: found(pl.Series(["word"]), automaton([["word"]])))])


@compiled
def _built(classes: Any, ends: Any, places: Any, n_classes: int, parts: int) -> tuple[Any, Any]:  # noqa: ANN401
    """Moves and marks of the words that lie end to end in `classes`."""
    moves = np.zeros((len(classes) + 1, n_classes), np.int32)
    marks = np.zeros((len(classes) + 1, parts), np.uint64)
    count, begin = 1, 0
    for word in range(len(ends)):
        state = 0
        for place in range(begin, ends[word]):
            if moves[state, classes[place]] == 0:
                moves[state, classes[place]] = count
                count += 1
            state = moves[state, classes[place]]
        begin = ends[word]
        marks[state, places[word] >> 6] |= np.uint64(1) << np.uint64(places[word] & 63)
    _lead_on(moves, marks, count)
    steps = np.empty(count * n_classes, np.uint32)
    for state in range(count):
        for letter in range(n_classes):
            after = moves[state, letter]
            steps[state * n_classes + letter] = 2 * after * n_classes + np.any(marks[after])
    return steps, marks[:count].copy()


@compiled
def _lead_on(moves: Any, marks: Any, count: int) -> None:  # noqa: ANN401
    """Let every state go on where the longest word that it ends with would, nearest the root first."""
    fallback, queue = np.zeros(count, np.int32), np.zeros(count, np.int32)
    head, tail = 0, 1
    while head < tail:
        state = queue[head]
        head += 1
        back = fallback[state]
        for letter in range(moves.shape[1]):
            after, other = moves[state, letter], moves[back, letter]
            if after == 0:
                moves[state, letter] = other
            else:
                fallback[after] = other if state else 0
                for part in range(marks.shape[1]):
                    marks[after, part] |= marks[fallback[after], part]
                queue[tail] = after
                tail += 1


@compiled
def text_cues(chunk: Chunk, first: int, last: int, letters: Any, moves: Any, marks: Any, made: Any) -> None:  # noqa: ANN401
    """Mark rows `first` to `last`."""
    n_classes = np.uint32(len(moves) // len(marks))
    for row in range(first, last):
        data, size = text_at(chunk, row)
        here = made[row - first]
        step = np.uint32(0)
        for place in range(size):
            step = moves[(step >> np.uint32(1)) + letters[byte_at(data, place)]]
            if step & np.uint32(1):
                state = (step >> np.uint32(1)) // n_classes
                for part in range(len(here)):
                    here[part] |= marks[state, part]
