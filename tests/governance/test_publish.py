"""A folder to publish: data, card and metadata that the Croissant library validates and loads without a network."""

import hashlib
import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from curator import DatasetVersion, Recipe, VersionStore, curate
from curator.errors import DataError, RecipeError
from curator.governance.publish import publish
from curator.recipe import Data

Load = Callable[[Path, str], list[dict[str, Any]]]
SOURCES = Path("private-folder")  # of the fixture's version, in the test's folder


def lines(path: Path, objects: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(each) + "\n" for each in objects))
    return str(path)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.usefixtures("no_network")
def test_the_library_loads_every_record(version: DatasetVersion, tmp_path: Path, load: Load) -> None:
    folder = tmp_path / "out"
    _, files = publish(version, folder)
    assert {file.config: file.records for file in files} == {"openai-chat": 2, "preference": 1, "alpaca": 9}
    for file in files:
        assert load(folder, file.config) == pl.read_parquet(folder / file.path).rows(named=True)


@pytest.mark.usefixtures("no_network")
def test_tool_calls_and_tools_come_back_from_their_text(version: DatasetVersion, tmp_path: Path, load: Load) -> None:
    folder = tmp_path / "out"
    _, files = publish(version, folder)
    written = json.loads((tmp_path / SOURCES / "chats.jsonl").read_text().splitlines()[1])
    assert files[0].json_text == ("messages.tool_calls", "tools")
    chat = next(record for record in load(folder, "openai-chat") if record["tools"])
    assert json.loads(chat["tools"]) == written["tools"]
    assert json.loads(chat["messages"][1]["tool_calls"]) == written["messages"][1]["tool_calls"]
    assert chat["messages"][2]["tool_call_id"] == "c1"


@pytest.mark.usefixtures("no_network")
def test_odd_columns_load_too(tmp_path: Path, store: VersionStore) -> None:
    odd = {
        "a b/c": 1,
        "ü?#": ["x", "y"],
        "index": 7,
        "split": 0.5,
        "free": {"k": [1, None]},
        "same": {"u": "v", "w": 2},
        "deep": [["p"], []],
        "date": "2020-01-01",
    }
    records = [{"instruction": f"Name river {at}.", "output": f"00{at}", **odd} for at in range(3)]
    version = curate(Recipe(data=Data(sources=[lines(tmp_path / "odd.jsonl", records)]), rules=[]), store=store)
    publish(version, tmp_path / "out")
    mlcroissant = pytest.importorskip("mlcroissant")
    dataset = mlcroissant.Dataset(jsonld=tmp_path / "out" / "croissant.json")
    found = next(iter(dataset.records(record_set="default")))
    assert list(found.values()) == [
        b"Name river 0.",
        b"000",
        1,
        [b"x", b"y"],
        7,
        0.5,
        b'{"k":[1,null]}',
        {"default/same/u": b"v", "default/same/w": 2},
        [[b"p"], []],
        b"2020-01-01",
    ]


@pytest.mark.usefixtures("version")
def test_one_format_is_one_configuration_in_the_usual_place(tmp_path: Path, store: VersionStore) -> None:
    sources = [str(tmp_path / SOURCES / name) for name in ("tuples.jsonl", "chats.jsonl")]
    version = curate(Recipe(data=Data(sources=sources)), store=store)
    _, files = publish(version, tmp_path / "out", format="openai-chat")
    assert [(file.config, file.path, file.records) for file in files] == [
        ("default", "data/train-00000-of-00001.parquet", 11)
    ]


@pytest.mark.usefixtures("no_network")
def test_splits_are_files_and_record_sets_of_their_own(tmp_path: Path, store: VersionStore, load: Load) -> None:
    records = [{"instruction": f"Name river {at // 2}.", "output": f"River {at}"} for at in range(60)]
    version = curate(Recipe(data=Data(sources=[lines(tmp_path / "a.jsonl", records)]), rules=[]), store=store)
    folder = tmp_path / "out"
    _, files = publish(version, folder, shares={"train": 0.7, "test": 0.3})
    assert [(file.config, file.split) for file in files] == [("default", "train"), ("default", "test")]
    train, test = load(folder, "default"), load(folder, "default.test")
    assert [len(train), len(test)] == [file.records for file in files]
    assert not {each["instruction"] for each in train} & {each["instruction"] for each in test}
    assert {each["output"] for each in [*train, *test]} == {each["output"] for each in records}
    configs = yaml.safe_load((folder / "README.md").read_text().split("---\n", 2)[1])["configs"]
    assert configs == [
        {
            "config_name": "default",
            "data_files": [
                {"split": "train", "path": "data/train-00000-of-00001.parquet"},
                {"split": "test", "path": "data/test-00000-of-00001.parquet"},
            ],
        }
    ]


def test_a_split_without_a_record_is_refused(version: DatasetVersion, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="the split 'test' got none of the 12 records"):
        publish(version, tmp_path / "out", shares={"train": 1 - 1e-9, "test": 1e-9})
    assert not (tmp_path / "out").exists()


def test_hashes_and_sizes_are_those_of_the_files(version: DatasetVersion, tmp_path: Path) -> None:
    publish(version, tmp_path / "out")
    for each in json.loads((tmp_path / "out" / "croissant.json").read_bytes())["distribution"]:
        content = (tmp_path / "out" / each["contentUrl"]).read_bytes()
        assert each["sha256"] == hashlib.sha256(content).hexdigest()
        assert each["contentSize"] == f"{len(content)} B"


def test_publishing_twice_gives_the_same_bytes(version: DatasetVersion, tmp_path: Path) -> None:
    for name in ("one", "two"):
        publish(version, tmp_path / name)
    written = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert len(written) == 5
    assert all((tmp_path / "one" / each).read_bytes() == (tmp_path / "two" / each).read_bytes() for each in written)


def test_a_folder_in_use_is_left_alone(version: DatasetVersion, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(DataError, match="is in use already"):
        publish(version, folder)
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_filled(version: DatasetVersion, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    publish(version, tmp_path / "out")
    assert (tmp_path / "out" / "README.md").is_file()


def test_nothing_is_left_of_a_folder_that_failed(version: DatasetVersion, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="alpacca"):
        publish(version, tmp_path / "out", format="alpacca")
    assert not [path for path in tmp_path.iterdir() if "out" in path.name]


def test_a_version_that_kept_nothing_cannot_be_published(tmp_path: Path, store: VersionStore) -> None:
    empty = lines(tmp_path / "empty.jsonl", [{"instruction": "Describe a river.", "output": ""}])
    version = curate(Recipe(data=Data(sources=[empty])), store=store)
    with pytest.raises(DataError, match="nothing to publish"):
        publish(version, tmp_path / "out")
    assert not (tmp_path / "out").exists()
