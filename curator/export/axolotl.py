"""axolotl: JSON Lines, and beside them the `datasets:` part of a configuration that reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

import yaml

from curator.export.axolotl_run import notes, settings
from curator.export.examples import Example, Turn, Unfit
from curator.export.run import as_yaml, parts
from curator.export.trainer import Layout, Mix, Trainer, Written, message, messages
from curator.formats import Obj

CONFIG = "axolotl.yaml"


def layouts(mix: Mix) -> Layout:
    """Conversations for `chat_template`; single questions without a system text, and nothing else, for `alpaca`.

    That is a template of axolotl's own; a run has one, so that it gets conversations throughout.
    """

    def layout(example: Example) -> tuple[str, Obj]:
        if example.task == "text":
            return "text", {"text": example.text}
        if example.task == "dpo":
            if example.tools or any(turn.calls for turn in example.turns):
                raise Unfit("is a pair with tools, which axolotl would leave out")
            sides = {"chosen": _answer(example.chosen), "rejected": _answer(example.rejected)}
            return "dpo", {"messages": messages(example.turns), **sides}
        if example.task == "kto":
            return "kto", _labelled(example)
        if example.parts and not mix.has_chats and not mix.has_system and mix.loss is None:
            instruction, asked = example.parts
            return "sft", {"instruction": instruction, "input": asked, "output": example.turns[-1].content}
        tools = {"tools": list(example.tools)} if example.tools else {}
        turns = _only_last(example.turns) if mix.loss == "completion" else example.turns
        return "sft", {"messages": [_message(turn) for turn in turns], **tools}

    return layout


def _only_last(turns: Sequence[Turn]) -> list[Turn]:
    """The turns, marked so that of the answers the last one is learnt."""
    *before, last = turns
    read = [replace(turn, weight=0) if turn.role == "assistant" else turn for turn in before]
    return [*read, replace(last, weight=1)]


def _message(turn: Turn) -> Obj:
    made = message(turn, text_arguments=True)
    return made if turn.weight is None else {**made, "train": bool(turn.weight)}


def _answer(text: str) -> Obj:
    return message(Turn("assistant", text), text_arguments=True)


def _labelled(example: Example) -> Obj:
    """Its KTO takes one question and one answer, as text."""
    *start, asked, answer = example.turns
    if asked.role != "user" or any(turn.role != "system" for turn in start) or answer.calls:
        raise Unfit("is a label on a longer chat; axolotl takes one question and one answer")
    system = "\n".join(turn.content or "" for turn in start)
    return {"system": system, "prompt": asked.content, "completion": answer.content, "label": example.label}


def beside(written: Written) -> Mapping[str, bytes]:
    """For each folder its configuration: the first split to train on, the others to test on."""
    files = {}
    stages = {part.name: part for part in parts(written.run, written.records)} if written.run else {}
    for task, records in written.records.items():
        first, *others = (_dataset(written, task, split) for split in records)
        config = {**_method(task), "datasets": [first], **({"test_datasets": others} if others else {})}
        if task in stages:
            content = as_yaml(
                stages[task], {**config, **settings(stages[task], written)}, "axolotl", notes(stages[task])
            )
        else:
            content = yaml.safe_dump(config, sort_keys=False, allow_unicode=True).encode()
        files[f"{task}/{CONFIG}"] = content
    return files


def _method(task: str) -> Obj:
    return {"rl": task, "remove_unused_columns": False} if task in ("dpo", "kto") else {}


def _dataset(written: Written, task: str, split: str) -> Obj:
    path = PurePath(written.folder) / task / f"{split}.jsonl"
    # Preferences and labels it takes for JSON anyway, and has no name for that. JSON files have one split for it,
    # which is called train, whatever the file is.
    kind = {} if _method(task) else {"ds_type": "json"}
    return {"path": str(path), **kind, "split": "train", **_reading(task, written)}


def _reading(task: str, written: Written) -> Obj:
    keys = written.keys[task]
    if task == "text":
        return {"type": "completion", "field": "text"}
    if task == "kto":
        return {"type": "chatml.prompt_pairs"}
    if task == "dpo":
        return {"type": "chat_template.default"}
    if "messages" not in keys:
        return {"type": "alpaca"}
    training = {"message_field_training": "train"} if "train" in keys else {}
    return {"type": "chat_template", "field_messages": "messages", **training}


def _next_step(written: Written) -> str:
    if written.run:
        return " && ".join(
            f"axolotl train {written.folder / part.name / CONFIG}" for part in parts(written.run, written.records)
        )
    return f"take {written.folder / next(iter(written.records)) / CONFIG} into your configuration"


AXOLOTL = Trainer("axolotl", "axolotl", layouts, _next_step, beside)
