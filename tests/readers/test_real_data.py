"""Public data as it is published, when the folder that holds it is named by CURATOR_TEST_DATA."""

import os
import time
from pathlib import Path

import orjson
import pytest

from curator import writers
from curator.errors import DataError
from curator.formats import Obj
from curator.readers import scan
from curator.readers.containers import READERS, container_of
from curator.readers.sources import find
from curator.readers.streams import opened

DATA = Path(os.environ.get("CURATOR_TEST_DATA") or "/nowhere")

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not DATA.is_dir(), reason="CURATOR_TEST_DATA names no folder"),
]

FILES = [
    ("alpaca/alpaca_original.parquet", "alpaca", 52_002, 0),
    ("broken/hikariming_missing_comma_2023-03-24.json", "alpaca", 298, 2),
    ("broken/hikariming_truncated_mixed_2023-03-22.json", "alpaca", 102, 0),
    ("broken/instruction_wild_user_3.jsonl", "alpaca", 198, 3),
    ("chat/fastchat_dummy_conversation.jsonl.gz", "sharegpt", 500, 0),
    ("chat/glaive_toolcall_en.jsonl.gz", "sharegpt", 300, 0),
    ("chat/lf_alpaca_en_999.jsonl.gz", "alpaca", 999, 0),
    ("chat/lf_alpaca_zh_1000.jsonl.gz", "alpaca", 1_000, 0),
    ("chat/lf_identity.jsonl.gz", "alpaca", 91, 0),
    ("chat/lf_reason_tool_use.jsonl.gz", "openai-chat", 50, 0),
    ("chat/lf_v1_messages.jsonl.gz", "openai-chat", 500, 0),
    ("chat/oaast_sft_zh.jsonl.gz", "alpaca", 766, 0),
    ("chat/sgd_dev_messages.jsonl.gz", "openai-chat", 1_000, 0),
    ("classification/t0_p3_a.parquet", "prompt-completion", 19_175, 0),
    ("code/code_alpaca_2k.jsonl.gz", "alpaca", 2_017, 0),
    ("code/new_codealpaca.jsonl.gz", "alpaca", 4_535, 0),
    ("dolly/dolly_3k.jsonl.gz", "alpaca", 2_996, 0),
    ("gsm8k/model_solutions_even.parquet", "question-answer", 2_640, 0),
    ("gsm8k/train.jsonl.gz", "question-answer", 7_473, 0),
    ("preference/hh_harmless_test.jsonl.gz", "preference", 2_312, 0),
    ("preference/lf_dpo_en.jsonl.gz", "preference", 300, 0),
    ("preference/lf_kto_en.jsonl.gz", "kto", 300, 0),
    ("preference/oaast_rm_zh.jsonl.gz", "ranked", 775, 0),
    ("preference/pandalm_testset.jsonl.gz", "compared", 908, 91),
    ("zh/alpaca_zh_scored_a.parquet", "alpaca", 13_000, 0),
    ("zh/huatuo_liver_cancer_inline_chat.jsonl.gz", "alpaca", 1_000, 0),
    ("zh/huatuo_med_8658.jsonl.gz", "alpaca", 8_658, 0),
]


def contents(path: Path) -> dict[int, Obj]:
    """The objects of a file by row, as they are."""
    (source,) = find([str(path)])
    with opened(source) as (head, stream):
        elements = list(READERS[container_of(source, head)](stream))
    return {each.row: each.content for each in elements if isinstance(each.content, dict)}


@pytest.mark.parametrize(("name", "format_name", "records", "quarantined"), FILES)
def test_read_and_written_back(name: str, format_name: str, records: int, quarantined: int) -> None:
    read = scan([str(DATA / name)])
    (info,) = read.sources
    assert (info.format, info.records, info.quarantined) == (format_name, records, quarantined)
    frame = read.records.collect()
    assert frame["record_id"].n_unique() == records
    before = contents(DATA / name)
    written = writers.rows(frame, {info.name: info.format})
    for row, obj in zip(frame["source_row"], written, strict=True):
        assert orjson.dumps(obj) == orjson.dumps(before[row])


@pytest.mark.parametrize(
    ("name", "message"), [("empty_part_0.json", "is empty"), ("git_lfs_pointer.jsonl", "is a git-lfs pointer")]
)
def test_broken_files(name: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        scan([str(DATA / "broken" / name)])


def test_fifty_thousand_records_take_less_than_four_seconds_of_processor_time() -> None:
    start = time.process_time()
    scan([str(DATA / "alpaca" / "alpaca_original.parquet")]).records.collect()
    assert time.process_time() - start < 4
