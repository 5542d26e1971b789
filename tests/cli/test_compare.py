"""`curator compare` from the command line, with a model that takes milliseconds."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Curator = Callable[..., Any]

QUICK = ["--examples-seen", "4", "--batch-size", "2", "--rank", "2", "--threads", "1", "--seeds", "0,1"]


@pytest.fixture
def heldout(tmp_path: Path) -> list[str]:
    items = [
        {"instruction": f"Which river is number {i}?", "output": "Elbe", "options": ["Elbe", "Oder"]} for i in range(4)
    ]
    (tmp_path / "held.jsonl").write_text("".join(json.dumps(item) + "\n" for item in items))
    return ["--heldout", "held.jsonl"]


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train one run after the other: every worker would import torch anew; tests/loop has several."""
    monkeypatch.setattr("curator.trial.settings.workers_for", lambda _: 1)


def test_versions_are_held_against_the_first(
    curator: Curator, data: Path, heldout: list[str], tiny_model: Path
) -> None:
    a = curator("curate", "data.jsonl", "--rules", "duplicates", "--json").json["version"]
    b = curator("curate", "data.jsonl", "--json").json["version"]
    options = [*heldout, "--model", str(tiny_model), *QUICK]
    result = curator("compare", a, b, *options, "--json").json
    assert [arm["arm"] for arm in result["arms"]] == ["base", a, b]
    assert {"a", "b", "metric", "difference", "low", "high", "p_adjusted", "mde", "verdict"} <= set(
        result["comparisons"][0]
    )
    shown = curator("compare", a, b, *options).out
    assert b in shown
    assert "mean ± standard deviation over 2 seeds" in shown
    assert result["comparisons"][0]["sentence"][:40] in " ".join(shown.split())


def test_a_version_alone_is_held_against_the_usual_arms(
    curator: Curator, data: Path, heldout: list[str], tiny_model: Path
) -> None:
    version = curator("curate", "data.jsonl", "--json").json["version"]
    done = curator("compare", version, *heldout, "--model", str(tiny_model), *QUICK[:-1], "0", "--json")
    assert done.code == 0, done.err
    assert [arm["arm"] for arm in done.json["arms"]] == ["base", "prompted", version, "raw", "random", "longest"]
    assert {each["b"] for each in done.json["comparisons"]} == {"prompted", "raw", "random", "longest"}


def test_rules_and_arms_of_one_version(curator: Curator, data: Path, heldout: list[str], tiny_model: Path) -> None:
    version = curator("curate", "data.jsonl", "--json").json["version"]
    asked = ["--arms", "raw, random", "--without", "empty-answer", "--only", "empty-answer", "--early-stop"]
    done = curator("compare", version, *heldout, *asked, "--model", str(tiny_model), *QUICK, "--json")
    assert done.code == 0, done.err
    assert [arm["arm"] for arm in done.json["arms"]] == [
        "base", version, "raw", "random", "without:empty-answer", "only:empty-answer",
    ]  # fmt: skip
    assert {(each["a"], each["b"]) for each in done.json["comparisons"]} == {
        (version, "raw"),
        (version, "random"),
        (version, "without:empty-answer"),
        ("only:empty-answer", "raw"),
    }


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["--arms", "randm"], "no arm 'randm'; did you mean random?"),
        (["--without", "empty-anser"], "did you mean empty-answer?"),
        (["--arms", "raw", "--seeds", "one"], "--seeds wants whole numbers"),
        (["--arms", "raw", "--heldout", "nowhere.jsonl"], "held-out set: no such file"),
    ],
)
def test_mistakes_are_said_before_anything_is_trained(
    curator: Curator, data: Path, heldout: list[str], options: list[str], what: str
) -> None:
    curator("curate", "data.jsonl")
    done = curator("compare", "latest", *([] if "--heldout" in options else heldout), *options)
    assert done.code == 2
    assert what in done.err


def test_no_questions_are_no_trial(curator: Curator, data: Path) -> None:
    curator("curate", "data.jsonl")
    done = curator("compare", "latest", "--arms", "raw")
    assert done.code == 2
    assert "there is nothing to measure on" in done.err
