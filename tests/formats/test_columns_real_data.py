"""Published files come out of the quick way as they do out of the slow one; `CURATOR_TEST_DATA` names their folder."""

import gzip
import io
import os
from collections import defaultdict
from pathlib import Path

import orjson
import polars as pl
import pytest

from curator import formats
from curator.formats import Obj
from curator.formats.columns import DECODED

DATA = Path(os.environ.get("CURATOR_TEST_DATA") or "/nowhere")

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not DATA.is_dir(), reason="CURATOR_TEST_DATA names no folder"),
]


def shape(value: object) -> object:
    """Equal for values of one shape."""
    match value:
        case dict():
            return ("object", *((key, shape(each)) for key, each in value.items()))
        case list():
            return ("list", frozenset(map(shape, value)))
    return type(value).__name__


@pytest.mark.parametrize(
    ("file", "quick"),
    [
        ("chat/lf_alpaca_en_999", 999),
        ("chat/lf_alpaca_zh_1000", 1000),
        ("chat/fastchat_dummy_conversation", 500),
        ("chat/glaive_toolcall_en", 147),
        ("dolly/dolly_3k", 2996),
        ("eval_prompts/ifeval_en", 320),
        ("gsm8k/test", 1319),
        ("pii/presidio_synth_v2", 1500),
        ("preference/lf_dpo_en", 300),
        ("preference/lf_kto_en", 300),
        ("preference/hh_harmless_test", 0),
        ("zh/huatuo_med_8658", 8658),
    ],
)
def test_a_published_file_is_read_together_as_object_by_object(file: str, quick: int) -> None:
    lines = gzip.decompress((DATA / f"{file}.jsonl.gz").read_bytes()).splitlines()
    objects: list[Obj] = list(map(orjson.loads, lines))
    format = formats.detect(objects[:200])
    groups: dict[object, list[Obj]] = defaultdict(list)
    for obj in objects:
        groups[shape(obj)].append(obj)
    done = 0
    for group in groups.values():
        columns = formats.columns_of(group[0], format)
        if columns is None:
            continue
        frame = pl.read_ndjson(io.BytesIO(b"\n".join(map(orjson.dumps, group))), schema=columns.schema)
        for row, obj in zip(columns.decode(frame).iter_rows(named=True), group, strict=True):
            assert row["kind"] is None or row == dict.fromkeys(DECODED) | format.decode(obj)
            done += row["kind"] is not None
    assert done == quick
