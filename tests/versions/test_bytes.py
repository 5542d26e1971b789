"""Equal frames are equal bytes, whatever made them."""

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curator.schema import CANONICAL
from curator.versions import frames
from curator.versions.identity import version_id

message = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant"]), "content": st.none() | st.text(max_size=5)}
)
rows: Any = st.lists(
    st.fixed_dictionaries(
        {
            "record_id": st.text("0123456789abcdef", min_size=4, max_size=4),
            "source_row": st.none() | st.integers(0, 9),
            "response": st.none() | st.text(max_size=8),
            "messages": st.none() | st.lists(message, max_size=3),
        }
    ),
    min_size=1,
    max_size=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows, st.data())
def test_chunks_do_not_change_a_file(tmp_path: Path, found: list[dict[str, Any]], data: st.DataObject) -> None:
    whole = pl.DataFrame(found, schema=CANONICAL)
    cuts = sorted(data.draw(st.sets(st.integers(0, whole.height), max_size=4)) | {0, whole.height})
    parts = [whole.slice(start, end - start) for start, end in pairwise(cuts)]
    around = pl.concat([whole.head(1), *parts, whole.tail(1)], rechunk=False).slice(1, whole.height)
    names = {
        "whole": whole,
        "chunks": pl.concat(parts, rechunk=False),
        "slice": around,
        "gathered": around[list(range(whole.height))],
    }
    for name, frame in names.items():
        frames.write(frame, tmp_path / name)
    assert len({frames.sha256(tmp_path / name) for name in names}) == 1


WRITE = """
import sys
from pathlib import Path
import polars as pl
from curator.versions import frames
frame = pl.select(number=pl.int_range(300_000)).with_columns(
    text=pl.col("number").hash(0).cast(pl.String), few=pl.col("number") % 7, listed=pl.concat_list("number", "number")
)
frames.write(frame, Path(sys.argv[1]))
"""


def test_threads_do_not_change_a_file_of_several_row_groups(tmp_path: Path) -> None:
    for threads in ("1", "2"):
        command = [sys.executable, "-c", WRITE, str(tmp_path / threads)]
        subprocess.run(command, env={**os.environ, "POLARS_MAX_THREADS": threads}, check=True)
    assert frames.sha256(tmp_path / "1") == frames.sha256(tmp_path / "2")


CHANGES = {"record_id": pl.String, "fix": pl.String, "field": pl.String, "before": pl.String, "after": pl.String}


@given(st.permutations(["a", "b", "c"]), st.permutations([("a", "x"), ("b", "y"), ("b", "z"), ("c", None)]))
def test_the_order_of_records_and_changes_does_not_name_a_version(
    ids: list[str], changed: list[tuple[str, str | None]]
) -> None:
    changes = pl.DataFrame([(name, "f", "response", "", to) for name, to in changed], schema=CHANGES, orient="row")
    kept = pl.DataFrame({"record_id": ids})
    assert version_id({"parent": None}, kept, changes) == "8bdac4d76671"


@pytest.mark.parametrize("other", ["kept", "change", "identity"])
def test_what_is_kept_and_why_names_a_version(other: str) -> None:
    def name(ids: str = "ab", to: str = "x", parent: str | None = None) -> str:
        changes = pl.DataFrame([("a", "f", "response", "", to)], schema=CHANGES, orient="row")
        return version_id({"parent": parent}, pl.DataFrame({"record_id": list(ids)}), changes)

    another = {"kept": name(ids="abc"), "change": name(to="y"), "identity": name(parent="aaaa00000000")}
    assert another[other] != name()
