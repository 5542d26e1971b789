"""Whatever a file holds gives an example or a reason; on real chats what is learnt is what the assistant said."""

import os
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator import formats, schema
from curator.formats import Unreadable
from curator.models.template import Template
from curator.readers import scan
from curator.train import training_rows
from curator.train.examples import Example
from curator.train.examples.supervised import supervised

Named = Callable[[str], Template]

DATA = Path(os.environ.get("CURATOR_TEST_DATA", "/nonexistent"))

texts = st.sampled_from(["", " ", "a", "b\n", "{}", "[]", '{"name": "f"}', "null", "<|im_end|>", "<s>"])
values = st.none() | st.booleans() | st.integers(-2, 2) | texts | st.lists(texts, max_size=2)
functions = st.fixed_dictionaries({}, optional={"name": texts | values, "arguments": texts | values})
calls = st.fixed_dictionaries({}, optional={"id": texts | values, "function": functions | values})
messages = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "tool", "system", "developer", "x"])},
    optional={
        "content": texts | st.none(),
        "tool_calls": st.lists(calls, max_size=2) | texts,
        "reasoning_content": texts | values,
        "weight": st.integers(0, 2) | values,
    },
)
objects = st.fixed_dictionaries(
    {"messages": st.lists(messages, max_size=5)}, optional={"tools": st.lists(calls, max_size=2) | texts | values}
)


@pytest.mark.parametrize("template", ["chatml", "mistral"])
@settings(max_examples=150)
@given(obj=objects)
def test_a_chat_gives_an_example_or_a_reason(named: Named, template: str, obj: dict[str, Any]) -> None:
    try:
        record = formats.named("openai-chat").decode(obj)
    except Unreadable:
        return
    blank = dict.fromkeys(schema.CANONICAL) | {"record_id": "r1"}
    found = training_rows(pl.DataFrame([blank | record], schema=schema.CANONICAL))
    made = supervised(found.rows, named(template), loss="assistant", max_tokens=5000)
    assert len(found.skipped) + len(made.left_out) + len(made.examples) == 1
    for example in made.examples:
        assert example.supervised


def learnt(example: Example, template: Template) -> list[str]:
    """The text of each stretch of learnt tokens."""
    pairs = zip(example.ids, example.learnt, strict=True)
    stretches = [
        (is_learnt, [each for each, _ in group]) for is_learnt, group in groupby(pairs, key=lambda each: each[1])
    ]
    return [template.vocabulary.decode(tuple(ids)) for is_learnt, ids in stretches if is_learnt]


@pytest.mark.realdata
@pytest.mark.skipif(not DATA.is_dir(), reason="CURATOR_TEST_DATA names no folder")
@pytest.mark.parametrize("file", ["glaive_toolcall_en", "sgd_dev_messages", "oaast_sft_zh", "lf_v1_messages"])
def test_of_real_chats_every_answer_is_learnt_and_nothing_else(named: Named, file: str) -> None:
    template = named("chatml")
    records = scan([str(DATA / "chat" / f"{file}.jsonl.gz")]).records.head(60).collect()
    found = training_rows(records)
    made = supervised(found.rows, template, loss="assistant", max_tokens=100_000)
    assert (found.skipped, made.left_out, len(made.examples)) == ((), (), 60)
    for row, example in zip(found.rows, made.examples, strict=True):
        answers = [turn for turn in row.messages if turn["role"] == "assistant"]
        spans = learnt(example, template)
        assert len(spans) == len(answers) + 1
        for turn, span in zip([*answers, {"content": row.response, **row.more}], spans, strict=True):
            assert span.startswith(str(turn["content"]))
            assert span.endswith("<|im_end|>")
            assert ("<tool_call>" in span) == ("tool_calls" in turn)
