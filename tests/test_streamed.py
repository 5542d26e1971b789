"""Records that do not fit into memory are compared with the same outcome as if they did."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator import schema
from curator.dedup import large
from curator.errors import CuratorError
from curator.pipeline.streamed import duplicates_on_disk
from curator.pipeline.twins import duplicates

MILL = (
    "The old mill stands by the water and every autumn the wheel is taken out, cleaned and put back before the frost "
    "comes, because the miller knows that ice in the race would break the paddles one after the other."
)
LAKE = (
    "A lake without a river that leaves it grows salty over the centuries, since water that evaporates leaves behind "
    "what it carried, and only the rain that falls into the hills around it brings water that is fresh."
)
ANSWERS = [
    MILL,
    MILL.lower(),
    f"{MILL} And so on.",
    f"Well. {MILL}",
    LAKE,
    LAKE.upper(),
    f"{LAKE} Indeed.",
    "4",
    "5",
    "🙂",
]
PROMPTS = ["Describe a mill.", "Describe the mill, please.", "What is 2 + 2?", "What is 2 + 3?", "Name a river."]

tuples = st.lists(st.tuples(st.sampled_from(PROMPTS), st.sampled_from(ANSWERS), st.integers(0, 2)), max_size=14)

MEASURED = ["record_id", "twin_id", "similarity", "kind", "view", "cluster_id", "source", "source_row", "twin_row"]


def canonical(rows: Sequence[tuple[str, str, int]], meta: Sequence[str | None] | None = None) -> pl.DataFrame:
    ids = [f"r{place:02}" for place in range(len(rows))]
    columns: dict[str, Any] = {
        "record_id": ids,
        "kind": ["tuple"] * len(rows),
        "source": [f"{source}.jsonl" for *_, source in rows],
        "source_row": range(len(rows)),
        "instruction": [prompt for prompt, *_ in rows],
        "response": [answer for _, answer, _ in rows],
        "meta": meta or [None] * len(rows),
    }
    return pl.DataFrame([dict.fromkeys(schema.CANONICAL)] * len(rows), schema=schema.CANONICAL).with_columns(
        **{name: pl.Series(values, dtype=schema.CANONICAL[name]) for name, values in columns.items()}
    )


@settings(max_examples=25, deadline=None)
@given(
    tuples,
    st.sampled_from([("full",), ("prompt",), ("full", "response")]),
    st.sampled_from(["longest", "shortest", "first", "source:1,2", "source:2.jsonl"]),
    st.sampled_from([1, 400, 1 << 20]),
    st.lists(st.tuples(st.sampled_from(PROMPTS), st.sampled_from(ANSWERS), st.just(9)), max_size=3),
)
def test_the_same_goes_as_in_memory(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str, int]],
    views: tuple[str, ...],
    keep: str,
    part_bytes: int,
    others: list[tuple[str, str, int]],
) -> None:
    records = canonical([*rows, ("Name a lake.", "Baikal", 1), ("Name a sea.", "Aral", 2)])
    against = ("test.jsonl", canonical(others)) if others else None
    wanted: dict[str, Any] = {"views": views, "keep": keep, "against": against}
    whole = duplicates(records, **wanted)
    folder = tmp_path_factory.mktemp("streamed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large, "TOGETHER", 2)
        found = duplicates_on_disk(lambda: records.iter_slices(3), folder=folder, part_bytes=part_bytes, **wanted)
    removals = whole.removals()
    assert found.removals.collect().sort("source", "source_row").select(MEASURED).equals(removals.select(MEASURED))
    pairs = ["a", "b", "view", "similarity", "kind", "parts"]
    assert found.evidence.select(pairs).collect().sort(pairs).equals(whole.evidence().select(pairs).sort(pairs))
    assert found.settings == whole.settings
    assert found.removed == dict(removals.group_by("kind").len().iter_rows())
    kept = pl.concat([records.clear(), *found.kept(lambda: records.iter_slices(5))])
    assert kept.equals(records.join(removals, on="record_id", how="anti", maintain_order="left"))


def test_a_score_decides_where_a_part_has_none(tmp_path: Path) -> None:
    rows = [("Describe a mill.", MILL, 0), ("Describe a mill.", MILL, 0), ("Describe a lake.", LAKE, 0)] * 2
    scores = ['{"score": 1}', '{"score": 3}', None, None, '{"score": 2}', None]
    records = canonical(rows, scores)
    found = duplicates_on_disk(lambda: records.iter_slices(3), folder=tmp_path, keep="score:score", part_bytes=1)
    assert found.removals.select("record_id", "twin_id").collect().sort("record_id").rows() == [
        ("r00", "r01"), ("r03", "r01"), ("r04", "r01"), ("r05", "r02"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"keep": "source:gold"}, "no source 'gold' to keep records of"),
        ({"keep": "score:stars"}, "no column 'stars' to choose by"),
        ({"keep": "best"}, "unknown keep policy 'best'"),
        ({"threshold": 1.0}, "similarity threshold is 1"),
        ({"views": ("answer",)}, "unknown view 'answer'"),
    ],
)
def test_what_makes_no_sense_is_said(tmp_path: Path, how: dict[str, Any], message: str) -> None:
    records = canonical([("Describe a mill.", MILL, 0)] * 2)
    with pytest.raises(CuratorError, match=message):
        duplicates_on_disk(lambda: records.iter_slices(3), folder=tmp_path, **how)


def test_no_records_have_no_duplicates(tmp_path: Path) -> None:
    found = duplicates_on_disk(lambda: iter([canonical([])]), folder=tmp_path)
    assert (found.settings.records, found.removed, found.removals.collect().height) == (0, {}, 0)
