"""`dose` from the command line, with a model that takes milliseconds."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Curator = Callable[..., Any]

QUICK = ["--examples-seen", "8", "--batch-size", "4", "--rank", "2", "--threads", "1", "--seeds", "0,1"]
RIVERS = ("Elbe", "Oder", "Weser", "Main", "Neckar", "Havel", "Saale", "Isar", "Spree", "Mosel", "Lahn", "Ruhr")


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train one run after the other: every worker would import torch anew."""
    monkeypatch.setattr("curator.trial.settings.workers_for", lambda _: 1)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Twelve sound tuples, and four held-out questions, one of which a tuple repeats."""
    rows = [
        {"instruction": f"Name the river that flows through town {at}.", "input": "", "output": f"It is the {name}."}
        for at, name in enumerate(RIVERS)
    ]
    held: list[dict[str, Any]] = [
        {"instruction": f"Which sea does the {name} reach?", "output": "North Sea", "options": ["North Sea", "Baltic"]}
        for name in RIVERS[:3]
    ]
    held.append({"instruction": rows[0]["instruction"], "output": "Elbe"})
    for name, lines in (("clean.jsonl", rows), ("held.jsonl", held)):
        (tmp_path / name).write_text("".join(json.dumps(line) + "\n" for line in lines))
    return tmp_path


def test_faults_are_put_in_curated_trained_on_and_told(curator: Curator, files: Path, tiny_model: Path) -> None:
    options = ["--heldout", "held.jsonl", "--shares", "0,50%", "--fault", "empty answer", "--model", str(tiny_model)]
    done = curator("dose", "clean.jsonl", *options, *QUICK, "--json")
    assert done.code == 0, done.err
    assert "10 trainings" in done.err
    result = done.json
    assert (result["records"], result["left_out"]) == (11, {"it repeats a held-out question": 1})
    (fault,) = result["faults"]
    assert (fault["fault"], fault["claimed_by"]) == ("empty answer", "empty-answer")
    none, half = fault["doses"]
    assert (none["injected"], none["arms"]) == ({}, {"raw": "raw 0%", "curated": "curated 0%"})
    assert (half["injected"], half["missed"]) == ({"empty answer": 6}, 0)
    assert {arm["arm"] for arm in result["arms"]} == {"base", *none["arms"].values(), *half["arms"].values()}
    assert fault["trends"]["raw"]["exact_match"]["course"] in ("falls at every step", "falls", "rises", "cannot tell")
    assert {"difference", "low", "high"} <= set(fault["gains"]["answer_log_likelihood"])


def test_a_finished_dose_trains_nothing_again_and_is_shown(
    curator: Curator, files: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ["dose", "clean.jsonl", "--heldout", "held.jsonl", "--shares", "0,0.5", "--fault", "empty answer+refusal"]
    first = curator(*command, "--model", str(tiny_model), *QUICK)
    assert first.code == 0, first.err

    def no_training(*_: object, **__: object) -> None:
        raise AssertionError("trained again")

    monkeypatch.setattr("curator.trial.trial.train_and_save", no_training)
    again = curator(*command, "--model", str(tiny_model), *QUICK)
    assert again.out == first.out
    assert "curated − random" in first.out
    assert "50%" in first.out


def test_the_kinds_of_fault_are_listed(curator: Curator) -> None:
    listed = curator("dose", "faults", "--json").json["faults"]
    assert {"fault": "refusal", "claimed_by": "refusal"} in listed
    assert "answer of another record" in curator("dose", "faults").out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--shares", "0.2,0.5"], "the shares are 0.2, 0.5; give 0 and at least one more"),
        (["--shares", "0,0.5,0.2"], "the shares are 0, 0.5, 0.2; give 0"),
        (["--shares", "0,1.5"], "the shares are 0, 1.5; give 0"),
        (["--shares", "none"], "--shares wants shares with commas between"),
        (["--seeds", "a"], "--seeds wants whole numbers"),
        (["--fault", "refusl"], "no fault 'refusl'; did you mean refusal?"),
        (["--fault", "wrong step, annotated"], "'wrong step, annotated' fits 0 of 11 records"),
        (["--fault", "refusal", "--fault", "refusal"], "a fault is named twice"),
        (["--rules", "nothing-like-this"], "nothing-like-this"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_trained(
    curator: Curator, files: Path, options: list[str], told: str
) -> None:
    done = curator("dose", "clean.jsonl", "--heldout", "held.jsonl", *options)
    assert done.code == 2
    assert told in done.err
    assert "Traceback" not in done.err


def test_data_without_answers_are_refused(curator: Curator, files: Path) -> None:
    (files / "pairs.jsonl").write_text('{"prompt": "a b c d", "chosen": "e", "rejected": "f"}\n')
    done = curator("dose", "pairs.jsonl", "--heldout", "held.jsonl")
    assert done.code == 2
    assert "has no record that faults can be put into" in done.err
