"""What `versions`, `restore` and `why` answer across versions."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Curator = Callable[..., Any]


@pytest.fixture
def two(curator: Curator, data: Path) -> tuple[str, str]:
    """A version that drops row 8 as an empty answer, and one that judges by duplicates only."""
    a = curator("curate", "data.jsonl", "--json").json["version"]
    return a, curator("curate", "data.jsonl", "--rules", "duplicates", "--json").json["version"]


def dropped(curator: Curator, a: str, b: str) -> str:
    groups = curator("versions", "diff", a, b, "--json").json["groups"]
    return next(str(group["examples"][0]["record_id"]) for group in groups if group["change"] == "added")


def test_diff_tells_who_decided_and_shows_the_texts(curator: Curator, two: tuple[str, str]) -> None:
    told = curator("versions", "diff", *two, "--json").json
    assert (told["added"], told["changed"], told["kept"]) == (1, 1, {"before": 9, "after": 10})
    assert told["by_rule"] == {"clear-sentinel": {"changed": 1}, "empty-answer": {"added": 1}}
    out = curator("versions", "diff", *two).out
    assert "9 → 10 records kept" in out
    assert "dropped → kept" in out
    assert "before: Name a lake.⏎⏎Lake" in out
    assert "judge every record alike" in curator("versions", "diff", two[0], two[0]).out


def test_a_restored_record_is_told_of_in_every_version(curator: Curator, two: tuple[str, str]) -> None:
    record = dropped(curator, *two)
    done = curator("restore", record[:8], "--version", two[0], "--reason", "a \x1b[2Jgood one", "--json").json
    assert (done["parent"], done["counts"]["kept"]) == (two[0], 10)
    assert done["records"] == [{"record_id": record, "verdict": "drop", "decided_by": "empty-answer"}]
    story = curator("why", record, "--json").json
    assert (story["verdict"], story["decided_by"], story["restored_because"]) == (
        "keep",
        "restored",
        "a \x1b[2Jgood one",
    )
    assert story["elsewhere"] == [
        {"version": two[1], "verdict": "keep", "decided_by": None},
        {"version": two[0], "verdict": "drop", "decided_by": "empty-answer"},
    ]
    out = curator("why", record).out
    assert f"in version {two[0]}: dropped by empty-answer" in out
    assert "restored because: a \\u001b[2Jgood one" in out


def test_a_later_run_keeps_what_was_restored_until_it_is_undone(curator: Curator, two: tuple[str, str]) -> None:
    record = dropped(curator, *two)
    assert "later runs on this store keep" in curator("restore", record, "--version", two[0]).out
    assert f"restored: {record}" in curator("versions", "show", "latest").out
    later = curator("curate", "data.jsonl", "--json").json
    assert (later["counts"]["kept"], later["version"] in two) == (10, False)
    assert "drop by empty-answer" in curator("restore", record, "--undo").out
    assert curator("versions", "show", "latest", "--json").json["taken_back"][0]["verdict"] == "drop"
    assert curator("curate", "data.jsonl", "--json").json["version"] == two[0]


@pytest.mark.parametrize("arguments", [(), ("--undo",)])
def test_restoring_what_is_not_there_is_said(curator: Curator, two: tuple[str, str], arguments: tuple[str]) -> None:
    done = curator("restore", "nobody", *arguments)
    assert (done.code, done.out) == (2, "")
    assert "no record 'nobody' in any of the 2 versions" in done.err


def test_prune_lists_first_and_removes_when_told(curator: Curator, two: tuple[str, str]) -> None:
    told = curator("versions", "prune", "--keep", "1", "--json").json
    assert (list(told["versions"]), told["removed"]) == ([two[0]], False)
    out = curator("versions", "prune", "--keep", "1").out
    assert "1 versions would go" in out
    assert "stays: is the latest" in out
    assert len(curator("versions", "list", "--json").json["versions"]) == 2
    assert curator("versions", "prune", "--keep", "1", "--yes", "--json").json["removed"] is True
    assert [each["version"] for each in curator("versions", "list", "--json").json["versions"]] == [two[1]]
    assert "nothing to remove" in curator("versions", "prune", "--keep", "1").out


def test_a_damaged_version_is_named_and_does_not_hide_the_others(
    curator: Curator, two: tuple[str, str], data: Path
) -> None:
    (data.parent / ".curator" / "versions" / two[0] / "manifest.json").write_text("{")
    listed = curator("versions", "list")
    assert (listed.code, two[1] in listed.out) == (0, True)
    assert "1 cannot be read: curator versions verify" in listed.err
    done = curator("versions", "verify", "--json")
    assert (done.code, len(done.json["damaged"])) == (1, 1)
    assert curator("versions", "show", two[0]).code == 2
    assert curator("curate", "data.jsonl", "--json").json["version"] == two[0]
    assert curator("versions", "verify").code == 0


def test_what_is_being_labelled_is_not_pruned(curator: Curator, tmp_path: Path) -> None:
    row = {"instruction": "Sum up.", "input": "", "output": "As an AI language model, I cannot do that."}
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n")
    shown = curator("curate", "a.jsonl", "--json").json["version"]
    curator("label", "export")
    curator("curate", "a.jsonl", "--rules", "duplicates")
    told = curator("versions", "prune", "--keep", "1", "--json").json
    assert told["versions"] == {}
    assert told["staying"][shown].startswith("is needed by label tasks in")


def test_diff_of_strangers_lists_the_largest_groups_and_counts_the_rest(curator: Curator, tmp_path: Path) -> None:
    def stored(name: str) -> str:
        (tmp_path / name).mkdir()
        for nth in range(15):
            row = {"instruction": f"Name river {nth} of {name}.", "output": f"It is the {name}-{nth}."}
            (tmp_path / name / f"{name}{nth}.jsonl").write_text(json.dumps(row) + "\n")
        return str(curator("curate", f"{name}/*.jsonl", "--rules", "empty-answers", "--json").json["version"])

    strangers = stored("north"), stored("south")
    assert "… and 10 smaller groups of 10 records: see --json" in curator("versions", "diff", *strangers).out
    assert len(curator("versions", "diff", *strangers, "--json").json["groups"]) == 30


@pytest.mark.parametrize("options", [["--model", "small"], ["--domain", "rivers"], ["--rules", "chat"], ["--no-fixes"]])
def test_a_report_of_a_version_takes_no_wishes(curator: Curator, two: tuple[str, str], options: list[str]) -> None:
    found = curator("report", two[0], *options)
    assert found.code == 2
    assert f"{two[0]} is a stored version" in found.err
    assert options[0] in found.err


def test_list_tells_how_many_rules_judged(curator: Curator, data: Path) -> None:
    (data.parent / "raw.yaml").write_text("data: {sources: [data.jsonl]}\nrules: []\ndedup: {enabled: false}\n")
    curator("curate", "data.jsonl", "--rules", "duplicates")
    assert curator("curate", "raw.yaml").code == 0
    judged, raw = curator("versions", "list", "--json").json["versions"]
    assert (judged["rules"] > 0, raw["rules"]) == (True, 0)
