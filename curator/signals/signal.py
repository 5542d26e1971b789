"""What a signal is: one measured column with a name, a unit and a version."""

from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass

import polars as pl

Batch = Callable[[pl.DataFrame], pl.Series]


@dataclass(frozen=True, eq=False)
class Signal:
    """A property of one record, measured from that record alone.

    `expr` and `batch` are two ways to measure; exactly one is given. A batch gets a frame of the columns it `needs`
    and answers with one value a row. Raise `version` whenever the same record may get another value.

    Attributes:
        name: `<view or column>_<measure>`.
        about: one sentence: what it means and when it is null.
        unit: `characters`, `share` (0–1), `flag`, …
        dtype: of the measured column; a float is never NaN.
        needs: the canonical columns and views it reads.
    """

    name: str
    version: int
    about: str
    unit: str
    dtype: pl.DataType
    needs: tuple[str, ...]
    expr: pl.Expr | None = None
    batch: Batch | None = None

    def __post_init__(self) -> None:
        assert (self.expr is None) != (self.batch is None), f"{self.name}: give either expr or batch"

    def column(self) -> pl.Expr:
        """The measured column, under the signal's name."""
        if self.expr is not None:
            return self.expr.cast(self.dtype).alias(self.name)
        # The engine calls back from its own threads; the copy lets a batch announce its progress to whoever watches.
        context, batch = copy_context(), self.batch
        assert batch is not None

        def measured(columns: pl.Series) -> pl.Series:
            return context.copy().run(batch, columns.struct.unnest()).cast(self.dtype)

        return (
            pl.struct(self.needs).map_batches(measured, return_dtype=self.dtype, is_elementwise=True).alias(self.name)
        )


def flag(name: str, about: str, needs: tuple[str, ...], expr: pl.Expr, *, version: int = 1) -> Signal:
    """A signal that is true, false or null."""
    return Signal(name, version, about, "flag", pl.Boolean(), needs, expr)


def count(name: str, about: str, unit: str, needs: tuple[str, ...], expr: pl.Expr, *, version: int = 1) -> Signal:
    """A signal that counts things, from 0."""
    return Signal(name, version, about, unit, pl.Int64(), needs, expr)


def share(name: str, about: str, needs: tuple[str, ...], expr: pl.Expr, *, version: int = 1) -> Signal:
    """A signal from 0 to 1."""
    return Signal(name, version, about, "share", pl.Float64(), needs, expr)
