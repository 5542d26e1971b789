"""One file or seven, in this folder or that: the same content is the same version."""

import json
from pathlib import Path

import polars as pl
import pytest

from curator.pipeline import curate
from curator.recipe import Data, Recipe
from curator.versions import VersionStore

MILL = "The old mill stands by the water, and every autumn the wheel is taken out, cleaned and put back before frost"
ANSWERS = [MILL, MILL.upper(), f"{MILL} comes.", "", "N/A", "As an AI language model, I cannot do that.", *"abcdefgh"]
ROWS = [
    {"instruction": f"Tell me about number {row // 2}.", "input": "<noinput>" if row % 5 == 0 else "", "output": text}
    for row, text in enumerate([*ANSWERS, *ANSWERS])
]


def curated(folder: Path, parts: list[list[dict[str, str]]], store: VersionStore) -> str:
    folder.mkdir()
    for number, part in enumerate(parts):
        (folder / f"part{number}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in part))
    recipe = Recipe(data=Data(sources=[str(file) for file in sorted(folder.iterdir())], format="alpaca"))
    return curate(recipe, store=store).id


@pytest.mark.parametrize(
    "parts",
    [
        [ROWS],
        [ROWS[::-1]],
        [ROWS[number::7] for number in range(7)],
        [ROWS[number::7] for number in (3, 1, 6, 0, 2, 5, 4)],
    ],
    ids=["elsewhere", "backwards", "seven files", "seven files, shuffled"],
)
def test_files_order_and_folder_do_not_name_a_version(tmp_path: Path, parts: list[list[dict[str, str]]]) -> None:
    stores = VersionStore(tmp_path / "a"), VersionStore(tmp_path / "b")
    assert curated(tmp_path / "one", [ROWS], stores[0]) == curated(tmp_path / "two", parts, stores[1])
    verdicts = [
        store.get("latest").frame("ledger").select("record_id", "verdict", "decided_by").sort("record_id").collect()
        for store in stores
    ]
    assert verdicts[0].equals(verdicts[1])
    assert verdicts[0].filter(pl.col("verdict") != "keep").height > 0
