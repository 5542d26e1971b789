"""The signatures of an index as datasketch's own objects, in memory or in Redis, for programs that use that library.

They are candidates' signatures and decide nothing: what datasketch finds with them is unverified.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
import polars as pl

from curator.dedup.index.query import ROWS, Index
from curator.dedup.kernel import PERMUTATIONS
from curator.dedup.minhash import banding, sign
from curator.dedup.shingles import SHORT_WORDS
from curator.errors import RecipeError, ServiceError
from curator.kernels.cutting import CHARACTERS, WORDS
from curator.lazy import need
from curator.progress import stage

if TYPE_CHECKING:
    from datasketch import LeanMinHash, MinHashLSH, MinHashLSHForest

KINDS = {WORDS: b"words", CHARACTERS: b"characters"}
"""Texts of 16 words or more are compared by words, shorter ones by characters; some near the border by both."""

_PORT = 6379
_NAME = "curator"
_SEED = 1
_BUFFER = 10_000


def lean_minhashes(texts: pl.Series, kind: int = WORDS) -> "list[LeanMinHash]":
    """The signatures of texts, as datasketch makes them of the same shingles with `scheme="affine32"`."""
    make = need("datasketch").LeanMinHash
    return [make(seed=_SEED, hashvalues=each, scheme="affine32") for each in sign(texts, kind).signatures]


def sketches(index: Index, kind: int = WORDS) -> "Iterator[tuple[bytes, LeanMinHash]]":
    """The kept records that are compared by one kind of shingles: their ids and signatures."""
    make = need("datasketch").LeanMinHash
    for rows in index.records.iter_slices(ROWS):
        texts = rows[index.columns[0]]
        words = sign(texts).words
        wanted = words >= SHORT_WORDS if kind == WORDS else (words > 0) & (words < SHORT_WORDS / index.threshold)
        signatures = sign(texts, kind, only=wanted).signatures
        for place in np.flatnonzero(wanted):
            name: str = rows["record_id"][int(place)]
            yield name.encode(), make(seed=_SEED, hashvalues=signatures[place], scheme="affine32")


def to_lsh(index: Index, kind: int = WORDS, *, storage: Mapping[str, Any] | None = None) -> "MinHashLSH":
    """datasketch's MinHashLSH with the index's bands and the ids of its records, as bytes, for keys.

    Args:
        index: the index.
        kind: WORDS or CHARACTERS.
        storage: where it is kept, as datasketch's `storage_config` says it; none: in memory. What a storage holds
            already stays there. Nothing is pickled.
    """
    found = _lsh(index.threshold, storage)
    with (
        stage("giving signatures to datasketch", index.records.height) as advance,
        found.insertion_session(buffer_size=_BUFFER) as session,
    ):
        for name, minhash in sketches(index, kind):
            if name not in found:
                session.insert(name, minhash, check_duplication=False)
            advance(1)
    return found


def to_forest(index: Index, kind: int = WORDS) -> "MinHashLSHForest":
    """datasketch's MinHashLSHForest, which finds the most similar few of whatever similarity; keys as in `to_lsh`."""
    forest = need("datasketch").MinHashLSHForest(num_perm=PERMUTATIONS)
    for name, minhash in sketches(index, kind):
        forest.add(name, minhash)
    forest.index()
    return forest


def share(index: Index, url: str) -> "dict[str, MinHashLSH]":
    """Keep the signatures in Redis too: by name, NAME:words and NAME:characters, what datasketch finds there.

    Args:
        index: the index.
        url: `redis://HOST:PORT/NAME`; before the host may stand `USER:PASSWORD@`.

    Raises:
        RecipeError: that is no such address.
        MissingExtra: the client for Redis is not installed.
        ServiceError: Redis does not answer, or refuses.
    """
    name, connection = _address(url)
    errors = need("redis", extra="redis").exceptions.RedisError
    storage: dict[int, dict[str, Any]] = {
        kind: {"type": "redis", "basename": name + b":" + what, "redis": connection} for kind, what in KINDS.items()
    }
    try:
        return {each["basename"].decode(): to_lsh(index, kind, storage=each) for kind, each in storage.items()}
    except errors as error:
        where = f"redis://{connection['host']}:{connection['port']}"
        told = str(error).rstrip(".").lower()
        raise ServiceError(f"Redis failed: {told}", where=where, hint="start the server, or name another") from None


def _lsh(threshold: float, storage: Mapping[str, Any] | None) -> "MinHashLSH":
    n_bands, rows = banding(threshold)
    if n_bands == 1:  # which datasketch refuses
        n_bands, rows = 2, rows // 2
    given = {} if storage is None else {"storage_config": dict(storage)}
    return need("datasketch").MinHashLSH(params=(n_bands, rows), num_perm=PERMUTATIONS, prepickle=False, **given)


def _address(url: str) -> tuple[bytes, dict[str, str | int]]:
    """The name, and how to reach the server."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or _PORT
    except ValueError:
        host, port = None, _PORT
    if not host or parts.scheme != "redis":
        raise RecipeError("is no address of a Redis", where=url, hint="write it as redis://HOST:PORT/NAME")
    given = {"username": parts.username, "password": parts.password}
    login = {name: value for name, value in given.items() if value}
    return (parts.path.strip("/") or _NAME).encode(), {"host": host, "port": port, **login}
