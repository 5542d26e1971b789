"""Whatever was read is either written for a trainer or left out with a reason; real data are mostly written."""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator import formats, schema
from curator.export import TRAINERS
from curator.export.examples import Unfit, example
from curator.export.trainer import Mix
from curator.formats import Unreadable
from curator.readers import scan

DATA = Path(os.environ.get("CURATOR_TEST_DATA", "/nonexistent"))

texts = st.sampled_from(["", " ", "a", "b\n", "{}", "[]", '{"name": "f"}', "\u2028", "null"])
values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
functions = st.fixed_dictionaries({}, optional={"name": texts | values, "arguments": texts | values})
calls = st.fixed_dictionaries({}, optional={"id": texts | values, "function": functions | values, "type": texts})
messages = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "tool", "system", "developer", "function_call", "x"])},
    optional={
        "content": texts | st.none() | st.lists(st.fixed_dictionaries({"type": texts, "text": texts}), max_size=2),
        "tool_calls": st.lists(calls, max_size=2) | texts,
        "tool_call_id": texts,
        "name": texts,
        "weight": st.integers(0, 2) | values,
    },
)
objects = st.fixed_dictionaries(
    {"messages": st.lists(messages, max_size=5)}, optional={"tools": st.lists(calls, max_size=2) | texts | values}
)


@pytest.mark.parametrize("trainer", sorted(TRAINERS))
@given(obj=objects, is_labelled=st.booleans(), has_chats=st.booleans())
def test_a_chat_is_written_or_left_out_with_a_reason(
    trainer: str, obj: dict[str, Any], is_labelled: bool, has_chats: bool
) -> None:
    try:
        record = formats.named("openai-chat").decode(obj)
    except Unreadable:
        return
    layout = TRAINERS[trainer].layouts(Mix(has_chats, has_system=True))
    try:
        folder, made = layout(example(dict.fromkeys(schema.CANONICAL) | record, is_labelled=is_labelled))
    except Unfit:
        return
    assert folder.isalpha()
    assert orjson.loads(orjson.dumps(made)) == made


@pytest.mark.realdata
@pytest.mark.skipif(not DATA.is_dir(), reason="CURATOR_TEST_DATA names no folder")
@pytest.mark.parametrize(
    ("file", "left_out"),
    [
        ("chat/sgd_dev_messages.jsonl.gz", {}),
        ("chat/glaive_toolcall_en.jsonl.gz", {}),
        ("chat/lf_v1_messages.jsonl.gz", {}),
        ("chat/lf_alpaca_en_999.jsonl.gz", {}),
        ("chat/oaast_sft_zh.jsonl.gz", {}),
        (
            "chat/lf_reason_tool_use.jsonl.gz",
            {key: {"has a message with parts that are not text": 39} for key in TRAINERS},
        ),
        ("preference/lf_dpo_en.jsonl.gz", {}),
        ("preference/oaast_rm_zh.jsonl.gz", {}),
        (
            "preference/lf_kto_en.jsonl.gz",
            {
                "axolotl": {"is a label on a longer chat; axolotl takes one question and one answer": 77},
                "openai": {"is a single label, which OpenAI does not learn from": 300},
            },
        ),
        (
            "preference/hh_harmless_test.jsonl.gz",
            {
                **{key: {"its chosen answer is empty": 4} for key in TRAINERS},
                "llama-factory": {
                    "its chosen answer is empty": 4,
                    "has turns that do not alternate between the user's side and the model's": 4,
                },
            },
        ),
    ],
)
def test_real_data_are_written(file: str, left_out: dict[str, dict[str, int]]) -> None:
    read = scan([str(DATA / file)])
    is_labelled = read.sources[0].format == "kto"
    records = read.records.collect().to_dicts()
    has_chats = any(record["kind"] == "chat" for record in records)
    for name, trainer in TRAINERS.items():
        layout = trainer.layouts(Mix(has_chats, has_system=False))
        reasons = Counter[str]()
        for record in records:
            try:
                _, made = layout(example(record, is_labelled=is_labelled))
                json.dumps(made)
            except Unfit as why:
                reasons[str(why)] += 1
        assert dict(reasons) == left_out.get(name, {}), name
