import numpy as np
import polars as pl
import pytest
from datasketch import MinHash

from curator.dedup.minhash import banding, propose, signatures
from curator.dedup.shingles import shingle


def silent(_: int) -> None:
    """Nobody watches."""


def test_signatures_equal_those_of_datasketch() -> None:
    words = " ".join(f"word{i}" for i in range(9000))  # more than one block of shingles
    shingles = shingle(pl.Series(["a few words only here", words, "北京的天气今天很好"]))
    signed = signatures(shingles, silent)
    for row in range(3):
        theirs = MinHash(num_perm=128, scheme="affine32", hashfunc=lambda value: int(value) >> 32)
        theirs.update_batch(shingles.take(np.array([row])).values)
        assert signed[row].tolist() == theirs.hashvalues.tolist()


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [(0.3, (64, 2)), (0.5, (42, 3)), (0.7, (25, 5)), (0.75, (21, 6)), (0.9, (11, 11)), (1.0, (1, 128))],
)
def test_bands_propose_a_pair_at_the_threshold_49_times_in_50(threshold: float, expected: tuple[int, int]) -> None:
    assert banding(threshold) == expected


def test_pairs_are_proposed_once_smaller_row_first_and_never_for_texts_without_words() -> None:
    text = "the quick brown fox jumps over the lazy dog again"
    shingles = shingle(pl.Series([text, "", text + " today", "!!", "something else altogether is written here"]))
    assert propose(shingles, 0.75, silent).tolist() == [[0, 2]]


def test_progress_adds_up_to_the_number_of_texts() -> None:
    advanced: list[int] = []
    texts = ["", *(f"text number {i} says this and that" for i in range(3000)), ""]
    propose(shingle(pl.Series(texts)), 0.75, advanced.append)
    assert sum(advanced) == 3002


def test_in_a_large_bucket_every_text_meets_the_first() -> None:
    shingles = shingle(pl.Series(["one text that is repeated very often"] * 500))
    pairs = propose(shingles, 0.75, silent)
    assert set(pairs[pairs[:, 0] == 0, 1].tolist()) == set(range(1, 500))
    assert len(pairs) < 500 * 66


def test_nothing_is_proposed_for_no_texts() -> None:
    assert propose(shingle(pl.Series([], dtype=pl.String)), 0.75, silent).shape == (0, 2)
