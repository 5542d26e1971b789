"""A store that was damaged or edited: every command says which file, and the other versions stay usable."""

import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest

from curator.versions import FRAMES, DatasetVersion, VersionStore

COMMANDS = (
    "versions list",
    "versions show {id}",
    "versions card {id}",
    "versions diff {other} {id}",
    "versions export {id} -o out.jsonl",
    "versions export {id} --for parquet -o out",
    "versions export {id} --for trl -o folder",
    "versions export {id} --ledger out.parquet --quarantine out.jsonl",
    "report {id}",
    "curate {id} --what-if",
    "why {record}",
    "rules sweep short-answer --over 1:3 --version {id} --rules mine.yaml",
    "restore {record}",
)


PACK = """
pack: mine
about: One rule with a number.
rules:
  - id: short-answer
    when: response_chars < 5
    then: drop
    why: It says little.
"""


@pytest.fixture(scope="module")
def undamaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a copy of the store is kept once it is made."""
    return tmp_path_factory.mktemp("undamaged") / "store"


@pytest.fixture
def stored(curator: Any, data: Path, tmp_path: Path, undamaged: Path) -> tuple[DatasetVersion, dict[str, str]]:
    """The latest of two versions, and what stands for it in the commands."""
    if undamaged.is_dir():
        shutil.copytree(undamaged, tmp_path / ".curator")
    else:
        assert curator("curate", str(data), "-q", "--no-dedup").code == 0
        assert curator("curate", str(data), "-q").code == 0
        shutil.copytree(tmp_path / ".curator", undamaged)
    store = VersionStore(tmp_path / ".curator")
    other, version = (each.id for each in store.all())
    ledger = store.get(version).frame("ledger").collect()
    dropped = ledger.filter(verdict="drop")["record_id"][0]
    (tmp_path / "mine.yaml").write_text(PACK)
    return store.get(version), {"id": version, "other": other, "record": dropped}


def damage(path: Path) -> None:
    """Overwrite the pages of a Parquet file; its footer, with the schema, stays."""
    content = path.read_bytes()
    footer = int.from_bytes(content[-8:-4], "little") + 8
    path.write_bytes(content[:4] + b"\xff" * (len(content) - 4 - footer) + content[-footer:])


@pytest.mark.parametrize("name", FRAMES)
def test_pages_that_cannot_be_read_are_said(curator: Any, stored: Any, name: str) -> None:
    version, places = stored
    file = version.path / f"{name}.parquet"
    damage(file)
    met = 0
    for command in COMMANDS:
        done = curator(*command.format(**places).split())
        assert done.code in (0, 1, 2), (command, done)
        if done.code == 2:
            assert f"{name}.parquet: a file of this version is damaged" in done.err, (command, done.err)
            assert "curator versions verify" in done.err
            met += 1
    assert met or name == "quarantine"  # an empty one has no pages
    assert curator("report", places["other"]).code == 0


@pytest.mark.parametrize(
    "key", ["name", "counts", "sources", "rules", "duplicates", "recipe", "libraries", "seconds", "signals"]
)
def test_a_manifest_that_lacks_something_is_said(curator: Any, stored: Any, key: str) -> None:
    version, places = stored
    file = version.path / "manifest.json"
    manifest = orjson.loads(file.read_bytes())
    del manifest[key]
    file.write_bytes(orjson.dumps(manifest))
    met = 0
    for command in COMMANDS:
        done = curator(*command.format(**places).split())
        assert done.code in (0, 1, 2), (command, done)
        if done.code == 2:
            assert f"manifest.json: the manifest lacks '{key}'" in done.err, (command, done.err)
            met += 1
    assert met
    listed = curator("versions", "list", "--json").json["versions"]
    assert places["other"] in [each["version"] for each in listed]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("counts", {"input": "ten"}),
        ("counts", {}),
        ("sources", [{}]),
        ("sources", "data.jsonl"),
        ("rules", [{}]),
        ("rules", {}),
        ("seconds", "long"),
        ("recipe", {}),
        ("recipe", {"data": {}}),
        ("duplicates", []),
        ("name", None),
    ],
)
def test_a_manifest_that_says_something_else_is_said(curator: Any, stored: Any, key: str, value: object) -> None:
    version, places = stored
    file = version.path / "manifest.json"
    file.write_bytes(orjson.dumps({**orjson.loads(file.read_bytes()), key: value}))
    for command in COMMANDS:
        done = curator(*command.format(**places).split())
        assert done.code in (0, 1, 2), (command, done)
        assert done.code != 2 or "manifest" in done.err, (command, done.err)
    assert places["other"] in [each["version"] for each in curator("versions", "list", "--json").json["versions"]]
