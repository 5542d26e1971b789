"""Pairs of similar records, remembered for the very same records compared in the very same way."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import orjson
import polars as pl

from curator.cache.folder import measured_with, read, stored, write

MOST_BYTES = 512 << 20


def remembered(
    folder: Path | None, records: pl.DataFrame, how: Mapping[str, object], find: Callable[[], pl.DataFrame]
) -> pl.DataFrame:
    """What `find` gives, or what it gave when the same was asked before.

    Args:
        folder: where answers are kept; none: nowhere.
        records: columns of text that tell the records apart, a row a record in any order.
        how: every setting that changes the answer; JSON values.
        find: compares the records.
    """
    if folder is None:
        return find()
    state = hashlib.blake2b(orjson.dumps([measured_with(), how], option=orjson.OPT_SORT_KEYS), digest_size=8)
    for row in records.sort(records.columns).iter_rows():
        state.update(orjson.dumps(row))
    name = state.hexdigest()
    for path in stored(folder, f"{name}-"):
        found = read(path)
        if found is not None:
            return found.collect()
    answer = find()
    write(answer, folder, name, most_bytes=MOST_BYTES)
    return answer
