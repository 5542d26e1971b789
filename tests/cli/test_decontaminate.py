"""`curator decontaminate`: what a user sees, and what a user can get wrong."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

Curator = Callable[..., Any]

RIVER = "Which river flows through the old town of Dresden and on to Hamburg before it meets the sea?"


@pytest.fixture
def files(tmp_path: Path, data: Path) -> Path:
    """The data with two questions more, and the held-out set that they are from."""
    with data.open("a") as file:
        for prompt in (f"Tell me. {RIVER}", "Name a  LAKE please."):
            file.write(json.dumps({"instruction": prompt, "input": "", "output": "I would say the Elbe."}) + "\n")
    asked = [
        {"question": RIVER, "answer": "It is the river Elbe, which rises in the mountains."},
        {"question": "Name a lake please.", "answer": "Constance"},
        {"question": "Which of the many castles on the Rhine is the oldest one?", "answer": "?"},
    ]
    (tmp_path / "test.jsonl").write_text("".join(json.dumps(row) + "\n" for row in asked))
    return tmp_path


def test_what_gives_items_away_is_shown_with_its_place(curator: Curator, files: Path) -> None:
    done = curator("decontaminate", "data.jsonl", "--heldout", "test.jsonl")
    assert done.code == 0
    assert "2 of 12 records give held-out items away (16.67%)" in done.out
    assert "test.jsonl item 1 in data.jsonl row 10" in done.out
    assert "prompt from word 2: which river flows through the old town" in done.out
    assert "found by equality alone (short, or nothing but wording): 1 of test.jsonl" in done.out
    assert "warning: test.jsonl: 2 of 3 items given away" in done.err
    assert not (files / ".curator").exists()


def test_a_pack_is_kept_listed_and_looked_for(curator: Curator, files: Path) -> None:
    added = curator("decontaminate", "add", "rivers", "test.jsonl", "--license", "CC0-1.0")
    assert "rivers: 3 items, 3 with answers" in added.out
    (files / "test.jsonl").unlink()
    listed = curator("decontaminate", "list", "--json").json["packs"]
    assert [(each["name"], each["items"], each["license"]) for each in listed] == [("rivers", 3, "CC0-1.0")]
    assert "CC0-1.0" in curator("decontaminate", "list").out
    for named in ([], ["--pack", "rivers"]):
        found = curator("decontaminate", *named, "data.jsonl", "--json").json
        assert (found["records"], found["compared"], found["removed"]) == (12, 12, 2)
        assert found["packs"][0]["share"] == pytest.approx(2 / 3)
        assert [(each["source_row"], each["item_id"], each["kind"]) for each in found["findings"]] == [
            (10, "1", "ngram"),
            (11, "2", "exact"),
        ]


@pytest.mark.parametrize(("drop", "rows"), [("exact", 12), ("ngram", 11), ("passage", 10)])
def test_the_others_are_written_as_they_came(curator: Curator, files: Path, drop: str, rows: int) -> None:
    long = (
        f"{RIVER} And how many bridges does it pass on its way there, not counting those for trains and those in ruins?"
    )
    with (files / "test.jsonl").open("a") as file:
        file.write(json.dumps({"question": long.replace("Which", "What"), "answer": "?"}) + "\n")
    with (files / "data.jsonl").open("a") as file:
        file.write(json.dumps({"instruction": long[-80:], "input": "", "output": "Ten."}) + "\n")
    done = curator("decontaminate", "data.jsonl", "--heldout", "test.jsonl", "--drop", drop, "-o", "clean.jsonl")
    kept = [json.loads(line) for line in (files / "clean.jsonl").read_text().splitlines()]
    assert len(kept) == rows
    assert list(kept[0]) == ["instruction", "input", "output"]
    assert "wrote clean.jsonl" in done.out


def test_a_table_is_written_with_its_types(curator: Curator, files: Path) -> None:
    rows = {"instruction": ["Name a fruit.", "Name a lake please."], "output": ["Plum", "Como"], "nr": [1, 2]}
    table = pl.DataFrame(rows, schema_overrides={"nr": pl.Int8})
    table.write_parquet(files / "table.parquet")
    curator("decontaminate", "table.parquet", "--heldout", "test.jsonl", "-o", "clean.parquet")
    assert pl.read_parquet(files / "clean.parquet").equals(table.head(1))
    assert pl.read_parquet(files / "clean.parquet").schema == table.schema


def test_a_stored_version_can_be_looked_through(curator: Curator, files: Path) -> None:
    curator("curate", "data.jsonl", "--no-dedup")
    found = curator("decontaminate", "latest", "--heldout", "test.jsonl", "-o", "clean.jsonl", "--json").json
    assert found["removed"] == 2
    assert len((files / "clean.jsonl").read_text().splitlines()) == found["records"] - 2


def test_answers_are_looked_for_when_asked(curator: Curator, files: Path) -> None:
    row = {"instruction": "Tell me of a river.", "output": "It is the river Elbe, which rises in the mountains."}
    (files / "more.jsonl").write_text(json.dumps(row) + "\n")
    asked = ["decontaminate", "more.jsonl", "--heldout", "test.jsonl"]
    assert curator(*asked, "--json").json["removed"] == 0
    found = curator(*asked, "--with-answers", "--json").json
    assert [(each["field"], each["part"], each["removes"]) for each in found["findings"]] == [
        ("response", "answer", True)
    ]
    assert "item 1 (its answer) in more.jsonl row 0" in curator(*asked, "--with-answers").out


def test_standard_output_holds_the_records_alone(files: Path) -> None:
    command = [sys.executable, "-m", "curator", "decontaminate", "-", "--heldout", "test.jsonl", "-o", "-"]
    given = (files / "data.jsonl").read_bytes()
    done = subprocess.run(command, input=given, capture_output=True, check=True, cwd=files)
    assert [json.loads(row) for row in done.stdout.splitlines()] == [json.loads(row) for row in given.splitlines()[:10]]
    assert b"10 of 12 records give nothing away" in done.stderr


def test_the_evidence_names_what_was_taken_out_and_why(curator: Curator, files: Path) -> None:
    asked = ["decontaminate", "data.jsonl", "--heldout", "test.jsonl", "--drop", "exact"]
    found = curator(*asked, "-o", "clean.jsonl", "--evidence", "evidence.jsonl", "--json").json
    evidence = [json.loads(line) for line in (files / "evidence.jsonl").read_text().splitlines()]
    assert evidence == found["findings"]
    assert [(each["source_row"], each["kind"], each["removes"]) for each in evidence] == [
        (10, "ngram", False),
        (11, "exact", True),
    ]


def test_records_without_prompts_are_told(curator: Curator, files: Path) -> None:
    (files / "odd.jsonl").write_text('{"instruction": null, "output": "a"}\n{"instruction": "b", "output": "c"}\n')
    done = curator("decontaminate", "odd.jsonl", "--heldout", "test.jsonl")
    assert done.code == 0
    assert "warning: 1 of 2 records have no prompt to look in; --with-answers looks in their answers" in done.err


def test_what_a_held_out_set_lacks_is_told(curator: Curator, files: Path) -> None:
    (files / "asked.jsonl").write_text('{"prompt": null}\n{"prompt": "Name a river."}\nno json\n')
    done = curator("decontaminate", "data.jsonl", "--heldout", "asked.jsonl", "--with-answers")
    assert "asked.jsonl: 2 records left out, unreadable or without a prompt" in done.err
    assert "asked.jsonl has no answers to look for" in done.err
    added = curator("decontaminate", "add", "asked", "asked.jsonl")
    assert "asked: 1 item, no answers; 2 records left out, unreadable or without a prompt" in added.out


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("data.jsonl", ["nothing to look for", "--heldout FILE", "curator decontaminate add NAME FILE"]),
        ("data.jsonl --pack rivers", ["no pack 'rivers'", "curator decontaminate add rivers FILE"]),
        ("data.jsonl --pack a/b", ["no name for a pack: 'a/b'"]),
        ("data.jsonl --heldout nowhere.jsonl", ["nowhere.jsonl", "no such file"]),
        ("data.jsonl --heldout empty.jsonl", ["empty.jsonl", "empty"]),
        ("data.jsonl --heldout test.jsonl --heldout test.jsonl", ["named twice"]),
        ("nowhere.jsonl --heldout test.jsonl", ["nowhere.jsonl", "no such file"]),
        ("data.jsonl --heldout test.jsonl -o data.jsonl", ["would replace a source"]),
        ("data.jsonl --heldout test.jsonl -o no/clean.jsonl", ["no such folder"]),
        ("data.jsonl --heldout test.jsonl --evidence no/e.jsonl", ["no such folder"]),
        ("data.jsonl --heldout test.jsonl --evidence data.jsonl", ["would replace a source"]),
        ("data.jsonl --heldout test.jsonl -o clean.jsonl --evidence clean.jsonl", ["both name clean.jsonl"]),
        ("lakes.jsonl --heldout test.jsonl -o clean.jsonl", ["every record gives a held-out item away"]),
        ("data.jsonl --heldout test.jsonl --drop exct", ["exact", "ngram", "passage"]),
        ("data.jsonl --heldout test.jsonl --column question", ["FIELD=COLUMN"]),
        ("--heldout test.jsonl", ["SOURCE", "curator decontaminate --help"]),
        ("add rivers", ["FILE", "curator decontaminate add --help"]),
        ("add a/b test.jsonl", ["no name for a pack", "letters, digits"]),
        ("add rivers empty.jsonl", ["empty.jsonl"]),
        ("add rivers nulls.jsonl", ["nulls.jsonl", "holds no prompt", "--column instruction=NAME"]),
    ],
)
def test_mistakes_end_in_one_clear_line(curator: Curator, files: Path, command: str, expected: list[str]) -> None:
    (files / "empty.jsonl").write_text("")
    (files / "nulls.jsonl").write_text('{"instruction": null, "output": "a"}\n')
    (files / "lakes.jsonl").write_text('{"instruction": "Name a lake please.", "output": "a"}\n')
    done = curator("decontaminate", *command.split())
    assert done.code == 2
    assert [line for line in done.err.splitlines() if not line.startswith(("error: ", "warning: "))] == []
    assert all(each in done.err for each in expected), done.err
    assert not (files / "clean.jsonl").exists()


def test_the_help_names_the_commands(curator: Curator) -> None:
    shown = curator("decontaminate", "--help").out
    assert "curator decontaminate [OPTIONS] SOURCE" in shown
    assert "Keep a held-out set under a name." in shown
    assert "curator decontaminate add [OPTIONS] NAME FILE" in curator("decontaminate", "add", "-h").out
