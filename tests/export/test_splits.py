"""Divide records so that a question is never on both sides."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator import schema
from curator.errors import DataError, RecipeError
from curator.export import export_for, parse_shares
from curator.export.splits import assign
from curator.versions import DatasetVersion

Make = Callable[..., DatasetVersion]

SHARES = {"train": 0.7, "test": 0.3}


def frame(*records: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(schema.CANONICAL) | each for each in records], schema=schema.CANONICAL)


def asked(*questions: str) -> pl.DataFrame:
    return frame(*({"kind": "tuple", "instruction": each} for each in questions))


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("train=0.9,test=0.1", {"train": 0.9, "test": 0.1}),
        (" train = 0.8 , dev=0.1,test=.1", {"train": 0.8, "dev": 0.1, "test": 0.1}),
        ("all=1", {"all": 1.0}),
    ],
)
def test_shares(text: str, shares: dict[str, float]) -> None:
    assert parse_shares(text) == shares


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the share of '' is '', a number expected; write it as in --split train=0.9,test=0.1"),
        ("train", "the share of 'train' is '', a number expected"),
        ("train=x", "the share of 'train' is 'x', a number expected"),
        ("train=nan", "the share of 'train' is nan, more than 0 and at most 1 expected"),
        ("train=1,test=0", "the share of 'test' is 0, more than 0 and at most 1 expected"),
        ("train=0.5,train=0.5", "the split 'train' is named twice"),
        ("../x=1", "'../x' is no name for a split"),
        ("train=0.9,test=0.2", "the shares add up to 1.1, not to 1"),
    ],
)
def test_shares_that_make_no_sense(text: str, message: str) -> None:
    with pytest.raises(RecipeError) as caught:
        parse_shares(text)
    assert str(caught.value).startswith(message)


def test_the_shares_are_nearly_met() -> None:
    split = assign(asked(*(f"question {number}" for number in range(20_000))), SHARES, 0)
    assert abs((split == "train").mean() - 0.7) < 0.02  # type: ignore[operator]


@given(st.lists(st.text(max_size=5), min_size=1, max_size=30), st.integers(0, 3), st.randoms())
def test_neither_order_nor_other_records_move_a_record(questions: list[str], seed: int, random: object) -> None:
    whole = assign(asked(*questions), SHARES, seed).to_list()
    alone = [assign(asked(each), SHARES, seed).item() for each in questions]
    assert whole == alone


def test_another_seed_divides_otherwise() -> None:
    records = asked(*(f"question {number}" for number in range(100)))
    assert assign(records, SHARES, 0).to_list() != assign(records, SHARES, 1).to_list()


def turns(*texts: str) -> list[dict[str, str | None]]:
    empty = dict.fromkeys(("tool_calls", "tool_call_id", "name"))
    return [{"role": ("user", "assistant")[place % 2], "content": text, **empty} for place, text in enumerate(texts)]


@pytest.mark.parametrize(
    "same",
    [
        ({"kind": "tuple", "instruction": "What IS\tit?"}, {"kind": "tuple", "instruction": " what is it? "}),
        ({"kind": "tuple", "instruction": "Name", "input": "it"}, {"kind": "tuple", "instruction": "name it"}),
        ({"kind": "chat", "messages": turns("Hi", "a")}, {"kind": "chat", "messages": turns("Hi", "b", "c", "d")}),
        ({"kind": "chat", "messages": turns("Hi", "a")}, {"kind": "preference", "instruction": "hi", "chosen": "x"}),
        ({"kind": "text", "text": "A b"}, {"kind": "text", "text": "a  B"}),
    ],
)
def test_records_with_one_first_question_stay_together(same: tuple[dict[str, object], ...]) -> None:
    for seed in range(30):
        assert assign(frame(*same), {"train": 0.5, "test": 0.5}, seed).n_unique() == 1


def test_a_split_without_a_record_is_refused(version: Make, tmp_path: Path) -> None:
    one = version(alpaca=[{"instruction": "a", "output": "b"}])
    with pytest.raises(DataError, match="got none of the 1 records; give it a larger share, or take another --seed"):
        export_for(one, tmp_path / "out", "trl", shares={"train": 0.5, "test": 0.5})
    assert list(tmp_path.iterdir()) == []


def test_parquet_files_lie_as_on_the_hub(version: Make, tmp_path: Path) -> None:
    many = [{"id": number, "instruction": f"Name {number}", "output": "b"} for number in range(50)]
    many[49]["note"] = "the only one"
    done = export_for(version(alpaca=many), tmp_path / "out", "parquet", shares=SHARES)
    files = sorted((tmp_path / "out/data").iterdir())
    assert [path.name for path in files] == ["test-00000-of-00001.parquet", "train-00000-of-00001.parquet"]
    test, train = map(pl.read_parquet, files)
    assert test.schema == train.schema
    assert test.columns == ["id", "instruction", "output", "note"]
    assert sorted(test["id"].to_list() + train["id"].to_list()) == list(range(50))
    assert done.splits() == {"train": train.height, "test": test.height}


def test_objects_of_free_keys_are_json_text_in_parquet_and_said(version: Make, tmp_path: Path) -> None:
    def chat(key: str) -> dict[str, object]:
        parameters = {"type": "object", "properties": {key: {"type": "string"}}}
        call = {"id": "1", "type": "function", "function": {"name": "f", "arguments": {key: 1}}}
        answer = {"role": "assistant", "content": None, "tool_calls": [call]}
        tool = {"type": "function", "function": {"name": "f", "parameters": parameters}}
        return {"messages": [{"role": "user", "content": "Hi"}, answer], "tools": [tool]}

    done = export_for(version(openai_chat=[chat("a"), chat("b")]), tmp_path / "out", "parquet")
    table = pl.read_parquet(tmp_path / "out/data/*.parquet")
    assert [json.loads(each) for each in table["tools"]] == [chat("a")["tools"], chat("b")["tools"]]
    calls = [json.loads(messages[1]["tool_calls"]) for messages in table["messages"]]
    assert [call[0]["function"]["arguments"] for call in calls] == [{"a": 1}, {"b": 1}]
    assert done.warnings == (
        "JSON as text, because its keys or types differ from record to record: messages.tool_calls, tools",
    )
