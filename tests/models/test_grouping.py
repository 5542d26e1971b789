import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.models.grouping import by_length, cut


@pytest.mark.parametrize(
    ("lengths", "limit", "groups"),
    [
        ([], 100, []),
        ([5], 100, [[0]]),
        ([5, 4, 5], 100, [[1, 0, 2]]),  # one token of padding is cheaper than a second pass
        ([500, 4, 5], 2000, [[1, 2], [0]]),
        ([10, 10, 10, 10], 20, [[0, 1], [2, 3]]),
        ([30, 1], 20, [[1], [0]]),
    ],
)
def test_groups(lengths: list[int], limit: int, groups: list[list[int]]) -> None:
    assert by_length(lengths, limit) == groups


@given(st.lists(st.integers(1, 300), max_size=60), st.integers(1, 2000))
def test_everything_is_in_one_group_and_groups_are_small_enough(lengths: list[int], limit: int) -> None:
    groups = by_length(lengths, limit)
    assert sorted(at for group in groups for at in group) == list(range(len(lengths)))
    for group in groups:
        assert len(group) == 1 or len(group) * max(lengths[at] for at in group) <= limit


@pytest.mark.parametrize(
    ("group", "limit", "pieces"),
    [([0, 1, 2], 100, [[1, 2, 0]]), ([0, 1, 2], 20, [[1, 2], [0]]), ([0, 2], 1, [[2], [0]]), ([], 5, [])],
)
def test_a_group_is_cut_where_its_prompts_take_too_much(group: list[int], limit: int, pieces: list[list[int]]) -> None:
    assert cut(group, [30, 5, 10], limit) == pieces
