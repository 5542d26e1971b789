"""The sample data are what their truth file says, and can be made again."""

import json
import re
import subprocess
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from curator.evaluate import load_heldout
from curator.label import read
from curator.label.version import import_annotations
from curator.pipeline import curate
from curator.readers import scan
from curator.schema import views
from curator.shipped import shipped
from curator.versions import VersionStore

FOLDER = shipped("sample_data")
SETS = ("tuples.jsonl", "chats.jsonl", "preferences.jsonl")
COPIES = ("exact-duplicate", "near-duplicate", "conflicting-answer")


def lines(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def clean_rows(name: str) -> list[dict[str, object]]:
    faulty = {each["row"] for each in lines("truth.jsonl") if each["file"] == name}
    return [record for row, record in enumerate(lines(name)) if row not in faulty]


def texts(record: dict[str, object]) -> str:
    """All the text of a record, in order."""
    if "messages" in record:
        return "\n".join(turn["content"] for turn in record["messages"])  # type: ignore[attr-defined]
    return "\n".join(
        str(record[key]) for key in ("instruction", "input", "output", "prompt", "chosen") if key in record
    )


def shingles(text: str, n: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + n]) for i in range(max(1, len(words) - n + 1))}


def test_making_them_again_changes_nothing(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(FOLDER / "make.py"), str(tmp_path)], check=True)
    for name in (*SETS, "heldout.jsonl", "truth.jsonl"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_there_is_enough_of_everything() -> None:
    truth = lines("truth.jsonl")
    assert [len(lines(name)) for name in (*SETS, "heldout.jsonl")] == [600, 60, 60, 158]
    assert len({each["fault"] for each in truth}) >= 12
    share = sum(each["file"] == "tuples.jsonl" for each in truth) / 600
    assert 0.6 <= share <= 0.75
    undetectable = sum(each["fault"] == "wrong-label" for each in truth) / 600
    assert undetectable < 0.03


@pytest.mark.parametrize("name", SETS)
def test_truth_names_records_as_the_reader_does(name: str) -> None:
    records = scan([str(FOLDER / name)]).records.collect()
    by_row = dict(zip(records["source_row"], records["record_id"], strict=True))
    truth = [each for each in lines("truth.jsonl") if each["file"] == name]
    assert truth
    assert all(by_row[each["row"]] == each["record_id"] for each in truth)


def test_copies_name_a_clean_original_with_the_same_question() -> None:
    faulty = {(each["file"], each["row"]) for each in lines("truth.jsonl")}
    for each in lines("truth.jsonl"):
        assert (each["copy_of_row"] is not None) == (each["fault"] in COPIES)
        if each["copy_of_row"] is None:
            continue
        assert (each["file"], each["copy_of_row"]) not in faulty
        rows = lines(str(each["file"]))
        copy, original = rows[each["row"]], rows[each["copy_of_row"]]  # type: ignore[index]
        if each["fault"] == "exact-duplicate":
            assert copy == original
        elif each["fault"] == "near-duplicate":
            a, b = shingles(texts(copy), 5), shingles(texts(original), 5)
            assert copy["output"] == original["output"]
            assert len(a & b) / len(a | b) >= 0.8
        else:
            assert (copy["input"], copy["output"] == original["output"]) == (original["input"], False)


@pytest.mark.parametrize("name", SETS)
def test_clean_records_are_not_alike(name: str) -> None:
    """Far enough below the near-duplicate threshold of 0.75 that none is taken for a copy."""
    sets = [shingles(texts(record), 5) for record in clean_rows(name)]
    assert max(len(a & b) / len(a | b) for a, b in combinations(sets, 2)) < 0.7


def test_clean_answers_are_the_options_or_stand_in_the_text() -> None:
    for record in clean_rows("tuples.jsonl"):
        answer, instruction = str(record["output"]), str(record["instruction"])
        listed = re.search(r"Answer with one of: (.*)\.$", instruction)
        assert answer in (listed[1].split(", ") if listed else str(record["input"]))


def test_clean_chats_alternate_and_end_with_an_answer() -> None:
    for record in clean_rows("chats.jsonl"):
        roles = [turn["role"] for turn in record["messages"] if turn["role"] != "system"]  # type: ignore[attr-defined]
        assert roles == ["user", "assistant"] * (len(roles) // 2)


def test_the_held_out_set_is_balanced_and_shares_no_text_with_training() -> None:
    items = load_heldout(FOLDER / "heldout.jsonl").items
    assert Counter(item.task for item in items) == {"route": 40, "kind": 40, "remark": 39, "town": 39}
    assert max(Counter(item.answer for item in items).values()) <= 13
    seen = set().union(*(shingles(texts(record), 8) for name in SETS for record in lines(name)))
    for item in items:
        question = item.prompt().split("\n", 1)[1]
        grams = shingles(question, 8)
        assert len(grams & seen) / len(grams) <= 0.5, question
    assert len({item.prompt() for item in items}) == len(items)


def test_items_ask_as_training_records_do() -> None:
    """The reader takes the held-out file too; its view `prompt` and the items must agree."""
    records = scan([str(FOLDER / "heldout.jsonl")]).records.sort("source_row").with_columns(**views()).collect()
    assert records["prompt"].to_list() == [item.prompt() for item in load_heldout(FOLDER / "heldout.jsonl").items]


def test_the_readme_counts_every_fault() -> None:
    told = re.findall(
        r"^\| ([a-z-]+) \|.*\| (\d+) \|$", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {fault: int(count) for fault, count in told} == Counter(each["fault"] for each in lines("truth.jsonl"))


def test_every_annotation_belongs_to_the_curated_sample(tmp_path: Path) -> None:
    store = VersionStore(tmp_path)
    version = curate(FOLDER / "recipe.yaml", store=store)
    child, applied = import_annotations(store, version, read(FOLDER / "annotations.json"))
    assert {problem.what.partition(" (")[0] for problem in applied.problems} == {"people disagree"}
    assert set(applied.decided) == {"keep", "fix", "drop"}
    assert sum(applied.decided.values()) > 150
    assert child.parent == version.id
