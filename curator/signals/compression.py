"""How much smaller a text gets when what it says again is only pointed at."""

import zlib

import polars as pl

from curator.schema import VIEWS
from curator.signals.signal import Signal

LEVEL, MOST_BYTES = 6, 1 << 16


def compression_ratio(texts: pl.Series) -> pl.Series:
    """UTF-8 bytes by those that zlib needs for them; null for null and nothing."""
    encoded = (text.encode()[:MOST_BYTES] if text else b"" for text in texts)
    ratios = [len(text) / len(zlib.compress(text, LEVEL)) if text else None for text in encoded]
    return pl.Series(ratios, dtype=pl.Float64)


def _of(view: str) -> Signal:
    return Signal(
        f"{view}_compression_ratio",
        1,
        f"bytes of the {view}, of its first 64 kB, by those that zlib (level {LEVEL}) needs for them; answers of 1 kB "
        "have about 2, few have 3, loops 10 and more, a few words less than 1; null for none. As slow as all other "
        "measures of a view together; other builds of zlib may differ in the third digit",
        "ratio",
        pl.Float64(),
        (view,),
        batch=lambda frame: compression_ratio(frame[view]),
    )


SIGNALS = [_of(view) for view in VIEWS]
