import gzip
import json
from pathlib import Path

import polars as pl
import pytest

from curator.errors import DataError, RecipeError
from curator.pipeline import packs

ROWS: list[dict[str, object]] = [
    {"task_id": "t/0", "question": "Who?", "answer": "Ada"},
    {"task_id": "t/1", "question": "Why?", "answer": ""},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store" / "packs"


def put(path: Path, rows: list[dict[str, object]]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def test_a_pack_comes_back_as_it_was_added(folder: Path, tmp_path: Path) -> None:
    file = put(tmp_path / "test.jsonl", ROWS)
    added = packs.add(folder, "who", file, license="MIT")
    pack, items = packs.load(folder, "who")
    assert pack == added
    assert (pack.items, pack.answers, pack.left_out, pack.source, pack.license) == (2, 1, 0, "test.jsonl", "MIT")
    assert items.rows() == [("t/0", "Who?", "Ada"), ("t/1", "Why?", None)]
    assert packs.known(folder) == [pack]


def test_a_pack_needs_its_file_no_more(folder: Path, tmp_path: Path) -> None:
    file = put(tmp_path / "test.jsonl", ROWS)
    packs.add(folder, "who", file)
    Path(file).unlink()
    assert packs.load(folder, "who")[1].height == 2


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"id": 7, "prompt": "a"}, {"id": 8, "prompt": "b"}], ["7", "8"]),
        ([{"id": 7, "prompt": "a"}, {"id": 7, "prompt": "b"}], ["1", "2"]),  # no names, if they are not different
        ([{"id": 7, "prompt": "a"}, {"prompt": "b"}], ["1", "2"]),
        ([{"prompt": None}, {"prompt": "b"}, {"prompt": " "}], ["2"]),
        ([{"text": "raw"}, {"text": "text"}], ["1", "2"]),
    ],
)
def test_what_items_are_called(rows: list[dict[str, object]], expected: list[str], tmp_path: Path) -> None:
    items, left_out = packs.read(put(tmp_path / "items.jsonl", rows))
    assert items["item_id"].to_list() == expected
    assert left_out == len(rows) - len(expected)


def test_another_set_takes_a_name_only_when_told_to(folder: Path, tmp_path: Path) -> None:
    first, second = put(tmp_path / "a.jsonl", ROWS), put(tmp_path / "b.jsonl", ROWS[:1])
    packs.add(folder, "who", first)
    packs.add(folder, "who", first)  # the same again is no other
    with pytest.raises(RecipeError, match="there is a pack 'who' already"):
        packs.add(folder, "who", second)
    assert packs.load(folder, "who")[1].height == 2
    packs.add(folder, "who", second, replace=True)
    assert packs.load(folder, "who")[1].height == 1
    assert len(list(folder.glob("*.parquet"))) == 1


@pytest.mark.parametrize("name", ["", "a/b", "../a", "a b", ".a", "-a", "é", "a" * 65, "a\n"])
def test_names_that_are_none(name: str, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="no name for a pack"):
        packs.add(folder, name, put(tmp_path / "test.jsonl", ROWS))
    with pytest.raises(RecipeError, match="no name for a pack"):
        packs.load(folder, name)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty"),
        (b'{"prompt": null}\n{"prompt": ""}\n', "holds no prompt"),
        (b'{"a": 1}\n', "unknown format"),
        (b"PAR1 no", "is not a readable table"),
        (gzip.compress(b'{"prompt": "a"}\n' * 999)[:40], "its compression is broken"),
    ],
    ids=["empty", "no-prompts", "no-questions", "no-table", "cut"],
)
def test_files_that_are_no_held_out_set(content: bytes, expected: str, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_bytes(content)
    with pytest.raises(DataError, match=expected):
        packs.add(folder, "who", str(file))
    assert not folder.exists()


def test_an_unknown_pack_names_the_closest(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no pack 'gsm8k'.*there is none yet.*curator decontaminate add gsm8k FILE"):
        packs.load(folder, "gsm8k")
    packs.add(folder, "gsm8k", put(tmp_path / "test.jsonl", ROWS))
    with pytest.raises(DataError, match="did you mean gsm8k"):
        packs.load(folder, "gsmk")


@pytest.mark.parametrize("damage", ["missing", "cut", "no-json", "no-pack", "elsewhere", "folder"])
def test_a_damaged_pack_is_said(damage: str, folder: Path, tmp_path: Path) -> None:
    pack = packs.add(folder, "who", put(tmp_path / "test.jsonl", ROWS))
    data, manifest = folder / pack.file, folder / "who.json"
    if damage == "missing":
        data.unlink()
    elif damage == "cut":
        data.write_bytes(data.read_bytes()[:-9])
    elif damage == "no-json":
        manifest.write_bytes(b"{")
    elif damage == "no-pack":
        manifest.write_text('{"name": "who", "items": "2"}')
    elif damage == "elsewhere":
        manifest.write_text(manifest.read_text().replace(pack.file, "../../secret.parquet"))
    else:
        data.unlink()
        data.mkdir()
    with pytest.raises(DataError, match=r"who.*curator decontaminate add who FILE"):
        packs.load(folder, "who")


def test_a_damaged_pack_is_mended_by_adding_it_again(folder: Path, tmp_path: Path) -> None:
    file = put(tmp_path / "test.jsonl", ROWS)
    pack = packs.add(folder, "who", file)
    (folder / pack.file).unlink()
    (folder / "who.json").write_bytes(b"{")
    packs.add(folder, "who", file)
    assert packs.load(folder, "who")[1].height == 2


def test_a_table_is_a_pack_too(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "set.parquet"
    pl.DataFrame({"query": ["Who?", None], "gold": ["Ada", "b"]}).write_parquet(file)
    pack = packs.add(folder, "who", str(file), columns={"instruction": "query", "response": "gold"})
    assert (pack.items, pack.answers, pack.left_out) == (1, 1, 1)
