"""What-if, sweeps and limits on the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from curator.cli.rules import spread

Curator = Callable[..., Any]

PACK = """
pack: mine
about: a
rules:
  - {id: short, when: response_chars < 4, then: drop, why: w, limit: 0.5}
  - {id: long, when: response_chars BETWEEN 30 AND 90, then: review, why: w}
"""


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """Sixty tuples whose answers have 1, 2, … 60 characters."""
    path = tmp_path / "answers.jsonl"
    rows = [{"instruction": f"Write {size} letters.", "output": "\x1b" + "x" * (size - 1)} for size in range(1, 61)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "mine.yaml").write_text(PACK)
    return path


def curated(curator: Curator) -> str:
    return str(curator("curate", "answers.jsonl", "--rules", "mine.yaml", "--no-dedup", "--json").json["version"])


def test_what_if_on_a_version_tells_what_edited_rules_would_change(curator: Curator, answers: Path) -> None:
    version = curated(curator)
    (answers.parent / "mine.yaml").write_text(PACK.replace("< 4", "< 11"))
    found = curator("curate", "latest", "--what-if", "--json").json
    assert (found["version"], found["of"], found["before"]["keep"], found["after"]["keep"]) == (None, version, 26, 19)
    counts = {"input": 60, "kept": 19, "dropped": 10, "review": 31, "quarantined": 0, "fixed": 0}
    assert (found["counts"], found["rules"]["short"]["hits"]) == (counts, 10)
    assert found["changed_rules"] == ["short"]
    assert found["removals"]["rules"]["short"]["sources"]["answers.jsonl"]["marginal"] == 10
    shown = curator("curate", version, "--what-if").out
    assert "26 → 19 records kept  (-26.9%)" in shown
    assert "keep → drop: 7 records (short 7)" in shown
    assert "\x1b" not in shown
    assert len(curator("versions", "list", "--json").json["versions"]) == 1


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["latest"], "is a stored version; add --what-if to try rules on it"),
        (["latest", "--what-if", "--no-dedup"], "a stored version is only judged"),
        (["latest", "--what-if", "-o", "x.jsonl"], "--what-if writes nothing"),
        (
            ["latest", "--what-if", "--rules", "repetition"],
            "more; compared by looping-answer",
        ),
        (["0123456789ab", "--what-if"], "neither a file nor a version: 0123456789ab"),
    ],
)
def test_what_cannot_be_asked_of_a_version(curator: Curator, answers: Path, args: list[str], message: str) -> None:
    curated(curator)
    done = curator("curate", *args)
    assert (done.code, message in done.err) == (2, True), done.err


def test_what_if_on_files_tells_removals_and_limits_but_stores_nothing(curator: Curator, answers: Path) -> None:
    (answers.parent / "mine.yaml").write_text(PACK.replace("limit: 0.5", "limit: 0.01"))
    done = curator("curate", "answers.jsonl", "--rules", "mine.yaml", "--what-if", "--json")
    assert done.code == 0
    assert done.json["removals"]["rules"]["short"]["hits"] == 3
    assert (
        "warning: rule short would remove 5 % of source answers.jsonl (3 of 60 records), its limit is 1 %" in done.err
    )
    assert not (answers.parent / ".curator").exists()


def test_a_run_over_a_limit_stops_and_says_how_to_go_on(curator: Curator, answers: Path) -> None:
    (answers.parent / "mine.yaml").write_text(PACK.replace("limit: 0.5", "limit: 0.01"))
    done = curator("curate", "answers.jsonl", "--rules", "mine.yaml", "-o", "out.jsonl")
    assert done.code == 2
    assert "for example: " in done.err
    assert "Write 2 letters.⏎⏎\\u001bx" in done.err
    assert "go on with --over-limit short (in a recipe: over_limit: [short])" in done.err
    assert not (answers.parent / "out.jsonl").exists()
    assert not (answers.parent / ".curator" / "versions").exists()
    again = curator("curate", "answers.jsonl", "--rules", "mine.yaml", "--over-limit", "short", "--json")
    assert again.json["counts"]["dropped"] == 3
    assert curator("curate", "latest", "--what-if", "--json").json["notes"] == []
    (answers.parent / "mine.yaml").write_text(
        PACK.replace("30 AND 90, then: review", "4 AND 90, then: drop, limit: 0.5")
    )
    (note,) = curator("curate", "latest", "--what-if", "--json").json["notes"]
    assert note.startswith("rule long would remove 95 % of source answers.jsonl (57 of 60 records), its limit is 50 %")


@pytest.mark.parametrize("wish", [(), ("--what-if",)], ids=" ".join)
def test_over_limit_wants_a_rule_of_the_run_before_any_work_is_done(
    curator: Curator, answers: Path, wish: tuple[str, ...]
) -> None:
    answers.unlink()
    done = curator("curate", "answers.jsonl", "--rules", "mine.yaml", "--over-limit", "shrt", *wish)
    assert (done.code, done.err.count("error: ")) == (2, 1), done.err
    assert "'shrt'; did you mean short?" in done.err


def test_over_limit_says_nothing_of_a_stored_version(curator: Curator, answers: Path) -> None:
    done = curator("curate", curated(curator), "--what-if", "--over-limit", "short")
    assert (done.code, "of a stored version nothing is stored" in done.err) == (2, True), done.err


def test_a_sweep_shows_every_step_and_records_that_tip_over(curator: Curator, answers: Path) -> None:
    version = curated(curator)
    found = curator("rules", "sweep", "short", "--over", "2:10:3", "--json").json
    assert [(step["value"], step["hits"], step["kept"], step["change"]) for step in found["steps"]] == [
        (2, 1, 28, 2),
        (6, 5, 24, -2),
        (10, 9, 20, -6),
    ]
    assert (found["version"], found["current"]["value"], found["column"]) == (version, 4, "response_chars")
    assert [flip["measured"] for flip in sorted(found["steps"][0]["examples"], key=lambda each: each["measured"])] == [
        2.0,
        3.0,
    ]
    shown = curator("rules", "sweep", "short", "--over", "2:10:3", "--version", version).out
    assert "4 (now)" in shown
    assert "at 2:" in shown
    assert "\x1b" not in shown


def test_a_rule_with_two_thresholds_needs_to_be_told_which(curator: Curator, answers: Path) -> None:
    curated(curator)
    asked = curator("rules", "sweep", "long", "--over", "20:40")
    assert (asked.code, "choose one with --column, as in --column 'response_chars >='" in asked.err) == (2, True)
    told = curator("rules", "sweep", "long", "--over", "20:40:2", "--column", "response_chars >=", "--json").json
    assert [step["hits"] for step in told["steps"]] == [41, 21]


@pytest.mark.parametrize("over", ["", "1", "1:", ":1", "a:b", "1:2:0", "1:2:3:4", "nan:1", "1:inf", "1:2:101", "1:2:x"])
def test_a_range_that_makes_no_sense(curator: Curator, answers: Path, over: str) -> None:
    done = curator("rules", "sweep", "short", "--over", over)
    assert (done.code, "wants FROM:TO or FROM:TO:STEPS" in done.err) == (2, True), done.err


@pytest.mark.parametrize(
    ("low", "high", "steps", "values"),
    [
        (0.1, 0.5, 5, [0.1, 0.2, 0.3, 0.4, 0.5]),
        (1, 10, 4, [1, 4, 7, 10]),
        (1, 10, 5, [1, 3, 6, 8, 10]),
        (0, 1, 3, [0, 0.5, 1]),
        (-2, 2, 5, [-2, -1, 0, 1, 2]),
        (3, 3, 5, [3]),
        (3, 9, 1, [3]),
    ],
)
def test_the_steps_of_a_range(low: float, high: float, steps: int, values: list[float]) -> None:
    assert spread(low, high, steps) == values
