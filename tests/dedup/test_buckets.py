import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from curator.dedup.buckets import Numbers, band_keys, stars

keys_and_rows = st.lists(st.sampled_from([0, 1, 2**64 - 1, 2**32, 3 << 32, 12345]), min_size=1, max_size=60).flatmap(
    lambda keys: st.tuples(st.just(keys), st.lists(st.integers(0, len(keys) - 1), unique=True))
)


@given(keys_and_rows)
def test_every_row_meets_the_first_with_its_key(drawn: tuple[list[int], list[int]]) -> None:
    keys, rows = drawn
    found = stars(np.array(keys, np.uint64), np.array(rows, np.int64))
    asked = [keys[row] for row in rows]
    assert found.tolist() == [asked.index(key) for key in asked]


def test_a_million_texts_of_one_key_have_one_star() -> None:
    found = stars(np.full(1_000_000, 7, np.uint64), np.arange(1_000_000))
    assert not found.any()


@given(st.lists(st.integers(0, 3), min_size=128, max_size=128), st.integers(0, 127))
def test_a_key_tells_of_its_band_and_of_nothing_else(values: list[int], place: int) -> None:
    changed = values.copy()
    changed[place] += 1
    keys = band_keys(np.array([values, changed, values], np.uint32), 18, 7)
    assert keys.shape == (18, 3)
    assert (keys[:, 0] == keys[:, 2]).all()
    assert np.flatnonzero(keys[:, 0] != keys[:, 1]).tolist() == [place // 7] * (place < 126)


def test_memory_order_and_read_only_arrays_do_not_matter() -> None:
    signatures = np.random.default_rng(5).integers(0, 9, (50, 128), dtype=np.uint32)
    keys = band_keys(signatures, 42, 3)
    assert (band_keys(np.asfortranarray(signatures), 42, 3) == keys).all()
    keys.setflags(write=False)
    rows = np.arange(50)[::-2]
    assert stars(keys[0], rows).tolist() == stars(keys[0].copy(), rows.copy()).tolist()


def test_no_texts() -> None:
    assert stars(np.empty(0, np.uint64), np.empty(0, np.int64)).tolist() == []
    assert band_keys(np.empty((0, 128), np.uint32), 18, 7).shape == (18, 0)


@given(st.lists(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=30), max_size=6))
def test_every_pair_has_one_number_and_new_ones_the_next(portions: list[list[tuple[int, int]]]) -> None:
    numbers, expected = Numbers(7), dict[tuple[int, int], int]()
    for portion in portions:
        left, right = np.array(portion, np.int64).reshape(-1, 2).T
        assert numbers.of(left, right).tolist() == [expected.setdefault(pair, len(expected)) for pair in portion]
        assert numbers.codes.tolist() == [one * 7 + other for one, other in expected]


def test_many_pairs_have_a_number_each() -> None:
    numbers, pairs = Numbers(3_000), np.arange(9_000_000)[::7]
    for portion in np.array_split(pairs, 3):
        numbers.of(*np.divmod(portion, 3_000))
    assert numbers.codes.tolist() == pairs.tolist()
    assert numbers.of(*np.divmod(pairs, 3_000)).tolist() == list(range(len(pairs)))
