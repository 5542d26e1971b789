"""Looking closely only at texts that hold a cue: words one of which stands in every text that has a signal.

The cues of all wanted signals are looked for in one pass over a text; what finds a signal then sees few records.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from curator.signals.literals import literals

if TYPE_CHECKING:
    from curator.kernels.text_cues import Automaton


@dataclass(frozen=True, eq=False)
class Text:
    """A text of a record, by a name of its own."""

    name: str
    expr: pl.Expr


PROMPT, RESPONSE, FULL, INSTRUCTION, INPUT, REJECTED = (
    Text(name, pl.col(name)) for name in ("prompt", "response", "full", "instruction", "input", "rejected")
)


@dataclass(frozen=True, eq=False)
class Cue:
    """What every record that has a signal holds.

    Attributes:
        text: where; a record whose text is missing is looked at, too.
        any_of: regular expressions one of which is found in it, each with words that can be read from it.
        words: beside those, groups of words: one of each group stands there, in any case of ASCII letters.
        any_case: the expressions are used with the flag that ignores case.
        otherwise: the value of a record without a cue; false is 0 for a count.
    """

    text: Text
    any_of: Sequence[str] = ()
    words: Sequence[Sequence[str]] = ()
    any_case: bool = False
    otherwise: bool | str | None = False

    def groups(self) -> list[tuple[str, ...]]:
        """Words one of which stands there, for every group."""
        read = [literals(expression, any_case=self.any_case) for expression in self.any_of]
        assert all(read), f"no words can be read from one of {self.any_of}"
        return [*([tuple(word for each in read for word in each)] if read else []), *map(tuple, self.words)]

    def seen(self, name: str) -> pl.Expr:
        """Whether it was seen, once `sightings` are columns of the frame; null where the text is missing."""
        return pl.col(_column(self.text)).struct.field(name)


def sightings(cues: Mapping[str, Cue]) -> list[pl.Expr]:
    """For each text a column that says of each of its cues, by name, whether it was seen."""
    texts = {cue.text.name: cue.text for cue in cues.values()}
    return [_of(text, {name: cue for name, cue in cues.items() if cue.text is text}) for text in texts.values()]


def looked_at(
    cue: Cue, name: str, needs: Sequence[str], found: Callable[[pl.DataFrame], pl.Series], dtype: pl.DataType
) -> pl.Expr:
    """What `found` makes of the columns it `needs`, for records with the cue; `cue.otherwise` for all others."""

    def looked(columns: pl.Series) -> pl.Series:
        return only_where(columns.struct.unnest(), _SEEN, found, dtype, cue.otherwise)

    return pl.struct(cue.seen(name).alias(_SEEN), *needs).map_batches(looked, return_dtype=dtype, is_elementwise=True)


def only_where(
    frame: pl.DataFrame,
    seen: str,
    found: Callable[[pl.DataFrame], pl.Series],
    dtype: pl.DataType,
    otherwise: bool | str | None = False,
) -> pl.Series:
    """What `found` makes of the rows whose column `seen` is true or null; `otherwise` for all others."""
    rows = frame[seen].fill_null(value=True).arg_true()
    values = pl.select(pl.repeat(otherwise, frame.height).cast(dtype)).to_series()
    return values.scatter(rows, found(frame[rows]).cast(dtype)) if len(rows) else values


_SEEN = "is seen"


def _column(text: Text) -> str:
    return f"cues of {text.name}"


def _of(text: Text, cues: Mapping[str, Cue]) -> pl.Expr:
    from curator.kernels import text_cues  # loads the compiler

    text_cues.ready()
    sizes = [len(cue.groups()) for cue in cues.values()]
    automaton = _automaton(tuple(cues.values()))

    def seen(texts: pl.Series) -> pl.Series:
        holds = np.split(text_cues.found(texts, automaton), np.cumsum(sizes)[:-1], axis=1)
        every = pl.DataFrame({name: group.all(axis=1) for name, group in zip(cues, holds, strict=True)})
        is_there = pl.lit(texts.is_not_null())
        return every.select(pl.when(is_there).then(pl.col(name)).alias(name) for name in cues).to_struct()

    dtype = pl.Struct(dict.fromkeys(cues, pl.Boolean()))
    return text.expr.map_batches(seen, return_dtype=dtype, is_elementwise=True).alias(_column(text))


@lru_cache(maxsize=64)
def _automaton(cues: tuple[Cue, ...]) -> "Automaton":
    from curator.kernels import text_cues

    return text_cues.automaton([words for cue in cues for words in cue.groups()])
