"""Records split into parts that no pair of duplicates crosses."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.dedup.edges import find_pairs
from curator.dedup.passes import Sketch

MILL = (
    "The old mill stands by the water and every autumn the wheel is taken out, cleaned and put back before the frost "
    "comes, because the miller knows that ice in the race would break the paddles one after the other."
)
texts = st.lists(
    st.sampled_from(
        [MILL, MILL.upper(), f"Yes. {MILL}", f"{MILL} So it was.", "Name a river.", "Name a river!", "🙂", "…"]
    )
    | st.text("ab ", max_size=30)
    | st.none(),
    max_size=20,
)


def frame(given_texts: Sequence[str | None]) -> pl.DataFrame:
    ids = [f"{place:03}" for place in range(len(given_texts))]
    return pl.DataFrame({"record_id": ids, "full": given_texts}, schema={"record_id": pl.String, "full": pl.String})


def parts(
    folder: pytest.TempPathFactory, given_texts: Sequence[str | None], cuts: Sequence[int] = (), size: int = 1
) -> list[int]:
    sketch = Sketch(folder.mktemp("passes") / "keys", ["full"], 0.8)
    places = sorted({0, *(min(cut, len(given_texts)) for cut in cuts), len(given_texts)})
    for first, last in pairwise(places):
        sketch.add(frame(given_texts)[first:last], lambda _: None)
    found: list[int] = sketch.parts(size).of_record.tolist()
    return found


@settings(max_examples=30, deadline=None)
@given(texts, st.lists(st.integers(0, 20), max_size=3))
def test_no_pair_crosses_parts_however_the_records_come(
    tmp_path_factory: pytest.TempPathFactory, given_texts: list[str | None], cuts: list[int]
) -> None:
    found = parts(tmp_path_factory, given_texts, cuts)
    assert found == parts(tmp_path_factory, given_texts)
    for a, b in find_pairs(frame(given_texts)).select("a", "b").iter_rows():
        assert found[int(a)] == found[int(b)] >= 0


def test_a_text_unlike_all_others_is_in_no_part(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert parts(tmp_path_factory, [MILL, "Name a river.", None, MILL]) == [0, -1, -1, 0]


def test_texts_without_words_may_be_copies(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert parts(tmp_path_factory, ["🙂", "Name a river.", "🙂", None, None]) == [0, -1, 0, -1, -1]


def test_small_groups_share_a_part_and_a_large_one_is_never_split(tmp_path_factory: pytest.TempPathFactory) -> None:
    pairs = [MILL, "Name a river.", "Say hello to her."] * 2
    assert parts(tmp_path_factory, pairs, size=1) == [0, 1, 2] * 2
    assert parts(tmp_path_factory, pairs, size=1 << 20) == [0, 0, 0] * 2


@pytest.mark.parametrize(("size", "are_large"), [(20, [True, False]), (500, [False])])
def test_a_part_is_large_when_a_group_in_it_is(tmp_path: Path, size: int, are_large: list[bool]) -> None:
    sketch = Sketch(tmp_path / "keys", ["full"], 0.8)
    sketch.add(frame([MILL, "Name a river.", "Name a river.", MILL]), lambda _: None)
    assert sketch.parts(size).is_large.tolist() == are_large
