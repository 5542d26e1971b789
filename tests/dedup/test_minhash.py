import numpy as np
import polars as pl
import pytest
from datasketch import MinHash

from curator.dedup.minhash import banding, permutations, recall, recall_in_words, sign
from curator.kernels.cutting import CHARACTERS, WORDS


def test_permutations_are_those_of_datasketch() -> None:
    theirs = MinHash(num_perm=128, scheme="affine32").permutations
    assert [each.tolist() for each in permutations()] == [each.tolist() for each in theirs]


def test_signatures_are_the_same_in_every_version() -> None:
    signed = sign(pl.Series(["The quick brown fox jumps over the lazy dog.", "北京的天气今天很好", "Straße"]))
    assert signed.signatures[:, :2].tolist() == [
        [249692912, 99286892],
        [82456649, 1464828787],
        [1161624113, 3613393978],
    ]
    assert signed.totals.tolist() == [2306455884631891666, 12370515932973252465, 7679835765371442417]
    assert signed.words.tolist() == [9, 9, 1]


def test_only_the_texts_asked_for_are_signed() -> None:
    texts = pl.Series(["one two three", "four five", None, "six"])
    every = sign(texts, CHARACTERS)
    some = sign(texts, CHARACTERS, only=np.array([True, False, True, False]))
    assert some.words.tolist() == [13, 0, 0, 0]
    assert some.signatures[0].tolist() == every.signatures[0].tolist()
    assert some.totals.tolist() == [every.totals[0], 0, 0, 0]
    assert (some.signatures[1:] == 2**32 - 1).all()


@pytest.mark.parametrize("kind", [WORDS, CHARACTERS])
def test_progress_adds_up_to_the_number_of_texts(kind: int) -> None:
    advanced: list[int] = []
    texts = ["", "नमस्ते दुनिया", *(f"text number {i} says this and that" for i in range(5000)), None]
    sign(pl.Series(texts), kind, advance=advanced.append)
    assert sum(advanced) == 5003


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [(0.3, (64, 2)), (0.5, (42, 3)), (0.7, (25, 5)), (0.75, (21, 6)), (0.8, (18, 7)), (0.9, (11, 11)), (1.0, (1, 128))],
)
def test_bands_propose_a_pair_at_the_threshold_49_times_in_50(threshold: float, expected: tuple[int, int]) -> None:
    assert banding(threshold) == expected
    assert recall(threshold, threshold) >= 0.98


def test_closer_pairs_are_found_surer() -> None:
    assert [round(recall(0.8, similarity), 3) for similarity in (0.5, 0.7, 0.8, 0.9, 1.0)] == [
        0.132,
        0.787,
        0.986,
        1.0,
        1.0,
    ]


@pytest.mark.parametrize(
    ("threshold", "words"),
    [
        (0.8, "finds 98.6 % of pairs at similarity 0.8"),
        (0.75, "finds 98.4 % of pairs at similarity 0.75"),
    ],
)
def test_recall_in_words(threshold: float, words: str) -> None:
    assert recall_in_words(threshold) == words
