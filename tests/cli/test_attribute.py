"""`attribute` from the command line, with a model that takes milliseconds."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Curator = Callable[..., Any]

QUICK = ["--examples-seen", "16", "--batch-size", "4", "--rank", "2", "--threads", "1", "--seeds", "0,1"]
RIVERS = ("Elbe", "Oder", "Weser", "Main", "Neckar", "Havel", "Saale", "Isar", "Spree", "Mosel", "Lahn", "Ruhr")


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train one run after the other: every worker would import torch anew."""
    monkeypatch.setattr("curator.trial.settings.workers_for", lambda _: 1)
    monkeypatch.setattr("curator.studies.proxy.workers_for", lambda _: 1)


@pytest.fixture
def held(tmp_path: Path, curator: Curator) -> str:
    """A curated version of twelve sound tuples, four without an answer and one that says so; three questions."""
    rows = [
        {"instruction": f"Name the river that flows through town {at}.", "input": "", "output": f"It is the {name}."}
        for at, name in enumerate(RIVERS)
    ]
    rows += [{"instruction": f"Describe lake {at}.", "input": "", "output": ""} for at in range(4)]
    rows.append({"instruction": "Describe hill 9.", "input": "", "output": "<nooutput>"})
    items = [
        {"instruction": f"Which sea does the {name} reach?", "output": "North Sea", "options": ["North Sea", "Baltic"]}
        for name in RIVERS[:3]
    ]
    for name, lines in (("rows.jsonl", rows), ("held.jsonl", items)):
        (tmp_path / name).write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert curator("curate", "rows.jsonl").code == 0
    return "held.jsonl"


def test_each_rule_that_matters_is_left_out_once_and_the_others_are_named(
    curator: Curator, held: str, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ["attribute", "latest", "--heldout", held, "--least", "0.2", "--proxy", "--model", str(tiny_model)]
    done = curator(*command, *QUICK, "--json")
    assert done.code == 0, done.err
    rules = {rule["rule"]: rule for rule in done.json["rules"]}
    empty, sentinel = rules["empty-answer"], rules["sentinel-answer"]
    assert (empty["changed"], empty["skipped"]) == (4, None)
    assert (sentinel["changed"], sentinel["skipped"]) == (1, "it changes fewer than 20.0% of 12 kept records")
    assert rules["refusal"]["skipped"] == "it hits nothing"
    effect = empty["effects"]["answer_log_likelihood"]
    assert (effect["a"], effect["b"]) == ("all rules", "without:empty-answer")
    assert effect["low"] <= effect["difference"] <= effect["high"]
    assert empty["proxy"]["share"] == pytest.approx(4 / 16)
    assert sentinel["effects"] == {}

    def no_training(*_: object, **__: object) -> None:
        raise AssertionError("trained again")

    monkeypatch.setattr("curator.trial.trial.train_and_save", no_training)
    monkeypatch.setattr("curator.studies.proxy.Proxy.do", no_training)
    shown = curator(*command, *QUICK)
    assert shown.code == 0, shown.err
    assert "not on trial, it changes fewer than 20.0% of 12 kept records: sentinel-answer (1)" in shown.out


def test_the_proxy_alone_trains_nothing_without_a_rule(
    curator: Curator, held: str, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_training(*_: object, **__: object) -> None:
        raise AssertionError("trained")

    monkeypatch.setattr("curator.trial.trial.train_and_save", no_training)
    options = ["--heldout", held, "--rules", "empty-answer", "--proxy-only", "--model", str(tiny_model)]
    done = curator("attribute", *options, *QUICK, "--json")
    assert done.code == 0, done.err
    (rule,) = done.json["rules"]
    assert rule["effects"] == {}
    assert rule["proxy"]["score"] == pytest.approx(rule["proxy"]["per_record"] * rule["proxy"]["share"])


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--rules", "empty-anser"], "did you mean empty-answer?"),
        (["--rules", "refusal"], "changes enough records to be put on trial; the most is 0"),
        (["--seeds", "x"], "--seeds wants whole numbers"),
    ],
)
def test_what_cannot_be_is_said(curator: Curator, held: str, options: list[str], told: str) -> None:
    done = curator("attribute", "latest", "--heldout", held, *options)
    assert done.code == 2
    assert told in done.err


def test_questions_without_an_answer_are_nothing_to_the_proxy(
    curator: Curator, held: str, tiny_model: Path, tmp_path: Path
) -> None:
    asked = {"prompt": "Say it.", "instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}]}
    (tmp_path / "asked.jsonl").write_text(json.dumps(asked) + "\n")
    (tmp_path / "t.yaml").write_text("task: t\nitems: asked.jsonl\nmetrics: [constraints]\n")
    done = curator("attribute", "latest", "--task", "t.yaml", "--proxy-only", "--model", str(tiny_model), *QUICK)
    assert done.code == 2
    assert "the proxy looks at gold answers, and no question has one" in done.err


def test_without_questions_there_is_nothing_to_measure_on(curator: Curator, held: str) -> None:
    done = curator("attribute", "latest")
    assert (done.code, "there is nothing to measure on" in done.err) == (2, True)
