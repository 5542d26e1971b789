"""Training rows from records: each conversation that ends with an answer, and why the others give none."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from curator.models.template import Message
from curator.schema import ASSISTANT_ROLES


@dataclass(frozen=True)
class Row:
    """What one record teaches: the answer to a conversation."""

    record_id: str
    messages: tuple[Message, ...]
    response: str


@dataclass(frozen=True)
class Skipped:
    """A record that cannot be trained on, and why."""

    record_id: str
    reason: str


@dataclass(frozen=True)
class TrainingRows:
    """The rows that a set of records gives, and the records that give none; together all of them."""

    rows: tuple[Row, ...]
    skipped: tuple[Skipped, ...]

    def reasons(self) -> dict[str, int]:
        """How many records were skipped for each reason, the most frequent first."""
        return dict(Counter(each.reason for each in self.skipped).most_common())


def training_rows(records: pl.DataFrame) -> TrainingRows:
    """The training rows of canonical records, in their order, and the records that give none.

    A tuple asks with its instruction and, on the next line, its input, as in the view `prompt`. Of a chat the
    last turn is learnt, if it is the assistant's; earlier answers are context. An empty answer is an answer: a
    raw data set that has them teaches them.
    """
    rows: list[Row] = []
    skipped: list[Skipped] = []
    for record in records.iter_rows(named=True):
        row = _READERS.get(record["kind"], _no_answer)(record)
        if isinstance(row, Row):
            rows.append(row)
        else:
            skipped.append(Skipped(record["record_id"], row))
    return TrainingRows(tuple(rows), tuple(skipped))


def _tuple(record: Mapping[str, Any]) -> Row | str:
    if record["response"] is None:
        return "it has no response"
    asked = "\n".join(part for part in (record["instruction"], record["input"]) if part and part.strip())
    messages: list[Message] = [{"role": "user", "content": asked}]
    if record["system"]:
        messages.insert(0, {"role": "system", "content": record["system"]})
    return Row(record["record_id"], tuple(messages), record["response"])


def _chat(record: Mapping[str, Any]) -> Row | str:
    *before, last = record["messages"] or [{"role": None}]
    if last["role"] not in ASSISTANT_ROLES:
        return "the chat does not end with the assistant's turn"
    if last["content"] is None:
        return "the assistant's last turn has no text"
    if not before:
        return "nothing comes before the assistant's turn"
    try:
        messages = [_message(turn) for turn in before]
    except json.JSONDecodeError:
        return "its tool calls are not JSON"
    if record["system"] and messages[0]["role"] != "system":
        messages.insert(0, {"role": "system", "content": record["system"]})
    return Row(record["record_id"], tuple(messages), last["content"])


def _no_answer(record: Mapping[str, Any]) -> str:
    return f"a {record['kind']} record has no single answer to learn"


_READERS = {"tuple": _tuple, "chat": _chat}


def _message(turn: Mapping[str, str | None]) -> Message:
    """A turn as chat templates read it: text never null, tool calls as objects, nothing that is null."""
    message: dict[str, object] = {name: value for name, value in turn.items() if value is not None}
    message["content"] = turn["content"] or ""
    if turn["tool_calls"] is not None:
        message["tool_calls"] = json.loads(turn["tool_calls"])
    return message
