"""A small version made from three formats, with faults, repairs and licences."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from curator import DatasetVersion, Recipe, VersionStore, curate
from curator.recipe import Data

RIVERS = ["Elbe", "Oder", "Weser", "Main", "Neckar", "Havel", "Saale", "Isar"]
TUPLES: list[dict[str, Any]] = [
    *({"instruction": f"Which river is number {i}?", "input": "", "output": name} for i, name in enumerate(RIVERS)),
    {"instruction": "Describe a river.", "input": "", "output": ""},
    {"instruction": "Name a lake.", "input": "<noinput>", "output": "Lake Constance is a large lake."},
]
CALL = {"id": "c1", "type": "function", "function": {"name": "level", "arguments": '{"river": "Elbe"}'}}
TOOL = {
    "type": "function",
    "function": {"name": "level", "parameters": {"type": "object", "properties": {"river": {}}}},
}
CHATS: list[dict[str, Any]] = [
    {"messages": [{"role": "user", "content": "Hello!"}, {"role": "assistant", "content": "Good morning to you."}]},
    {
        "messages": [
            {"role": "user", "content": "How high is the Elbe at Dresden?"},
            {"role": "assistant", "content": None, "tool_calls": [CALL]},
            {"role": "tool", "content": "2.10 m", "tool_call_id": "c1"},
            {"role": "assistant", "content": "The Elbe stands at 2.10 m there."},
        ],
        "tools": [TOOL],
    },
]
PAIRS = [{"prompt": "Say hello to the class.", "chosen": "Hello, everybody!", "rejected": "No."}]


def lines(path: Path, objects: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(each) + "\n" for each in objects))
    return str(path)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where sources and store of the version are made, once."""
    root = tmp_path_factory.mktemp("governance")
    folder = root / "private-folder"
    folder.mkdir()
    sources = [
        lines(folder / "tuples.jsonl", TUPLES),
        lines(folder / "chats.jsonl", CHATS),
        lines(folder / "pairs.jsonl", PAIRS),
    ]
    licenses = {"tuples.jsonl": "MIT", "chats*": "cc-by-sa-4.0", "pairs.jsonl": "CC BY-NC 4.0"}
    curate(Recipe(name="rivers", data=Data(sources=sources, licenses=licenses)), store=VersionStore(root / "store"))
    return root


@pytest.fixture
def store(tmp_path: Path) -> VersionStore:
    return VersionStore(tmp_path / "store")


@pytest.fixture
def version(tmp_path: Path, store: VersionStore, template: Path) -> DatasetVersion:
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return store.get("latest")


@pytest.fixture
def load() -> Callable[[Path, str], list[dict[str, Any]]]:
    """The records of a published folder as the Croissant library gives them, under short names and as text."""
    mlcroissant = pytest.importorskip("mlcroissant")

    def load(folder: Path, record_set: str) -> list[dict[str, Any]]:
        dataset = mlcroissant.Dataset(jsonld=folder / "croissant.json")
        assert not dataset.metadata.ctx.issues.errors
        return [_short(record) for record in dataset.records(record_set=record_set)]

    return load


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        return {key.rpartition("/")[2]: _short(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_short(item) for item in value]
    return value.decode() if isinstance(value, bytes) else value
