"""Map a function over the shards of a frame, here, one shard after the other.

Polars already uses every core inside a shard. Shards bound the memory of wide intermediate columns and let a long
step say how far it is. They are large because each of them costs half a second: Polars compiles the expressions of the
signals anew, for it remembers no more than 32.
"""

from collections.abc import Callable

import polars as pl

from curator import progress

SHARD_ROWS = 1 << 16
SHARD_BYTES = 128 << 20
FEWEST_ROWS = 1 << 10


def map_shards(
    frame: pl.DataFrame, work: Callable[[pl.DataFrame], pl.DataFrame], *, what: str, shard_rows: int = SHARD_ROWS
) -> pl.DataFrame:
    """`work` applied to each run of at most `shard_rows` rows, the results one below the other.

    Args:
        frame: any frame; an empty one is one empty shard.
        work: row-wise: its result for a row must not depend on the other rows of the shard.
        what: the name of the step for whoever watches.
        shard_rows: rows of a shard, at least 1; fewer where they hold more than about `SHARD_BYTES`.
    """
    if frame.is_empty():
        return work(frame)
    parts = []
    roomy = max(FEWEST_ROWS, SHARD_BYTES * frame.height // max(int(frame.estimated_size()), 1))
    with progress.stage(what, frame.height) as advance:
        for shard in frame.iter_slices(min(shard_rows, roomy)):
            parts.append(work(shard))
            advance(shard.height)
    return pl.concat(parts)
