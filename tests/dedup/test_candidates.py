import random

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.dedup.candidates import Flags, components, outlined, parted, propose
from curator.dedup.shingles import Hashes, Integers

TEXT = " ".join(f"word{number}" for number in range(30))


def silent(_: int) -> None:
    """Nobody watches."""


def nobody(rows: Integers) -> Hashes:
    return np.zeros(len(rows), np.uint64)


def proposed(
    texts: list[str], duplicates: set[tuple[int, int]], apart: dict[int, int] | None = None
) -> list[tuple[int, int]]:
    """All pairs that are proposed, in turn, if these are duplicates."""
    seen: list[tuple[int, int]] = []

    def judge(left: Integers, right: Integers) -> Flags:
        pairs = list(zip(left.tolist(), right.tolist(), strict=True))
        seen.extend(pairs)
        return np.array([pair in duplicates for pair in pairs], dtype=np.bool_)

    def parted(rows: Integers) -> Hashes:
        return np.array([(apart or {}).get(row, 0) for row in rows.tolist()], dtype=np.uint64)

    outline = outlined(pl.Series(texts, dtype=pl.String), 0.8, silent)
    rows = np.flatnonzero(outline.words > 0)
    propose(outline.tables, rows, judge, parted)
    return seen


def test_a_bucket_is_gathered_around_its_first_text() -> None:
    assert proposed([TEXT] * 4, {(0, 1), (0, 2), (0, 3)}) == [(0, 1), (0, 2), (0, 3)]


def test_what_is_not_like_the_first_is_gathered_again() -> None:
    assert proposed([TEXT] * 4, {(0, 2), (1, 3)}) == [(0, 1), (0, 2), (0, 3), (1, 3)]


def test_what_cannot_be_alike_is_not_gathered_again() -> None:
    assert proposed([TEXT] * 4, set(), {1: 1, 2: 2, 3: 1}) == [(0, 1), (0, 2), (0, 3), (1, 3)]


def test_what_is_parted_from_the_start_is_not_gathered_at_all() -> None:
    outline = outlined(pl.Series([TEXT] * 3), 0.8, silent)
    apart = np.array([7, 8, 7], np.uint64)
    seen: list[tuple[Integers, Integers]] = []

    def judge(left: Integers, right: Integers) -> Flags:
        seen.append((left, right))
        return np.zeros(len(left), np.bool_)

    propose([parted(table, apart) for table in outline.tables], np.arange(3), judge, lambda rows: apart[rows])
    assert [(left.tolist(), right.tolist()) for left, right in seen] == [([0], [2])]


def test_a_large_bucket_costs_no_more_than_sixteen_rounds() -> None:
    assert len(proposed([TEXT] * 100, set())) == sum(range(84, 100))


def test_texts_of_few_words_are_proposed_by_their_characters() -> None:
    assert proposed(["Name a fruit for the salad", "", "Name a fruit for the salads", "👍"], set()) == [(0, 2)]


def test_a_text_on_the_border_meets_shorter_and_longer_ones() -> None:
    words = TEXT.split()
    shorter, border, longer = (" ".join(words[:size]) for size in (15, 16, 17))
    assert {(0, 1), (1, 2)} <= set(proposed([shorter, border, longer], set()))


def test_progress_adds_up_to_the_number_of_texts() -> None:
    advanced: list[int] = []
    outlined(pl.Series(["", *(f"text number {i}" for i in range(20_000))]), 0.8, advanced.append)
    assert sum(advanced) == 20_001


def test_no_texts() -> None:
    assert proposed([], set()) == []


@settings(deadline=None)  # a loaded machine is no failure
@given(
    st.integers(1, 12), st.lists(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=6), max_size=3)
)
def test_components_are_those_of_plain_search(n_texts: int, rounds: list[list[tuple[int, int]]]) -> None:
    pairs = [[(a % n_texts, b % n_texts) for a, b in each] for each in rounds]
    group = {text: {text} for text in range(n_texts)}
    for a, b in (pair for each in pairs for pair in each):
        merged = group[a] | group[b]
        for text in merged:
            group[text] = merged
    tied = {text for each in pairs for pair in each for text in pair}
    joined = (tuple(np.array(each, dtype=np.int64).reshape(-1, 2).T) for each in pairs)
    found = components(n_texts, ((left, right) for left, right in joined))
    assert found.tolist() == [min(group[text]) if text in tied else -1 for text in range(n_texts)]


@pytest.mark.parametrize("seed", range(3))
def test_bands_propose_pairs_at_the_threshold(seed: int) -> None:
    chance = random.Random(seed)
    texts, planted = [], set()
    for number in range(300):
        words = [f"w{chance.randrange(10**6)}" for _ in range(54)]
        texts += [" ".join(words), " ".join([*words[:27], "edited", *words[28:]])]  # 45 of 55 shingles: 0.82
        planted.add((2 * number, 2 * number + 1))
    seen = set(proposed(texts, planted))
    assert len(seen & planted) >= 285
    assert len(seen) < 400
