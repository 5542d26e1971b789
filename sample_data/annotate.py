"""Write annotations.json: what two people might have said of the records in review, made up from truth.jsonl.

`python sample_data/annotate.py`, after make.py. Nobody looked at these records: the answers follow from the planted
faults, in the form in which Label Studio exports people's. Not everything is agreed on and some records are skipped, as
with people.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from plant import CHATTY

from curator.label.version import export_tasks
from curator.pipeline import commit, judge
from curator.recipe import Data, Recipe
from curator.versions import VersionStore

HERE = Path(__file__).parent
SOURCES = ("tuples.jsonl", "chats.jsonl", "preferences.jsonl")
BUDGET = 200
AT = "2026-01-05T09:{:02d}:{:02d}.000000Z"

SECOND_OPINION_EVERY = 3
SKIPPED_EVERY = 20
DISPUTED_EVERY = 45


def main() -> None:
    """Curate the sample data, take the tasks that people would get, and answer them."""
    lines = (HERE / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    faults = {line["record_id"]: line["fault"] for line in map(json.loads, lines)}
    recipe = Recipe(data=Data(sources=[str(HERE / name) for name in SOURCES]))
    with tempfile.TemporaryDirectory() as folder:
        version = commit(judge(recipe), VersionStore(Path(folder) / "store"))
        export_tasks(version, Path(folder), budget=BUDGET)
        files = sorted(Path(folder).glob("*.json"))
        tasks = [task for file in files for task in json.loads(file.read_text(encoding="utf-8"))]
    answered = [
        {**task, "id": at + 1, "predictions": [], "annotations": list(_annotations(at, task, faults))}
        for at, task in enumerate(tasks)
    ]
    text = ",\n".join(json.dumps(task, ensure_ascii=False) for task in answered)
    (HERE / "annotations.json").write_text(f"[\n{text}\n]\n", encoding="utf-8")


def _annotations(at: int, task: Mapping[str, Any], faults: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """One answer, or two; the second person now and then sees it otherwise."""
    fault = faults.get(task["data"]["record_id"])
    yield _annotation(at, 1, [] if at % SKIPPED_EVERY == SKIPPED_EVERY - 1 else _answer(task["data"], fault))
    if at % SECOND_OPINION_EVERY == 0:
        if at % DISPUTED_EVERY == 0:
            fault = None if fault else "something"
        yield _annotation(at, 2, _answer(task["data"], fault))


def _annotation(at: int, person: int, result: list[dict[str, Any]]) -> dict[str, Any]:
    when = AT.format(at // 60, at % 60)
    return {
        "id": at * 2 + person,
        "completed_by": person,
        "was_cancelled": not result,
        "created_at": when,
        "updated_at": when,
        "lead_time": 12.0,
        "result": result,
    }


def _answer(data: Mapping[str, Any], fault: str | None) -> list[dict[str, Any]]:
    """What somebody who knows the right answer ticks."""
    if data["kind"] == "preference":
        return [_choice("margin", "both bad")] if fault else [_winner(data)]
    if fault is None:
        return [_choice("verdict", "keep")]
    if fault != "chatty":
        return [_choice("verdict", "drop")]
    wanted = {"text": [_unwrapped(data["response"])]}
    rewrite = {"from_name": "rewrite", "to_name": "response", "type": "textarea", "value": wanted}
    return [_choice("verdict", "fix"), rewrite]


def _choice(name: str, value: str) -> dict[str, Any]:
    return {"from_name": name, "to_name": "response", "type": "choices", "value": {"choices": [value]}}


def _winner(data: Mapping[str, Any]) -> dict[str, Any]:
    side = "left" if data["left_is"] == "chosen" else "right"
    return {"from_name": "winner", "to_name": "left,right", "type": "pairwise", "value": {"selected": side}}


def _unwrapped(response: str) -> str:
    """The answer inside a chatty one."""
    for phrase in CHATTY:
        before, after = phrase.split("{}")
        if response.startswith(before) and response.endswith(after):
            return response.removeprefix(before).removesuffix(after)
    raise ValueError(f"not one of ours: {response}")


if __name__ == "__main__":
    main()
