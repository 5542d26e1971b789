"""What an index holds works in datasketch: in memory, in a forest, and in a real Redis."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from datasketch import LeanMinHash, MinHash, MinHashLSH
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.dedup.index import Index
from curator.dedup.index.sketches import lean_minhashes, share, sketches, to_forest, to_lsh
from curator.dedup.kernel import PERMUTATIONS
from curator.dedup.minhash import banding
from curator.dedup.shingles import sets
from curator.errors import RecipeError, ServiceError
from curator.kernels.cutting import CHARACTERS, WORDS

LONG = [" ".join(f"{name}{nth}" for nth in range(30)) for name in ("river", "lake", "hill")]
SHORT = ["Name a large river.", "Describe the sea at night."]
NEAR = LONG[1].replace("lake29", "sea29")


@pytest.fixture
def index() -> Index:
    made = Index("full", 0.8)
    texts = [*LONG, *SHORT]
    made.add(pl.DataFrame({"record_id": [f"r{nth}" for nth in range(len(texts))], "full": texts}))
    return made


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300), st.sampled_from([WORDS, CHARACTERS]))
def test_signatures_are_those_that_datasketch_makes(text: str, kind: int) -> None:
    theirs = MinHash(PERMUTATIONS, scheme="affine32", hashfunc=lambda shingle: int(shingle) >> 32)
    for shingle in sets(pl.Series([text]), kind).values:
        theirs.update(shingle)
    ours = lean_minhashes(pl.Series([text]), kind)[0]
    assert ours == LeanMinHash(theirs)
    buffer = bytearray(ours.bytesize())
    ours.serialize(buffer)
    assert LeanMinHash.deserialize(buffer) == ours


def test_long_texts_are_sketched_by_words_and_short_ones_by_characters(index: Index) -> None:
    assert [name for name, _ in sketches(index, WORDS)] == [b"r0", b"r1", b"r2"]
    assert [name for name, _ in sketches(index, CHARACTERS)] == [b"r3", b"r4"]


def test_lsh_finds_near_texts_by_the_bands_of_the_index(index: Index) -> None:
    lsh = to_lsh(index)
    assert (lsh.b, lsh.r) == banding(0.8)
    assert lsh.query(lean_minhashes(pl.Series([NEAR]))[0]) == [b"r1"]
    assert to_lsh(index, CHARACTERS).query(lean_minhashes(pl.Series(["Name a large river!"]), CHARACTERS)[0]) == [b"r3"]


def test_lsh_serves_every_threshold() -> None:
    index = Index("full", 0.9999)
    index.add(pl.DataFrame({"record_id": ["a"], "full": LONG[:1]}))
    assert to_lsh(index).query(lean_minhashes(pl.Series(LONG[:1]))[0]) == [b"a"]


def test_a_forest_finds_the_most_similar(index: Index) -> None:
    assert to_forest(index).query(lean_minhashes(pl.Series([NEAR]))[0], 1) == [b"r1"]


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of our own, which keeps nothing."""
    pytest.importorskip("redis")
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server here: apt-get install redis-server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {"port": port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": tmp_path_factory.mktemp("r")}
    command = [program, *(str(word) for name, value in options.items() for word in (f"--{name}", value))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        for line in server.stdout:
            if "eady to accept connections" in line:
                break
        yield f"redis://127.0.0.1:{port}"
        server.terminate()


def in_redis(address: str, name: bytes) -> MinHashLSH:
    """What somebody finds there who has datasketch and nothing of ours."""
    host, port = address.removeprefix("redis://").split(":")
    storage = {"type": "redis", "basename": name, "redis": {"host": host, "port": int(port)}}
    return MinHashLSH(params=banding(0.8), num_perm=PERMUTATIONS, storage_config=storage, prepickle=False)


def test_an_index_in_redis_is_found_by_datasketch_alone(index: Index, redis: str) -> None:
    share(index, f"{redis}/rivers")
    there = in_redis(redis, b"rivers:words")
    assert there.query(lean_minhashes(pl.Series([NEAR]))[0]) == [b"r1"]
    assert there.query(lean_minhashes(pl.Series(["nothing like it " * 9]))[0]) == []
    short = in_redis(redis, b"rivers:characters")
    assert short.query(lean_minhashes(pl.Series(["Name a large river!"]), CHARACTERS)[0]) == [b"r3"]


def test_what_is_in_redis_grows_with_the_index(index: Index, redis: str) -> None:
    share(index, f"{redis}/growing")
    index.add(pl.DataFrame({"record_id": ["new"], "full": [" ".join(map(str, range(40)))]}))
    shared = share(index, f"{redis}/growing")
    assert {name: len(lsh.keys.keys()) for name, lsh in shared.items()} == {"growing:words": 4, "growing:characters": 2}
    assert {len(lsh.keys.get(b"new")) for lsh in shared.values()} == {banding(0.8)[0], 0}
    assert shared["growing:words"].query(lean_minhashes(pl.Series([" ".join(map(str, range(40)))]))[0]) == [b"new"]


def test_nothing_in_redis_is_pickled(index: Index, redis: str) -> None:
    from redis import Redis

    share(index, f"{redis}/plain")
    client = Redis.from_url(redis)
    names = [name for name in client.keys("*") if b"plain" in name]
    members = {each for name in names if client.type(name) == b"set" for each in client.smembers(name)}
    assert members == {b"r0", b"r1", b"r2", b"r3", b"r4"}


@pytest.mark.parametrize("address", ["localhost:6379", "http://localhost", "redis://", "redis://host:many"])
def test_what_is_no_address_is_refused(index: Index, address: str) -> None:
    with pytest.raises(RecipeError, match="is no address of a Redis"):
        share(index, address)


def test_a_server_that_does_not_answer_is_named(index: Index, tmp_path: Path) -> None:
    pytest.importorskip("redis")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # and nobody listens
        port = free.getsockname()[1]
        with pytest.raises(ServiceError, match=f"redis://127.0.0.1:{port}: Redis failed: error 111"):
            share(index, f"redis://127.0.0.1:{port}")


def test_signatures_are_of_the_text_that_the_view_compares() -> None:
    index = Index("prompt", 0.8)
    index.add(pl.DataFrame({"record_id": ["a"], "prompt": LONG[:1], "response": LONG[1:2], "full": LONG[2:]}))
    found = dict(sketches(index))[b"a"]
    assert np.array_equal(found.hashvalues, lean_minhashes(pl.Series(LONG[:1]))[0].hashvalues)
