"""LLaMA-Factory: Alpaca and ShareGPT files, and the `dataset_info.json` that lists them."""

from collections.abc import Mapping, Sequence
from functools import partial

import orjson

from curator.export.examples import Example, Turn, Unfit
from curator.export.llama_factory_run import config_name, configurations
from curator.export.run import parts
from curator.export.trainer import Layout, Mix, Trainer, Written, arguments_of, without_weights
from curator.formats import Obj

INFO = "dataset_info.json"

_SIDES = (("human", "observation"), ("gpt", "function_call"))

_ENTRIES: Mapping[str, Obj] = {
    "sft": {"columns": {"prompt": "instruction", "query": "input", "response": "output", "system": "system"}},
    "chat": {
        "formatting": "sharegpt",
        "columns": {"messages": "conversations", "system": "system", "tools": "tools"},
    },
    "dpo": {
        "formatting": "sharegpt",
        "ranking": True,
        "columns": {
            "messages": "conversations",
            "chosen": "chosen",
            "rejected": "rejected",
            "system": "system",
            "tools": "tools",
        },
    },
    "kto": {
        "formatting": "sharegpt",
        "columns": {"messages": "conversations", "kto_tag": "kto_tag", "system": "system", "tools": "tools"},
    },
    "text": {"columns": {"prompt": "text"}},
}


def layouts(mix: Mix) -> Layout:
    """Single questions and answers as Alpaca, all else as ShareGPT; every column is there in every record."""

    def layout(example: Example) -> tuple[str, Obj]:
        if example.task == "text":
            return "text", {"text": example.text}
        without_weights(example)
        system, turns = _without_system(example.turns)
        if example.parts:
            instruction, asked = example.parts
            return "sft", {"instruction": instruction, "input": asked, "output": turns[-1].content, "system": system}
        chat = [each for turn in turns for each in _written(turn)]
        _check(chat, is_pair=example.task == "dpo")
        tools = orjson.dumps([each["function"] for each in example.tools]).decode() if example.tools else ""
        sides: Obj = {}
        if example.task == "dpo":
            sides = {side: _said("gpt", text) for side, text in _sides(example)}
        if example.task == "kto":
            sides = {"kto_tag": example.label}
        task = "chat" if example.task == "sft" else example.task
        return task, {"conversations": chat, **sides, "system": system, "tools": tools}

    return layout


def _sides(example: Example) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("chosen", example.chosen), ("rejected", example.rejected)


def _without_system(turns: Sequence[Turn]) -> tuple[str, Sequence[Turn]]:
    """The system texts that stand first, and the other turns."""
    first = next((place for place, turn in enumerate(turns) if turn.role not in ("system", "developer")), len(turns))
    return "\n".join(turn.content or "" for turn in turns[:first]), turns[first:]


def _written(turn: Turn) -> list[Obj]:
    if turn.calls:
        calls: list[Obj] = [{"name": call.name, "arguments": arguments_of(call)} for call in turn.calls]
        text = orjson.dumps(calls[0] if len(calls) == 1 else calls).decode()
        spoken = [_said("gpt", turn.content)] if turn.content and turn.content.strip() else []
        return [*spoken, _said("function_call", text)]
    names = {"user": "human", "assistant": "gpt", "tool": "observation"}
    if turn.role not in names:
        raise Unfit(f"has a turn of the role {turn.role!r} after the first")
    return [_said(names[turn.role], turn.content or "")]


def _said(who: str, text: str) -> Obj:
    return {"from": who, "value": text}


def _check(chat: Sequence[Obj], *, is_pair: bool) -> None:
    """What LLaMA-Factory skips otherwise with a warning: turns that do not alternate.

    Raises:
        Unfit: they do not.
    """
    if any(one["from"] not in _SIDES[place % 2] for place, one in enumerate(chat)):
        raise Unfit("has turns that do not alternate between the user's side and the model's")
    if len(chat) % 2 != is_pair:
        raise Unfit("does not end on a question" if is_pair else "does not end on an answer")


def beside(written: Written) -> Mapping[str, bytes]:
    """An entry for every file."""
    info = {
        _name(written, task, split): {"file_name": f"{task}/{split}.jsonl", **_ENTRIES[task]}
        for task, records in written.records.items()
        for split in records
    }
    listed = orjson.dumps(info, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return {INFO: listed, **configurations(written, partial(_name, written))}


def _name(written: Written, task: str, split: str) -> str:
    return f"{written.name}_{task}_{split}"


def _next_step(written: Written) -> str:
    if written.run:
        files = [written.folder / config_name(part) for part in parts(written.run, written.records)]
        return " && ".join(f"llamafactory-cli train {file}" for file in files)
    names = [_name(written, task, next(iter(records))) for task, records in written.records.items()]
    return f"llamafactory-cli train … dataset_dir={written.folder} dataset={','.join(names)}"


LLAMA_FACTORY = Trainer("llama-factory", "LLaMA-Factory", layouts, _next_step, beside)
