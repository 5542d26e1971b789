"""What people said about a version, on the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

Curator = Callable[..., Any]

PACK = """\
pack: mine
about: Lengths.  # as people see them
rules:
  - id: short-answer
    when: response_chars < 40   # to be measured
    then: drop
    why: Too short.
  - id: shout
    when: response_chars >= 40 AND response LIKE '%!%'
    then: review
    why: Loud.
"""


def _answer(number: int) -> str:
    return "y" * number + ("!" if number % 3 == 0 else ".")


def _annotation(by: int, nth: int, verdict: str, rules: list[str], **more: Any) -> dict[str, Any]:
    return {
        "id": 1000 * by + nth,
        "completed_by": by,
        "was_cancelled": False,
        "lead_time": 10.0 + by,
        "created_at": f"2026-01-05T09:{nth % 60:02}:{nth // 60:02}Z",
        "result": [
            {"from_name": "verdict", "to_name": "response", "type": "choices", "value": {"choices": [verdict]}},
            {"from_name": "rules", "to_name": "response", "type": "choices", "value": {"choices": rules}},
            {"from_name": "quality", "to_name": "response", "type": "rating", "value": {"rating": 1 + nth % 5}},
        ],
        **more,
    }


@pytest.fixture
def asked(curator: Curator, tmp_path: Path) -> Callable[..., str]:
    """Curates 120 answers of 1 to 120 letters and lets people judge all of them: below 20 letters is too short.

    Gives the id of the version that remembers it. `judge` says whom the second person agrees with.
    """

    def _asked(people: tuple[int, ...] = (1, 2)) -> str:
        lines = [{"instruction": f"Say {n}.", "input": "", "output": _answer(n)} for n in range(1, 121)]
        (tmp_path / "data.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        (tmp_path / "mine.yaml").write_text(PACK)
        made = curator("curate", "data.jsonl", "--rules", "mine.yaml", "--no-dedup", "--json")
        assert made.code == 0, made.err
        version = made.json["version"]
        (tmp_path / "export.json").write_text(json.dumps(_export(tmp_path, version, people)))
        done = curator("label", "import", "export.json", "--json")
        assert done.code == 0, done.err
        return str(done.json["version"])

    return _asked


def _export(folder: Path, version: str, people: tuple[int, ...]) -> list[dict[str, Any]]:
    from curator.label import make_tasks
    from curator.versions import VersionStore

    found = VersionStore(folder / ".curator").get(version)
    tasks = make_tasks(
        found.frame("records").collect(),
        found.frame("ledger").collect(),
        reasons={},
        model_version="v",
        verdicts=("keep", "drop", "review"),
    )["tuple"]
    exported = []
    for nth, task in enumerate(tasks):
        length = len(task["data"]["response"])
        hits = [each["value"] for each in task["data"]["rule_choices"]]
        # Person 2 sees every tenth record otherwise.
        annotations = [
            _annotation(
                by,
                nth,
                "drop" if (length < 20) != (by == 2 and nth % 10 == 0) else "keep",
                [rule for rule in hits if rule == "shout" or length < 20],
            )
            for by in people
        ]
        probability = {"stratum": "control", "probability": 1.0}
        exported.append({**task, "data": {**task["data"], **probability}, "annotations": annotations})
    return exported


def test_agreement_is_told_with_intervals_people_and_what_to_do(curator: Curator, asked: Callable[..., str]) -> None:
    version = asked()
    told = curator("label", "agreement", "--json").json
    assert (told["version"], told["annotations"], told["records"], told["shared"]) == (version, 240, 120, 120)
    assert told["disputed"] == len(told["queue"]) == 12
    assert all(0.5 <= each["probability"] <= 1 and each["likely"] in ("keep", "drop") for each in told["queue"])
    assert {each["annotator"] for each in told["queue"][0]["said"]} == {"1", "2"}
    verdict = told["questions"]["verdict"]
    assert verdict["observed"]["value"] == pytest.approx(0.9)
    assert 0 < verdict["krippendorff_nominal"]["low"] < verdict["krippendorff_nominal"]["value"] < 1
    assert told["questions"]["rating"]["krippendorff_ordinal"]["value"] == pytest.approx(1.0)
    assert [each["annotator"] for each in told["annotators"]] == ["1", "2"]
    assert told["annotators"][0]["seconds"] == 11.0
    assert curator("label", "agreement", "--seed", "1", "--json").json["questions"] != told["questions"]


@pytest.mark.parametrize("width", [80, 160])
def test_agreement_fits_the_terminal(
    curator: Curator, asked: Callable[..., str], width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked()
    monkeypatch.setenv("COLUMNS", str(width))
    shown = curator("label", "agreement")
    assert max(map(len, shown.out.splitlines())) <= width
    for expected in ("Krippendorff's α, ordinal", "Cohen's κ: 1 and 2", "12 records wait for somebody", "0.900"):
        assert expected in shown.out


def test_one_annotator_is_told_to_find_another(curator: Curator, asked: Callable[..., str]) -> None:
    asked((1,))
    assert "let a second person look" in curator("label", "agreement").out


@pytest.mark.parametrize("command", ["agreement", "calibrate"])
def test_a_version_nobody_was_asked_about_is_said(curator: Curator, tmp_path: Path, command: str) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"instruction": "Name a river.", "output": "The Elbe."}) + "\n")
    assert curator("curate", "a.jsonl", "--rules", "duplicates").code == 0
    done = curator("label", command)
    assert done.code == 2
    assert "has no annotations" in done.err
    assert "curator label import" in done.err


def test_calibration_tells_what_people_say_of_every_rule(curator: Curator, asked: Callable[..., str]) -> None:
    version = asked((1,))
    told = curator("label", "calibrate", "--json").json
    assert (told["version"], told["labelled"], told["control"]) == (version, 120, 120)
    short, shout = told["rules"]["short-answer"], told["rules"]["shout"]
    # An answer of n letters has n + 1 characters: 38 hits, of which those below 20 characters are right.
    assert (short["hits"], short["precision"]["labels"]) == (38, 38)
    assert short["precision"]["share"] == pytest.approx(18 / 38)
    assert short["recall"]["recall"] == pytest.approx(1.0)
    assert shout["precision"]["share"] == 1.0
    assert shout["recall"]["recall"] == 0.0
    assert told["together"]["recall"] == pytest.approx(1.0)
    assert told["suggestions"]["short-answer"]["precision"]["share"] >= 0.9


def test_applied_thresholds_stand_in_a_copy_of_the_pack_and_nothing_else_changes(
    curator: Curator, asked: Callable[..., str], tmp_path: Path
) -> None:
    asked((1,))
    told = curator("label", "calibrate", "--precision", "1", "--apply", "better", "--json").json
    assert told["written"] == ["better/mine.yaml", "better/mine.patch"]
    assert (tmp_path / "mine.yaml").read_text() == PACK
    assert (tmp_path / "better" / "mine.yaml").read_text() == PACK.replace("chars < 40 ", "chars < 20 ")
    patch = (tmp_path / "better" / "mine.patch").read_text()
    assert "-    when: response_chars < 40   # to be measured" in patch
    assert "+    when: response_chars < 20   # to be measured" in patch
    again = curator("label", "calibrate", "--precision", "1", "--apply", "better")
    assert again.code == 2
    assert "exists already" in again.err
    judged = curator("curate", "data.jsonl", "--rules", "better/mine.yaml", "--no-dedup", "--json").json
    assert judged["rules"]["short-answer"]["hits"] == 18


@pytest.mark.parametrize("width", [80, 160])
def test_calibration_fits_the_terminal(
    curator: Curator, asked: Callable[..., str], width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked()
    monkeypatch.setenv("COLUMNS", str(width))
    shown = curator("label", "calibrate")
    assert max(map(len, shown.out.splitlines())) <= width
    for expected in ("120 labelled records, 120 of them drawn at random", "short-answer", "--apply FOLDER"):
        assert expected in shown.out


def test_the_file_route_draws_as_push_does(curator: Curator, asked: Callable[..., str], tmp_path: Path) -> None:
    from curator.cli.label.push import STRATEGIES as OFFERED
    from curator.label.sampling import STRATEGIES

    assert OFFERED == STRATEGIES
    asked((1,))
    parent = curator("versions", "list", "--json").json["versions"][0]
    assert parent["parent"] is None
    told = curator("label", "export", parent["version"], "--strategy", "near", "--budget", "20", "--json").json
    assert 2 < told["tasks"]["tuple"] <= 20
    tasks = json.loads((tmp_path / "label-studio" / "tuple.json").read_text())
    strata = [task["data"]["stratum"] for task in tasks]
    assert strata.count("control") == 2
    assert set(strata) == {"near", "control"}
    assert all(0 < task["data"]["probability"] <= 1 for task in tasks)
    # Whoever was asked about is not drawn again.
    assert "is left to look at" in curator("label", "export", "--strategy", "stratified").out


def test_the_exported_ledger_says_who_decided_and_when(curator: Curator, asked: Callable[..., str]) -> None:
    version = asked((1,))
    assert curator("versions", "export", version, "--ledger", "ledger.parquet").code == 0
    ledger = pl.read_parquet("ledger.parquet")
    assert ledger.schema["decided_at"] == pl.Datetime("us", "UTC")
    by_people = ledger.filter(pl.col("decided_by").str.starts_with("annotator:"))
    assert by_people.height == 120
    assert by_people["decided_at"].null_count() == 0
    parent = curator("curate", "data.jsonl", "--rules", "mine.yaml", "--no-dedup", "--json").json["version"]
    curator("versions", "export", parent, "--ledger", "before.parquet")
    assert pl.read_parquet("before.parquet")["decided_at"].null_count() == 120
