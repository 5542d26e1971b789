"""Good records of public datasets, in the formats that the faults are put into."""

import gzip
import json
import re
from pathlib import Path
from random import Random
from typing import Any

Row = dict[str, Any]


def tuples(data: Path, random: Random) -> list[Row]:
    """About 3,600: school mathematics, answers by people, answers mended by people, code."""
    mathematics = [_tuple(row, "question", "answer") for row in lines(data / "gsm8k/train.jsonl.gz") if "answer" in row]
    written = [_tuple(row) for row in lines(data / "dolly/dolly_3k.jsonl.gz")]
    pairs = lines(data / "alpaca/alpaca_clean1k_pairs_part1.jsonl.gz")
    mended = [_tuple(row["cleaned"]) for row in pairs if row["cleaned"]]
    code = [_tuple(row) for row in lines(data / "code/code_alpaca_2k.jsonl.gz")]
    wanted = [*random.sample(mathematics, 1200), *random.sample(written, 1500), *mended, *random.sample(code, 300)]
    return _once([row for row in wanted if str(row["output"]).strip()])


def _tuple(row: Row, asked: str = "instruction", answer: str = "output") -> Row:
    return {"instruction": row[asked], "input": row.get("input") or "", "output": row[answer]}


def _once(rows: list[Row]) -> list[Row]:
    return list({json.dumps(row, sort_keys=True).casefold(): row for row in rows}.values())


def chats(data: Path, random: Random) -> list[Row]:
    """800 with tool calls: of people with a service, and made ones that declare their tools."""
    services = [{"messages": row["messages"]} for row in lines(data / "chat/sgd_dev_messages.jsonl.gz")]
    declared = [_openai(row) for row in lines(data / "chat/glaive_toolcall_en.jsonl.gz")]
    return _once([*random.sample(services, 500), *declared])


def _openai(row: Row) -> Row:
    """ShareGPT turns in the OpenAI spelling, tool calls with ids."""
    turns: list[Row] = []
    for nth, turn in enumerate(row["conversations"]):
        kind, said = turn["from"], turn["value"]
        if kind == "function_call":
            call = json.loads(said)
            function = {"name": call["name"], "arguments": json.dumps(call["arguments"])}
            turns.append(
                {
                    "role": "assistant",
                    "content": "",
                    "tool_calls": [{"id": f"call_{nth}", "type": "function", "function": function}],
                }
            )
        elif kind == "observation":
            turns.append({"role": "tool", "tool_call_id": f"call_{nth - 1}", "content": said})
        else:
            turns.append({"role": {"human": "user", "gpt": "assistant"}[kind], "content": said})
    return {"messages": turns, "tools": row["tools"]}


def pairs(data: Path, random: Random) -> list[Row]:
    """About 800 of one question and two answers."""
    made: list[Row] = []
    for row in lines(data / "preference/lf_dpo_en.jsonl.gz"):
        if len(row["conversations"]) == 1:
            made.append(
                {
                    "prompt": row["conversations"][0]["value"],
                    "chosen": row["chosen"]["value"],
                    "rejected": row["rejected"]["value"],
                }
            )
    spoken = []
    for row in lines(data / "preference/hh_harmless_test.jsonl.gz"):
        chosen, rejected = (re.split(r"\n\nAssistant: ?", row[side]) for side in ("chosen", "rejected"))
        if len(chosen) == len(rejected) == 2 and chosen[1].strip() and rejected[1].strip():
            asked = chosen[0].removeprefix("\n\nHuman: ")
            spoken.append({"prompt": asked, "chosen": chosen[1], "rejected": rejected[1]})
    return _once([*made, *random.sample(spoken, 500)])


def lines(path: Path) -> list[Row]:
    """The rows of a compressed file of JSON lines."""
    with gzip.open(path, "rt") as file:
        return [json.loads(line) for line in file if line.strip()]
