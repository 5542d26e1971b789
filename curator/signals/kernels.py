"""Signals that a compiled loop over texts measures, several in one pass."""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from curator.signals.signal import Signal, Table


class Measure(NamedTuple):
    """One column of what a loop finds."""

    name: str
    unit: str
    about: str
    version: int = 1
    is_counted: bool = True

    @property
    def dtype(self) -> pl.DataType:
        """Of the column: shares and what is not counted are fractions."""
        if self.unit == "flag":
            return pl.Boolean()
        return pl.Float64() if self.unit == "share" or not self.is_counted else pl.Int64()


def measured_by(kernel: str, needs: tuple[str, ...], measures: Sequence[Measure]) -> list[Signal]:
    """The signals that one of `curator.kernels.texts.KERNELS` finds in texts, in the order of its columns."""
    names = [measure.name for measure in measures]

    def batch(frame: pl.DataFrame) -> pl.DataFrame:
        from curator.kernels import texts  # loads the compiler

        return pl.from_numpy(texts.measure(kernel, frame.get_columns()), schema=names).fill_nan(None)

    def ready() -> None:
        from curator.kernels import texts

        texts.ready(kernel)

    columns = {measure.name: measure.dtype for measure in measures}
    table = Table(f"{kernel} of {' and '.join(needs)}", columns, needs, batch, ready)
    return [Signal(each.name, each.version, each.about, each.unit, each.dtype, needs, table=table) for each in measures]
