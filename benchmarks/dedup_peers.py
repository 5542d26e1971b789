"""One whole near-duplicate run of a peer, in a process of its own; `dedup.py` runs this in the peer's environment.

    python benchmarks/dedup_peers.py PEER FILE.parquet

Each peer is used as its documentation has it, as fast as it goes: word 5-grams, 128 permutations, and the bands that
fit a threshold of 0.8. Text is lower-cased, and words are cut out of it where the peer leaves that to its user. None of
them verifies a pair. What is printed is how many texts are left.
"""

import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import polars as pl

BANDS, ROWS = 18, 7
SHINGLE = 5


def rensa(texts: pl.Series) -> int:
    """Flags every text that is like another one; who of them is kept is left open."""
    from rensa import RMinHash, RMinHashLSH

    matrix = RMinHash.digest_matrix_from_token_sets(list(_shingles(texts)), 128, 42)
    flags = RMinHashLSH(threshold=0.8, num_perm=128, num_bands=16).insert_matrix_and_query_duplicate_flags(matrix)
    return len(flags) - sum(flags)


def datasketch(texts: pl.Series) -> int:
    from datasketch import MinHash, MinHashLSH
    from xxhash import xxh64_intdigest

    def hashed(shingle: bytes) -> int:
        return int(xxh64_intdigest(shingle)) & 0xFFFFFFFF

    index = MinHashLSH(num_perm=128, params=(BANDS, ROWS))
    edges = []
    for row, shingles in enumerate(_shingles(texts)):
        signature = MinHash(128, scheme="affine32", hashfunc=hashed)
        signature.update_batch([shingle.encode() for shingle in shingles])
        edges += [(row, other) for other in index.query(signature)]
        index.insert(row, signature, check_duplication=False)
    return _left(len(texts), [row for row, _ in edges], [other for _, other in edges])


def daft(texts: pl.Series) -> int:
    import daft as package
    from daft.functions import minhash

    cleaned = texts.str.to_lowercase().str.replace_all(r"\W+", " ").str.strip_chars()
    frame = package.from_arrow(cleaned.alias("text").to_frame().to_arrow())
    signed = minhash(
        package.col("text"), num_hashes=BANDS * ROWS, ngram_size=SHINGLE, seed=1, hash_function="xxhash3_64"
    )
    signatures = pl.from_arrow(frame.select(signed.alias("signature")).to_arrow())["signature"]  # type: ignore[index]
    bands = [
        pl.concat_list(pl.col("s").arr.get(band * ROWS + row) for row in range(ROWS)).hash() for band in range(BANDS)
    ]
    keys = signatures.alias("s").to_frame().select(band.alias(str(nth)) for nth, band in enumerate(bands))
    return _left_of_bands(keys)


def textproc(texts: pl.Series) -> int:
    from polars_textproc import minhash

    column = texts.str.to_lowercase().alias("text").to_frame()
    signatures = column.select(minhash(pl.col("text"), buckets=BANDS, bsize=ROWS, window=SHINGLE))
    whole = pl.col(signatures.columns[0])
    return _left_of_bands(signatures.select(whole.str.slice(32 * band, 32).alias(str(band)) for band in range(BANDS)))


def _shingles(texts: pl.Series) -> Iterator[set[str]]:
    word = re.compile(r"\w+")
    for text in texts:
        words = word.findall(text.lower())
        starts = range(max(1, len(words) - SHINGLE + 1))
        yield {" ".join(words[start : start + SHINGLE]) for start in starts}


def _left_of_bands(keys: pl.DataFrame) -> int:
    """Texts that share a band are tied to the first of them."""
    edges = [
        keys.select(key=name, row=pl.int_range(pl.len()))
        .filter(pl.len().over("key") > 1)
        .select("row", first=pl.col("row").min().over("key"))
        .filter(pl.col("row") != pl.col("first"))
        for name in keys.columns
    ]
    ties = pl.concat(edges)
    return _left(keys.height, ties["row"].to_numpy(), ties["first"].to_numpy())


def _left(texts: int, rows: Any, others: Any) -> int:  # noqa: ANN401
    """How many texts are left when one of each cluster is."""
    import numpy as np
    from scipy.sparse import coo_matrix  # type: ignore[import-untyped]  # has no types
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

    tied = coo_matrix((np.ones(len(rows), np.bool_), (rows, others)), shape=(texts, texts))
    return int(connected_components(tied, directed=False)[0])


PEERS: dict[str, Callable[[pl.Series], int]] = {
    "rensa": rensa,
    "datasketch": datasketch,
    "daft": daft,
    "polars-textproc": textproc,
}

REQUIREMENTS = {
    "rensa": ["rensa", "polars"],
    "datasketch": ["datasketch", "xxhash", "polars"],
    "daft": ["daft", "polars", "scipy"],
    "polars-textproc": ["polars-textproc", "polars", "scipy"],
}
"""What goes into the environment of each."""

if __name__ == "__main__":
    print(PEERS[sys.argv[1]](pl.read_parquet(sys.argv[2], columns=["text"])["text"]))
