"""What a signal is: one measured column with a name, a unit and a version."""

from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import dataclass, field

import polars as pl

from curator.signals.cues import Cue, Text, looked_at

Batch = Callable[[pl.DataFrame], pl.Series]


@dataclass(frozen=True, eq=False)
class Table:
    """Several signals that one pass over the records measures together.

    `batch` gets a frame of the columns it `needs` and, under their names, whether its `cues` were seen; it answers with
    one column for each signal and one row a record. `ready` is called before, where whoever watches is told how far
    that is: it takes time the first time.
    """

    name: str
    columns: Mapping[str, pl.DataType]
    needs: tuple[str, ...]
    batch: Callable[[pl.DataFrame], pl.DataFrame]
    ready: Callable[[], None] | None = None
    cues: Mapping[str, Cue] = field(default_factory=dict)

    def column(self) -> pl.Expr:
        """All its signals as one struct column, under the table's name."""
        dtype = pl.Struct(dict(self.columns))

        def measured(columns: pl.Series) -> pl.Series:
            return self.batch(columns.struct.unnest()).select(**self._cast()).to_struct()

        seen = (cue.seen(name).alias(name) for name, cue in self.cues.items())
        return (
            pl.struct(*self.needs, *seen)
            .map_batches(measured, return_dtype=dtype, is_elementwise=True)
            .alias(self.name)
        )

    def _cast(self) -> dict[str, pl.Expr]:
        return {name: pl.col(name).cast(dtype) for name, dtype in self.columns.items()}


@dataclass(frozen=True, eq=False)
class Signal:
    """A property of one record, measured from that record alone.

    `expr`, `batch` and `table` are three ways to measure; exactly one is given. A batch gets a frame of the columns it
    `needs` and answers with one value a row; a table measures several signals at once. Raise `version` whenever the
    same record may get another value.

    Attributes:
        name: `<view or column>_<measure>`.
        about: one sentence: what it means and when it is null.
        unit: `characters`, `share` (0–1), `flag`, …
        dtype: of the measured column; a float is never NaN.
        needs: the canonical columns and views it reads.
        cue: what every record that has it holds; the others are not looked at.
    """

    name: str
    version: int
    about: str
    unit: str
    dtype: pl.DataType
    needs: tuple[str, ...]
    expr: pl.Expr | None = None
    batch: Batch | None = None
    table: Table | None = None
    cue: Cue | None = None

    def __post_init__(self) -> None:
        ways = [way for way in (self.expr, self.batch, self.table) if way is not None]
        assert len(ways) == 1, f"{self.name}: give one of expr, batch and table"

    def column(self) -> pl.Expr:
        """The measured column, under the signal's name; that of a table is there already."""
        if self.table is not None:
            return pl.col(self.table.name).struct.field(self.name)
        if self.cue is not None:
            return looked_at(self.cue, self.name, self.needs, self._measured, self.dtype).alias(self.name)
        if self.expr is not None:
            return self.expr.cast(self.dtype).alias(self.name)
        # The engine calls back from its own threads; the copy lets a batch announce its progress to whoever watches.
        context = copy_context()

        def measured(columns: pl.Series) -> pl.Series:
            return context.copy().run(self._measured, columns.struct.unnest()).cast(self.dtype)

        return (
            pl.struct(self.needs).map_batches(measured, return_dtype=self.dtype, is_elementwise=True).alias(self.name)
        )

    def _measured(self, frame: pl.DataFrame) -> pl.Series:
        if self.batch is not None:
            return self.batch(frame)
        assert self.expr is not None
        return frame.select(self.expr).to_series()


def flag(
    name: str, about: str, needs: tuple[str, ...], expr: pl.Expr, *, version: int = 1, cue: Cue | None = None
) -> Signal:
    """A signal that is true, false or null."""
    return Signal(name, version, about, "flag", pl.Boolean(), needs, expr, cue=cue)


def count(
    name: str,
    about: str,
    unit: str,
    needs: tuple[str, ...],
    expr: pl.Expr,
    *,
    version: int = 1,
    cue: Cue | None = None,
) -> Signal:
    """A signal that counts things, from 0."""
    return Signal(name, version, about, unit, pl.Int64(), needs, expr, cue=cue)


def holds(
    name: str, about: str, text: Text, expression: str, *, needs: tuple[str, ...] = (), version: int = 1
) -> Signal:
    """Whether an expression is found in a text; `needs` are its columns where it is none itself."""
    found = text.expr.str.contains(expression)
    return flag(name, about, needs or (text.name,), found, version=version, cue=Cue(text, [expression]))


def share(name: str, about: str, needs: tuple[str, ...], expr: pl.Expr, *, version: int = 1) -> Signal:
    """A signal from 0 to 1."""
    return Signal(name, version, about, "share", pl.Float64(), needs, expr)
