from hypothesis import given
from hypothesis import strategies as st

from curator.train import Row, random_matched


def row(number: int, tokens: int) -> Row:
    return Row(str(number), (), "x" * tokens)


def count(row: Row) -> int:
    return len(row.response)


def test_the_draw_changes_with_the_seed_and_only_with_it() -> None:
    rows = [row(number, 1) for number in range(50)]
    draws = [tuple(each.record_id for each in random_matched(rows, 10, seed, count)) for seed in (0, 0, 1)]
    assert draws[0] == draws[1] != draws[2]
    assert len(draws[0]) == 10


def test_the_order_of_the_rows_is_kept() -> None:
    rows = [row(number, 1) for number in range(50)]
    drawn = random_matched(rows, 20, 0, count)
    assert drawn == sorted(drawn, key=rows.index)


def test_all_rows_when_they_have_fewer_tokens() -> None:
    rows = [row(0, 2), row(1, 3)]
    assert random_matched(rows, 100, 0, count) == rows


@given(st.lists(st.integers(1, 30), min_size=1), st.integers(0, 200), st.integers(0, 5))
def test_the_tokens_are_matched_to_half_a_row(sizes: list[int], wanted: int, seed: int) -> None:
    rows = [row(number, size) for number, size in enumerate(sizes)]
    total = sum(map(count, random_matched(rows, wanted, seed, count)))
    assert abs(total - min(wanted, sum(sizes))) <= max(sizes) / 2
