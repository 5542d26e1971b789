"""The answers of one side: written by a run or a model, or read from a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from curator.errors import DataError
from curator.evaluate import Heldout
from curator.evaluate.tasks import ANSWER_FIELDS
from curator.trial.journal import Journal
from curator.trial.runs import FACTS, find_run, open_run
from curator.versions import VersionStore

BASE = "base"
MODEL_FIELDS = ("model", "generator")


@dataclass(frozen=True)
class Side:
    """Who answers: `answers` stand in the order of the held-out items.

    `models` are the names of the models that wrote them; `filters` those that chose what the run was trained on.
    """

    name: str
    answers: tuple[str, ...]
    models: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()


def side(name: str, store: VersionStore, heldout: Heldout, journal: Journal, *, max_new_tokens: int) -> Side:
    """The answers of a file of answers, or of a run or a model; what a model wrote is remembered in the journal.

    Args:
        name: a file of JSON lines; else a run's id, a model's folder or hub id, or `base`.
        store: holds the runs.
        heldout: the questions.
        journal: remembers.
        max_new_tokens: of each answer of a model.

    Raises:
        CuratorError: there is no such file, run or model, or it does not answer each question once.
    """
    if Path(name).is_file():
        answers, models = _read(Path(name), heldout)
        return Side(name, answers, models)
    if name.endswith((".jsonl", ".json")):
        raise DataError("no such file of answers", where=name, hint="name a JSONL file, a run, a model or base")
    folder = find_run(store.root / "runs", name)
    facts = orjson.loads((folder / FACTS).read_bytes()) if folder else {}
    session = open_run(store.root / "runs", None if name == BASE else name)
    inputs = {
        "model": session.model.sha,
        "run": folder.name if folder else None,
        "heldout": heldout.sha256,
        "max_new_tokens": max_new_tokens,
    }

    def write() -> dict[str, Any]:
        written = session.generate([item.messages for item in heldout.items], max_new_tokens=max_new_tokens)
        return {"answers": [texts[0].text for texts in written]}

    answers = journal.once(f"answer/{folder.name if folder else name}", inputs, write)["answers"]
    return Side(name, tuple(answers), (session.model.name,), _filters(store, facts.get("version")))


def _filters(store: VersionStore, version: object) -> tuple[str, ...]:
    """The model by which a version's rules judged, if any did."""
    try:
        model = store.get(version).manifest.get("model") if isinstance(version, str) else None
    except DataError:  # it was removed since
        return ()
    return (str(model["name"]),) if model else ()


def _read(path: Path, heldout: Heldout) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The answers of a file in the order of the questions, and the models it names.

    Lines have an `id`, or there are as many as questions, in their order.
    """
    rows = [_row(line, f"{path}:{number}") for number, line in enumerate(_lines(path), start=1)]
    ids = [item.item_id for item in heldout.items]
    models = {str(row[name]) for row in rows for name in MODEL_FIELDS if isinstance(row.get(name), str)}
    if rows and all("id" in row for row in rows):
        by_id = {str(row["id"]): _answer(row, str(path)) for row in rows}
        missing = [item_id for item_id in ids if item_id not in by_id]
        if missing:
            raise DataError(
                f"no answer to {len(missing):,} of {len(ids):,} questions; the first: {missing[0]}", where=str(path)
            )
        return tuple(by_id[item_id] for item_id in ids), tuple(sorted(models))
    if len(rows) != len(ids):
        raise DataError(
            f"{len(rows):,} answers to {len(ids):,} questions",
            where=str(path),
            hint="give one a line in the order of the questions, or the question's id with each",
        )
    return tuple(_answer(row, str(path)) for row in rows), tuple(sorted(models))


def _lines(path: Path) -> Sequence[bytes]:
    return [line for line in path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()]


def _row(line: bytes, place: str) -> Mapping[str, Any]:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise DataError(f"not JSON: {error}", where=place, hint="write one JSON object a line") from None
    if not isinstance(row, dict):
        raise DataError(f"not an object but {type(row).__name__}", where=place, hint="write one JSON object a line")
    return row


def _answer(row: Mapping[str, Any], place: str) -> str:
    answer = next((row[name] for name in ANSWER_FIELDS if name in row), None)
    if not isinstance(answer, str):
        raise DataError(f"a line has no answer: its keys are {', '.join(row)}", where=place, hint="add it as 'output'")
    return answer
