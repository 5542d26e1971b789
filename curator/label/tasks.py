"""Records on their way to people: Label Studio tasks with what the rules found."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import orjson
import polars as pl

from curator.files import make_folder, whole_file, writing
from curator.label.config import PLACES, TARGET, labelling_config
from curator.label.look import look
from curator.label.suggestion import PROPOSED
from curator.schema import KINDS, record_digest
from curator.text import printable

Task: TypeAlias = dict[str, Any]

DRAW = ("stratum", "probability")

SUGGESTED = {"keep": "keep", "drop": "drop"}
"""The verdicts a form is pre-filled with. A record in review gets none: whoever looks at it shall decide freely."""


def make_tasks(
    records: pl.DataFrame,
    ledger: pl.DataFrame,
    *,
    reasons: Mapping[str, str],
    model_version: str,
    verdicts: Sequence[str] = ("review",),
    drawn: pl.DataFrame | None = None,
    scores: Mapping[str, float] | None = None,
    proposals: Mapping[str, str] | None = None,
) -> dict[str, list[Task]]:
    """The tasks of each kind of record, in the order of the sources, or in that of the draw.

    Each task names its record and carries a digest of its content, so that an answer can be refused once the record
    has changed. Its one prediction holds the rules that hit, all ticked, and a verdict where there is one to suggest;
    its score is that of the record, by which Label Studio can sort.

    Args:
        records: canonical records.
        ledger: their verdicts and rules.
        reasons: what to tell the annotator about a rule, by rule id.
        model_version: whose predictions these are; the id of the dataset version.
        verdicts: the verdicts to look at.
        drawn: the records to look at instead, whatever their verdict: `record_id`, and how each was drawn, `stratum`
            and `probability`.
        scores: of the records, 0 to 1, by id.
        proposals: texts that a correction begins with in place of the old one, by id.
    """
    judged = ledger.select("record_id", "verdict", "rules")
    if drawn is None:
        wanted = judged.filter(pl.col("verdict").is_in(verdicts))
    else:
        wanted = judged.join(drawn.select("record_id", *DRAW).with_row_index("place"), on="record_id", how="inner")
    order = ("source", "source_row") if drawn is None else ("place",)
    chosen = records.join(wanted, on="record_id", how="inner").sort(order)
    tasks: dict[str, list[Task]] = {}
    for record in chosen.iter_rows(named=True):
        task = _task(record, reasons, model_version, (scores or {}).get(record["record_id"]))
        proposal = (proposals or {}).get(record["record_id"])
        if proposal is not None and "draft" in task["data"]:
            task["data"] |= {"draft": proposal, PROPOSED: True}
        tasks.setdefault(record["kind"], []).append(task)
    return {kind: tasks[kind] for kind in KINDS if kind in tasks}


def last_reply(record: Mapping[str, Any]) -> str:
    """The text of a record that a person would correct; empty where there is none, as in a pair."""
    if record["kind"] == "chat":
        turns = record["messages"] or []
        last = turns[-1] if turns else {}
        return (last.get("content") or "") if last.get("role") == "assistant" else ""
    return record["text" if record["kind"] == "text" else "response"] or ""


def write(tasks: Mapping[str, Sequence[Task]], folder: Path) -> list[Path]:
    """Write `<kind>.json` (tasks to import) and `<kind>.xml` (labelling configuration) for each kind.

    Raises:
        DataError: the folder cannot be written; no file is left half-written.
    """
    contents: dict[Path, bytes] = {}
    for kind, listed in tasks.items():
        contents[folder / f"{kind}.json"] = orjson.dumps(listed, option=orjson.OPT_INDENT_2)
        contents[folder / f"{kind}.xml"] = labelling_config(kind).encode()
    with writing(folder):
        make_folder(folder)
    for path, content in contents.items():
        with whole_file(path) as file:
            file.write_bytes(content)
    return list(contents)


def shows_chosen_left(record_id: str) -> bool:
    """Whether the chosen answer of a pair stands on the left: a coin that always falls the same way for a record."""
    return hashlib.blake2b(record_id.encode(), digest_size=1, person=b"left or right").digest()[0] % 2 == 0


def _task(record: Mapping[str, Any], reasons: Mapping[str, str], model_version: str, score: float | None) -> Task:
    hits: list[str] = record["rules"] or []
    listed = [f"{rule}: {reasons[rule]}" if rule in reasons else rule for rule in hits]
    shown: dict[str, Any] = _SHOWN[record["kind"]](record)
    data = {
        "record_id": record["record_id"],
        "content": record_digest(record),
        "kind": record["kind"],
        "origin": f"{printable(record['source'])}, row {record['source_row']}",
        "reasons": "\n".join(listed) or "no rule hit this record",
        "rule_choices": [{"value": rule} for rule in hits],
        **{name: record[name] for name in DRAW if record.get(name) is not None},
        **shown,
        "look": look(_by_place(shown)),
    }
    prediction: Task = {"model_version": model_version, "result": _prediction(record, hits)}
    if score is not None:
        prediction["score"] = score
    return {"data": data, "predictions": [prediction] if prediction["result"] or score is not None else []}


def _prediction(record: Mapping[str, Any], hits: Sequence[str]) -> list[Task]:
    kind, suggested = record["kind"], SUGGESTED.get(record["verdict"])
    ticked = {"rules": list(hits)} if hits else {}
    if suggested and kind != "preference":
        ticked["verdict"] = [suggested]
    return [
        {"from_name": name, "to_name": TARGET[kind], "type": "choices", "value": {"choices": choices}}
        for name, choices in ticked.items()
    ]


def _tuple(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "system": record["system"] or "",
        "instruction": record["instruction"] or "",
        "input": record["input"] or "",
        "response": last_reply(record),
        "draft": last_reply(record),
    }


def _chat(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "system": record["system"] or "",
        "messages": [{"role": turn["role"] or "", "content": _said(turn)} for turn in record["messages"] or []],
        "draft": last_reply(record),
    }


def _preference(record: Mapping[str, Any]) -> dict[str, Any]:
    chosen, rejected = record["chosen"] or "", record["rejected"] or ""
    is_left = shows_chosen_left(record["record_id"])
    return {
        "prompt": _prompt(record),
        "answer_a": chosen if is_left else rejected,
        "answer_b": rejected if is_left else chosen,
        "left_is": "chosen" if is_left else "rejected",
    }


def _text(record: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": last_reply(record), "draft": last_reply(record)}


def _prompt(record: Mapping[str, Any]) -> str:
    """The prompt of a pair with every turn named, unlike the view `prompt`, which leaves the assistant's out."""
    parts: Iterable[str | None] = (record["system"], record["instruction"], record["input"])
    turns = [f"{turn['role']}: {_said(turn)}" for turn in record["messages"] or []]
    return "\n\n".join([*filter(None, parts), *turns])


def _said(turn: Mapping[str, str | None]) -> str:
    return "\n".join(filter(None, (turn["content"], turn["tool_calls"])))


def _by_place(shown: Mapping[str, Any]) -> dict[str, str]:
    """What is shown, by its place in the form."""
    placed = {_PLACE_OF.get(name, name): said for name, said in shown.items()}
    return {
        name: said if isinstance(said, str) else "\n\n".join(turn["content"] for turn in said)
        for name, said in placed.items()
        if name in PLACES
    }


_PLACE_OF = {"messages": "dialog", "answer_a": "left", "answer_b": "right"}
_SHOWN = {"tuple": _tuple, "chat": _chat, "preference": _preference, "text": _text}
