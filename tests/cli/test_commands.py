"""What the commands answer."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from curator.evaluate.task_file import load_task
from curator.shipped import shipped

Curator = Callable[..., Any]

MILL = "The old mill stands by the water and every autumn the wheel is taken out, cleaned and put back before frost."


def record_at(curator: Curator, row: int) -> str:
    curator("versions", "export", "latest", "--ledger", "ledger.parquet")
    ledger = pl.read_parquet("ledger.parquet")
    return str(ledger.filter(pl.col("source_row") == row)["record_id"].item())


def test_curate_writes_what_it_kept_in_the_format_that_came_in(curator: Curator, data: Path) -> None:
    done = curator("curate", "data.jsonl", "-o", "out.jsonl")
    rows = [json.loads(line) for line in (data.parent / "out.jsonl").read_text().splitlines()]
    assert len(rows) == 9
    assert [list(row) for row in rows] == [["instruction", "input", "output"]] * 9
    assert rows[-1] == {"instruction": "Name a lake.", "input": "", "output": "Lake Constance is a large lake."}
    assert "10 → 9 records  (-10.0%)" in done.out
    assert "empty-answer" in done.out


def test_what_if_stores_nothing(curator: Curator, data: Path) -> None:
    result = curator("curate", "data.jsonl", "--what-if", "--json").json
    assert (result["version"], result["counts"]["dropped"]) == (None, 1)
    assert not (data.parent / ".curator").exists()


def test_curate_reads_standard_input_and_writes_standard_output(data: Path) -> None:
    command = [sys.executable, "-m", "curator", "curate", "-", "-o", "-", "--store", str(data.parent / "store")]
    done = subprocess.run(command, input=data.read_bytes(), capture_output=True, check=True)
    assert [list(json.loads(line)) for line in done.stdout.splitlines()] == [["instruction", "input", "output"]] * 9


def test_why_names_rules_with_measured_values(curator: Curator, data: Path) -> None:
    curator("curate", "data.jsonl")
    story = curator("why", record_at(curator, 8), "--json").json
    assert (story["verdict"], story["decided_by"]) == ("drop", "empty-answer")
    assert story["rules"][0]["severity"] == "high"
    assert story["rules"][0]["measured"] == ["response_is_blank = TRUE (IS TRUE)"]


def test_why_shows_the_twin_and_its_similarity(curator: Curator, tmp_path: Path) -> None:
    rows = [{"instruction": "Tell me about the mill.", "output": text} for text in (MILL, f"{MILL} Truly.", MILL)]
    (tmp_path / "mill.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    curator("curate", "mill.jsonl")
    kept = record_at(curator, 1)
    for row, similarity in [(0, 0.957), (2, 0.957)]:
        story = curator("why", record_at(curator, row), "--json").json
        assert story["twin"]["record_id"] == kept
        assert round(story["twin"]["similarity"], 3) == similarity
    assert f"repeats {kept}" in curator("why", record_at(curator, 0)).out


def test_why_shows_a_repair_before_and_after(curator: Curator, data: Path) -> None:
    curator("curate", "data.jsonl")
    done = curator("why", record_at(curator, 9)[:8])
    assert "input was changed (clear-sentinel)" in done.out
    assert "before: <noinput>" in done.out
    assert "after:  (nothing)" in done.out


def test_why_tells_where_an_unreadable_line_stands(curator: Curator, data: Path) -> None:
    size = data.stat().st_size
    with data.open("a") as file:
        file.write('{"instruction": "cut o\n')
    curator("curate", "data.jsonl")
    story = curator("why", record_at(curator, 10), "--json").json
    assert story["verdict"] == "quarantined"
    assert story["unreadable"].startswith(f"line 11, byte {size}: ")


def test_escape_sequences_in_data_do_not_reach_the_terminal(curator: Curator, tmp_path: Path) -> None:
    row = {"instruction": "Name \x1b[2J a \x1b]0;x\x07 river.", "output": ""}
    (tmp_path / "bad.jsonl").write_text(json.dumps(row) + "\n")
    curator("curate", "bad.jsonl")
    assert "\x1b" not in curator("why", record_at(curator, 0)).out
    assert "\x1b" not in curator("report", "bad.jsonl").out


def test_check_is_a_gate(curator: Curator, data: Path) -> None:
    done = curator("check", "data.jsonl", "--json")
    assert done.code == 1
    assert done.json["broken"] == [{"id": "empty-answer", "severity": "high", "hits": 1, "share": 0.1}]
    assert curator("check", "data.jsonl", "--max-share", "0.1").code == 0


def test_report_fails_under_the_wanted_share(curator: Curator, data: Path) -> None:
    assert curator("report", "data.jsonl", "--fail-under", "80").code == 0
    assert curator("report", "data.jsonl", "--fail-under", "90").code == 1


def test_the_report_of_a_version_is_the_report_of_its_file(curator: Curator, data: Path) -> None:
    version = curator("curate", "data.jsonl", "--json").json["version"]
    of_file, of_version = curator("report", "data.jsonl", "--json").json, curator("report", version, "--json").json
    for key in ("records", "kinds", "sources", "rules", "duplicates", "quarantined", "lengths"):
        assert of_version[key] == of_file[key], key


def test_dedup_lists_removals_with_kept_twins(curator: Curator, tmp_path: Path) -> None:
    rows = [
        {"instruction": "Tell me about the mill.", "output": text} for text in (MILL, MILL.upper(), f"{MILL} Truly.")
    ]
    (tmp_path / "mill.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = curator("dedup", "mill.jsonl", "--view", "response", "--json").json
    assert [(row["source_row"], row["twin_row"], row["kind"]) for row in found["removals"]] == [
        (0, 2, "near"),
        (1, 2, "near"),
    ]


def test_versions_diff_names_what_changed(curator: Curator, data: Path) -> None:
    a = curator("curate", "data.jsonl", "--json").json["version"]
    b = curator("curate", "data.jsonl", "--rules", "duplicates", "--json").json["version"]
    groups = curator("versions", "diff", a, b, "--json").json["groups"]
    assert [(row["before"], row["after"], row["records"]) for row in groups] == [
        ("drop", "keep", 1),
        ("keep", "keep", 1),
    ]


def test_labels_make_a_child_version(curator: Curator, tmp_path: Path) -> None:
    rows = [{"instruction": "Sum up.", "input": "", "output": "As an AI language model, I cannot do that."}]
    (tmp_path / "a.jsonl").write_text(json.dumps(rows[0]) + "\n")
    parent = curator("curate", "a.jsonl", "--json").json["version"]
    assert curator("label", "export", "--json").json["tasks"] == {"tuple": 1}
    (task,) = json.loads((tmp_path / "label-studio" / "tuple.json").read_text())
    answer = [
        {"from_name": "verdict", "to_name": "response", "type": "choices", "value": {"choices": ["fix"]}},
        {"from_name": "rewrite", "to_name": "response", "type": "textarea", "value": {"text": ["It is short."]}},
    ]
    annotation = {"completed_by": 7, "was_cancelled": False, "created_at": "2026-01-05T09:00:00Z", "result": answer}
    (tmp_path / "export.json").write_text(json.dumps([{**task, "annotations": [annotation]}]))

    child = curator("label", "import", "export.json", "--json").json
    assert (child["parent"], child["decided"], child["counts"]["kept"]) == (parent, {"fix": 1}, 1)
    curator("versions", "export", child["version"], "-o", "fixed.jsonl")
    assert json.loads((tmp_path / "fixed.jsonl").read_text())["output"] == "It is short."
    story = curator("why", task["data"]["record_id"], "--json").json
    assert (story["verdict"], story["decided_by"]) == ("keep", "annotator:7")
    assert story["repairs"] == [
        {"fix": "annotator:7", "field": "response", "before": rows[0]["output"], "after": "It is short."}
    ]


def test_a_plugin_adds_a_signal_that_rules_can_use(curator: Curator, data: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "import polars as pl\n"
        "from curator.signals import SIGNALS, Signal\n"
        "SIGNALS.add('response_vowels', Signal('response_vowels', 1, 'Vowels.', 'characters', pl.Int64,"
        " ('response',), pl.col('response').str.count_matches('[aeiou]').cast(pl.Int64)))\n"
    )
    (tmp_path / "mine.yaml").write_text(
        "pack: mine\nabout: a\nrules:\n  - {id: no-vowel, when: response_vowels = 0, then: review, why: w}\n"
    )
    done = curator("curate", "data.jsonl", "--plugin", "mine.py", "--rules", "mine.yaml", "--json")
    assert done.json["rules"]["no-vowel"]["hits"] == 1, done.err


def test_init_writes_a_project_that_runs(curator: Curator, tmp_path: Path) -> None:
    assert curator("init", "project").code == 0
    assert curator("curate", "project/recipe.yaml", "--json").json["counts"]["input"] == 720
    assert curator("init", "project").code == 2
    assert curator("rules", "test", "project/rules/mine.yaml").code == 0


def test_a_project_has_the_task_files_and_one_of_them_asks_the_sample_questions(
    curator: Curator, tmp_path: Path
) -> None:
    told = curator("init", "project").out
    asked = load_task(tmp_path / "project" / "tasks" / "sample.yaml")
    assert len(asked.items) == 40
    assert "curator evaluate base --task project/tasks/sample.yaml" in told
    shipped_tasks = {path.name for path in (shipped("sample_data") / "tasks").glob("*.yaml")}
    assert {path.name for path in (tmp_path / "project" / "tasks").iterdir()} == shipped_tasks


def test_doctor_and_signals_answer(curator: Curator) -> None:
    assert curator("doctor", "--json").json["packages"]["always"]["polars"]
    assert "response_chars" in curator("signals", "list").out
    assert curator("signals", "show", "response_chars", "--json").json["type"] == "Int64"


def test_signals_that_something_else_measures_are_listed_and_say_what(curator: Curator) -> None:
    for name, needs in (("response_ifd_loss_ratio", "--model"), ("full_novelty", "other records")):
        assert name in curator("signals", "list").out
        assert curator("signals", "show", name, "--json").json["needs"] == [needs]
