"""Public datasets become folders that the Croissant library loads; `CURATOR_TEST_DATA` names where they lie."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator import Recipe, VersionStore, curate
from curator.governance.publish import publish
from curator.recipe import Data, Dedup

DATA = Path(os.environ.get("CURATOR_TEST_DATA") or "/nowhere")

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not DATA.is_dir(), reason="CURATOR_TEST_DATA names no folder"),
]


@pytest.mark.parametrize(
    ("name", "json_text"),
    [
        ("chat/glaive_toolcall_en.jsonl.gz", ()),
        ("chat/lf_reason_tool_use.jsonl.gz", ("messages",)),
        ("preference/lf_dpo_en.jsonl.gz", ()),
        ("preference/lf_kto_en.jsonl.gz", ()),
        ("preference/oaast_rm_zh.jsonl.gz", ()),
        ("pii/presidio_synth_v2.jsonl.gz", ()),
    ],
)
def test_every_record_is_loaded_as_it_was_written(
    name: str, json_text: tuple[str, ...], tmp_path: Path, load: Callable[[Path, str], list[dict[str, Any]]]
) -> None:
    recipe = Recipe(data=Data(sources=[str(DATA / name)]), rules=[], dedup=Dedup(enabled=False))
    _, files = publish(curate(recipe, store=VersionStore(tmp_path / "store")), tmp_path / "out")
    assert files[0].json_text == json_text
    assert load(tmp_path / "out", "default") == pl.read_parquet(tmp_path / "out" / files[0].path).rows(named=True)
