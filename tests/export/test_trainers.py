"""What each trainer gets, as its documentation lays it out; and what it does not get, and why."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from curator.errors import DataError, RecipeError
from curator.export import TRAINERS, export_for, folder
from curator.versions import DatasetVersion

Make = Callable[..., DatasetVersion]

ALPACA = {"instruction": "Name a river.", "input": "In Saxony.", "output": "The Elbe."}
SYSTEM = {"system": "Be short.", **ALPACA}
WEATHER = {"name": "weather", "description": "How it is.", "parameters": {"type": "object", "properties": {}}}
CALL = {"name": "weather", "arguments": {"city": "Ulm"}}
GLAIVE = {
    "conversations": [
        {"from": "human", "value": "Rain in Ulm?"},
        {"from": "function_call", "value": json.dumps(CALL)},
        {"from": "observation", "value": '{"rain": false}'},
        {"from": "gpt", "value": "No."},
    ],
    "tools": json.dumps([WEATHER]),
}
OPENAI_CALL = {"id": "c7", "type": "function", "function": {"name": "weather", "arguments": '{"city":"Ulm"}'}}
CHAT: dict[str, Any] = {
    "messages": [
        {"role": "system", "content": "Be short."},
        {"role": "user", "content": "Rain in Ulm?"},
        {"role": "assistant", "content": None, "tool_calls": [OPENAI_CALL]},
        {"role": "tool", "tool_call_id": "c7", "content": "no"},
        {"role": "assistant", "content": "No.", "weight": 1},
    ],
    "tools": [{"type": "function", "function": WEATHER}],
}
PAIR = {"prompt": "Name a river.", "chosen": "The Elbe.", "rejected": "A river."}
LONG_PAIR = {
    "chosen": [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello"},
        {"role": "user", "content": "A river?"},
        {"role": "assistant", "content": "The Elbe."},
    ],
    "rejected": [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello"},
        {"role": "user", "content": "A river?"},
        {"role": "assistant", "content": "No."},
    ],
}
LABEL = {"prompt": "Name a river.", "completion": "The Elbe.", "label": True}
LONG_LABEL = {"messages": [*LONG_PAIR["chosen"]], "label": False}
TEXT = {"text": "The Elbe rises in Bohemia."}


def told(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


def said(who: str, value: str) -> dict[str, str]:
    return {"from": who, "value": value}


QUESTION = told("user", "Name a river.\nIn Saxony.")
ANSWER = told("assistant", "The Elbe.")
CALL_MADE = {"type": "function", "function": {"name": "weather", "arguments": {"city": "Ulm"}}}
CALL_TEXT = {"type": "function", "function": {"name": "weather", "arguments": '{"city": "Ulm"}'}}
TOOLS = [{"type": "function", "function": WEATHER}]

LAYOUTS: list[tuple[str, dict[str, list[Any]], dict[str, Any]]] = [
    ("trl", {"alpaca": [ALPACA]}, {"sft": {"prompt": [QUESTION], "completion": [ANSWER]}}),
    (
        "trl",
        {"alpaca": [SYSTEM]},
        {"sft": {"prompt": [told("system", "Be short."), QUESTION], "completion": [ANSWER]}},
    ),
    (
        "trl",
        {"sharegpt": [GLAIVE]},
        {
            "sft": {
                "messages": [
                    told("user", "Rain in Ulm?"),
                    {"role": "assistant", "tool_calls": [CALL_MADE]},
                    told("tool", '{"rain": false}'),
                    told("assistant", "No."),
                ],
                "tools": TOOLS,
            }
        },
    ),
    (
        "trl",
        {"preference": [PAIR]},
        {
            "dpo": {
                "prompt": [told("user", "Name a river.")],
                "chosen": [ANSWER],
                "rejected": [told("assistant", "A river.")],
            }
        },
    ),
    (
        "trl",
        {"preference": [LONG_PAIR]},
        {
            "dpo": {
                "prompt": [told("user", "Hi"), told("assistant", "Hello"), told("user", "A river?")],
                "chosen": [ANSWER],
                "rejected": [told("assistant", "No.")],
            }
        },
    ),
    (
        "trl",
        {"kto": [LABEL]},
        {"kto": {"prompt": [told("user", "Name a river.")], "completion": [ANSWER], "label": True}},
    ),
    ("trl", {"text": [TEXT]}, {"text": TEXT}),
    ("axolotl", {"alpaca": [ALPACA]}, {"sft": ALPACA}),
    ("axolotl", {"alpaca": [SYSTEM]}, {"sft": {"messages": [told("system", "Be short."), QUESTION, ANSWER]}}),
    (
        "axolotl",
        {"openai_chat": [CHAT]},
        {
            "sft": {
                "messages": [
                    *CHAT["messages"][:2],
                    {"role": "assistant", "tool_calls": [OPENAI_CALL]},
                    {"role": "tool", "content": "no", "tool_call_id": "c7"},
                    {"role": "assistant", "content": "No.", "train": True},
                ],
                "tools": TOOLS,
            }
        },
    ),
    (
        "axolotl",
        {"preference": [PAIR]},
        {
            "dpo": {
                "messages": [told("user", "Name a river.")],
                "chosen": ANSWER,
                "rejected": told("assistant", "A river."),
            }
        },
    ),
    (
        "axolotl",
        {"kto": [LABEL]},
        {"kto": {"system": "", "prompt": "Name a river.", "completion": "The Elbe.", "label": True}},
    ),
    ("axolotl", {"text": [TEXT]}, {"text": TEXT}),
    ("llama-factory", {"alpaca": [ALPACA]}, {"sft": {**ALPACA, "system": ""}}),
    ("llama-factory", {"alpaca": [SYSTEM]}, {"sft": {**ALPACA, "system": "Be short."}}),
    (
        "llama-factory",
        {"openai_chat": [CHAT | {"messages": [*CHAT["messages"][:4], told("assistant", "No.")]}]},
        {
            "chat": {
                "conversations": [
                    said("human", "Rain in Ulm?"),
                    said("function_call", '{"name":"weather","arguments":{"city":"Ulm"}}'),
                    said("observation", "no"),
                    said("gpt", "No."),
                ],
                "system": "Be short.",
                "tools": json.dumps([WEATHER], separators=(",", ":")),
            }
        },
    ),
    (
        "llama-factory",
        {"preference": [PAIR]},
        {
            "dpo": {
                "conversations": [said("human", "Name a river.")],
                "chosen": said("gpt", "The Elbe."),
                "rejected": said("gpt", "A river."),
                "system": "",
                "tools": "",
            }
        },
    ),
    (
        "llama-factory",
        {"kto": [LABEL]},
        {
            "kto": {
                "conversations": [said("human", "Name a river."), said("gpt", "The Elbe.")],
                "kto_tag": True,
                "system": "",
                "tools": "",
            }
        },
    ),
    ("llama-factory", {"text": [TEXT]}, {"text": TEXT}),
    ("openai", {"alpaca": [SYSTEM]}, {"sft": {"messages": [told("system", "Be short."), QUESTION, ANSWER]}}),
    (
        "openai",
        {"openai_chat": [CHAT]},
        {
            "sft": {
                "messages": [
                    *CHAT["messages"][:2],
                    {"role": "assistant", "tool_calls": [OPENAI_CALL]},
                    {"role": "tool", "content": "no", "tool_call_id": "c7"},
                    CHAT["messages"][4],
                ],
                "tools": TOOLS,
            }
        },
    ),
    (
        "openai",
        {"sharegpt": [GLAIVE]},
        {
            "sft": {
                "messages": [
                    told("user", "Rain in Ulm?"),
                    {"role": "assistant", "tool_calls": [{"id": "call_1", **CALL_TEXT}]},
                    {"role": "tool", "content": '{"rain": false}', "tool_call_id": "call_1"},
                    told("assistant", "No."),
                ],
                "tools": TOOLS,
            }
        },
    ),
    (
        "openai",
        {"preference": [PAIR]},
        {
            "dpo": {
                "input": {"messages": [told("user", "Name a river.")]},
                "preferred_output": [ANSWER],
                "non_preferred_output": [told("assistant", "A river.")],
            }
        },
    ),
]


@pytest.mark.parametrize(("trainer", "objects", "expected"), LAYOUTS)
def test_layouts(
    version: Make, tmp_path: Path, trainer: str, objects: dict[str, list[Any]], expected: dict[str, Any]
) -> None:
    export_for(version(**objects), tmp_path / "out", trainer)
    files = sorted((tmp_path / "out").glob("*/*.jsonl"))
    assert {path.parent.name: json.loads(path.read_text()) for path in files} == expected


def test_single_questions_and_chats_together_have_the_same_keys(version: Make, tmp_path: Path) -> None:
    export_for(version(alpaca=[ALPACA], sharegpt=[GLAIVE]), tmp_path / "out", "trl")
    lines = (tmp_path / "out/sft/train.jsonl").read_text().splitlines()
    assert [set(json.loads(line)) for line in lines] == [{"messages"}, {"messages", "tools"}]


def chat(*turns: dict[str, Any]) -> dict[str, Any]:
    return {"messages": list(turns)}


USER, DONE = told("user", "a"), told("assistant", "b")
CALLING = {"role": "assistant", "content": None, "tool_calls": [OPENAI_CALL]}
ANSWERED = {"role": "tool", "tool_call_id": "c7", "content": "x"}


def calling(**changed: Any) -> dict[str, Any]:
    function = {**OPENAI_CALL["function"], **changed}  # type: ignore[dict-item]
    return {**CALLING, "tool_calls": [{**OPENAI_CALL, "function": function}]}


@pytest.mark.parametrize(
    ("trainer", "objects", "why"),
    [
        ("trl", {"alpaca": [{"instruction": "a", "output": " "}]}, "has no answer"),
        ("trl", {"alpaca": [{"instruction": "", "input": "", "output": "b"}]}, "has no prompt"),
        ("trl", {"openai_chat": [chat(USER)]}, "does not end on an answer"),
        ("trl", {"openai_chat": [chat(USER, told("assistant", ""))]}, "has an empty answer"),
        ("trl", {"openai_chat": [chat(USER, {**DONE, "weight": 0}, USER, DONE)]}, "has an answer of weight 0"),
        ("trl", {"openai_chat": [chat(USER, calling(arguments="[1]"), ANSWERED, DONE)]}, "no JSON object"),
        ("trl", {"openai_chat": [chat(USER, {**CALLING, "tool_calls": [{"id": "1"}]}, DONE)]}, "no list of functions"),
        ("trl", {"openai_chat": [{**chat(USER, DONE), "tools": "no JSON"}]}, "has tools that are not JSON"),
        ("trl", {"openai_chat": [{**chat(USER, DONE), "tools": ["a"]}]}, "has tools that are not objects"),
        (
            "trl",
            {"openai_chat": [chat({"role": "user", "content": [{"type": "image_url", "image_url": "x"}]}, DONE)]},
            "has a message with parts that are not text",
        ),
        ("trl", {"preference": [{**PAIR, "rejected": ""}]}, "its rejected answer is empty"),
        (
            "trl",
            {"preference": [{"chosen": [USER, DONE, USER, DONE], "rejected": [USER, USER, DONE]}]},
            "its two answers are more than one text each",
        ),
        ("trl", {"text": [{"text": " "}]}, "has no text"),
        ("axolotl", {"preference": [{**PAIR, "tools": [WEATHER]}]}, "is a pair with tools"),
        ("axolotl", {"kto": [LONG_LABEL]}, "is a label on a longer chat"),
        ("llama-factory", {"openai_chat": [chat(USER, USER, DONE)]}, "has turns that do not alternate"),
        (
            "llama-factory",
            {"openai_chat": [chat(USER, DONE, told("system", "x"), DONE)]},
            "has a turn of the role 'system'",
        ),
        ("llama-factory", {"openai_chat": [chat(DONE, USER, DONE)]}, "has turns that do not alternate"),
        ("openai", {"kto": [LABEL]}, "is a single label"),
        ("openai", {"text": [TEXT]}, "is text"),
        ("trl", {"openai_chat": [chat(told("narrator", "a"), DONE)]}, "has a turn of the role 'narrator'"),
        ("openai", {"openai_chat": [chat({**USER, "weight": 1}, DONE)]}, "has a weight on a turn that is no answer"),
        ("openai", {"openai_chat": [chat(USER, {**DONE, "weight": 2})]}, "has a weight that is neither 0 nor 1"),
        ("openai", {"openai_chat": [chat(USER, {**DONE, "weight": 0})]}, "has weight 0 on every answer"),
        ("openai", {"openai_chat": [{**chat(USER, DONE), "tools": [{"name": "a b"}]}]}, "declares a tool whose name"),
        ("openai", {"openai_chat": [chat(USER, ANSWERED, DONE)]}, "has a tool's answer without its call"),
        ("openai", {"openai_chat": [chat(USER, CALLING, DONE)]}, "has a tool call without its answer"),
        (
            "openai",
            {"openai_chat": [chat(USER, calling(name="we ather"), ANSWERED, DONE)]},
            "whose name is not made of",
        ),
        (
            "openai",
            {"openai_chat": [chat(USER, calling(arguments="{"), ANSWERED, DONE)]},
            "arguments that are not JSON",
        ),
        (
            "openai",
            {"openai_chat": [chat(USER, {**CALLING, "tool_calls": [OPENAI_CALL, OPENAI_CALL]}, ANSWERED, DONE)]},
            "has two calls with one id",
        ),
    ],
)
def test_what_a_trainer_cannot_read_is_refused_with_the_reason(
    version: Make, tmp_path: Path, trainer: str, objects: dict[str, list[Any]], why: str
) -> None:
    with pytest.raises(DataError, match=f"1 of 1 records have no form for .*: 1 × .*{why}.*choose another trainer"):
        export_for(version(**objects), tmp_path / "out", trainer, skip_unfit=True)
    assert not (tmp_path / "out").exists()


def test_what_a_trainer_cannot_read_is_left_out_when_told_so(version: Make, tmp_path: Path) -> None:
    found = version(alpaca=[ALPACA, {"instruction": "a"}, {"instruction": "b"}, {"output": "c"}])
    with pytest.raises(DataError) as caught:
        export_for(found, tmp_path / "out", "trl")
    assert str(caught.value) == (
        "3 of 4 records have no form for TRL: 2 × has no answer (as alpaca1); 1 × has no prompt (as alpaca3); "
        "leave them out with --skip-unfit, or drop them by a rule"
    )
    done = export_for(found, tmp_path / "out", "trl", skip_unfit=True)
    assert done.unfit == {"has no answer": (2, "alpaca1"), "has no prompt": (1, "alpaca3")}
    assert done.records == {"sft": {"train": 1}}


def test_llama_factory_is_told_of_every_file(version: Make, tmp_path: Path) -> None:
    many = [{**ALPACA, "instruction": f"Name {number}"} for number in range(30)]
    done = export_for(
        version(alpaca=many, preference=[PAIR], kto=[LABEL], text=[TEXT], sharegpt=[GLAIVE]),
        tmp_path / "out",
        "llama-factory",
        shares={"train": 0.8, "test": 0.2},
    )
    info = json.loads((tmp_path / "out/dataset_info.json").read_text())
    assert {entry["file_name"] for entry in info.values()} == {
        str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").glob("*/*.jsonl")
    }
    assert info["my_data_sft_train"] == {
        "file_name": "sft/train.jsonl",
        "columns": {"prompt": "instruction", "query": "input", "response": "output", "system": "system"},
    }
    for entry in info.values():
        record = json.loads((tmp_path / "out" / entry["file_name"]).read_text().splitlines()[0])
        assert set(entry["columns"].values()) == set(record)
    assert next(entry["file_name"] for entry in info.values() if entry.get("ranking")).startswith("dpo/")
    assert done.next_step.startswith(f"llamafactory-cli train … dataset_dir={tmp_path / 'out'} dataset=my_data_")


@pytest.mark.parametrize(
    ("objects", "task", "expected"),
    [
        ({"alpaca": [ALPACA]}, "sft", {"type": "alpaca"}),
        ({"sharegpt": [GLAIVE]}, "sft", {"type": "chat_template", "field_messages": "messages"}),
        (
            {"openai_chat": [CHAT]},
            "sft",
            {"type": "chat_template", "field_messages": "messages", "message_field_training": "train"},
        ),
        ({"preference": [PAIR]}, "dpo", {"type": "chat_template.default"}),
        ({"kto": [LABEL]}, "kto", {"type": "chatml.prompt_pairs"}),
        ({"text": [TEXT]}, "text", {"type": "completion", "field": "text"}),
    ],
)
def test_axolotl_gets_a_configuration(
    version: Make, tmp_path: Path, objects: dict[str, list[Any]], task: str, expected: dict[str, Any]
) -> None:
    export_for(version(**objects), tmp_path / "out", "axolotl")
    config = yaml.safe_load((tmp_path / f"out/{task}/axolotl.yaml").read_text())
    path = str(tmp_path / f"out/{task}/train.jsonl")
    kind = {} if task in ("dpo", "kto") else {"ds_type": "json"}
    assert config["datasets"] == [{"path": path, **kind, "split": "train", **expected}]
    assert config.get("rl") == (task if task in ("dpo", "kto") else None)


def test_axolotl_tests_on_the_other_splits(version: Make, tmp_path: Path) -> None:
    many = [{**ALPACA, "instruction": f"Name {number}"} for number in range(30)]
    export_for(version(alpaca=many), tmp_path / "out", "axolotl", shares={"train": 0.8, "test": 0.2})
    config = yaml.safe_load((tmp_path / "out/sft/axolotl.yaml").read_text())
    assert [each["path"] for each in config["test_datasets"]] == [str(tmp_path / "out/sft/test.jsonl")]


def test_openai_wants_ten_records(version: Make, tmp_path: Path) -> None:
    nine = export_for(version(alpaca=[ALPACA] * 9), tmp_path / "nine", "openai")
    assert nine.warnings == ("OpenAI fine-tuning wants 10 records or more; sft/train.jsonl has 9",)
    assert export_for(version(alpaca=[ALPACA] * 10), tmp_path / "ten", "openai").warnings == ()


def test_the_folder_says_what_it_was_made_of(version: Make, tmp_path: Path) -> None:
    done = export_for(version(alpaca=[ALPACA]), tmp_path / "out", "trl", seed=7)
    assert json.loads((tmp_path / "out/export.json").read_text()) == done.to_dict()
    assert done.to_dict() == {
        "version": "a1b2",
        "for": "trl",
        "seed": 7,
        "splits": {"train": {"records": 1, "share": 1.0, "wanted": 1.0}},
        "files": {"sft": {"train": 1}},
        "left_out": [],
    }


def test_a_folder_that_is_there_is_left_alone(version: Make, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine").write_text("x")
    for place in (tmp_path / "out", tmp_path / "out/mine"):
        with pytest.raises(DataError, match="is there already; name a new folder"):
            export_for(version(alpaca=[ALPACA]), place, "trl")
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "mine"]


def test_a_folder_that_another_process_makes_meanwhile_stays(
    version: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def step(written: object) -> str:
        (tmp_path / "out").mkdir()
        (tmp_path / "out/theirs").write_text("x")
        return ""

    monkeypatch.setitem(folder.TRAINERS, "trl", replace(TRAINERS["trl"], next_step=step))  # type: ignore[arg-type]
    with pytest.raises(DataError, match="was made by another process meanwhile; it stays"):
        export_for(version(alpaca=[ALPACA]), tmp_path / "out", "trl")
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "theirs"]


def test_an_unknown_trainer(version: Make, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="no trainer 'axolot'; did you mean axolotl"):
        export_for(version(alpaca=[ALPACA]), tmp_path / "out", "axolot")


@pytest.mark.parametrize("trainer", [*TRAINERS, "parquet"])
def test_equal_content_gives_equal_bytes(version: Make, tmp_path: Path, trainer: str) -> None:
    many = [{**ALPACA, "instruction": f"Name {number}"} for number in range(30)]
    for name in ("one", "two"):
        export_for(version(alpaca=many), tmp_path / name, trainer, shares={"train": 0.8, "test": 0.2})
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    same = [path for path in files if path.name != "axolotl.yaml"]  # which names the folder
    assert [(tmp_path / "one" / each).read_bytes() for each in same] == [
        (tmp_path / "two" / each).read_bytes() for each in same
    ]
