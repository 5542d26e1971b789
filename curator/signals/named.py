"""What a signal is that no record tells by itself: something measures it that the user names, or the other records."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class NamedSignal:
    """A property of one record beside something else; the pipeline measures it.

    Attributes:
        name: `<view>_<measure>`.
        version: raised whenever a value can change.
        about: one sentence: what it means and when it is null.
        unit: `tokens`, `nats a token`, `share` (0–1), `ratio`, `cosine`.
        dtype: of the column; a float is never NaN.
        needs: what it is measured with beside the record: an option, or `other records`.
    """

    name: str
    version: int
    about: str
    unit: str
    dtype: pl.DataType
    needs: tuple[str, ...]
