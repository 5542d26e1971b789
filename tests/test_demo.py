"""The demo on the real model: the curated data must be better than the raw and than a random subset."""

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from curator.cli.commands import run
from curator.shipped import shipped

needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="needs the train extra")
in_full = pytest.mark.skipif("CURATOR_WHOLE_DEMO" not in os.environ, reason="takes seven minutes: make demo-test")


def result_of(*command: str, store: Path) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "curator", *command, "--json", "--store", str(store)],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return json.loads(done.stdout)


@pytest.fixture
def one_seed(tmp_path: Path) -> Path:
    """The recipe of the demo with one of its four seeds and fewer steps; one process reads the prompts only once."""
    shutil.copytree(shipped("sample_data"), tmp_path / "sample")
    path = tmp_path / "sample" / "recipe.yaml"
    recipe = yaml.safe_load(path.read_text())
    recipe["train"] |= {"seeds": recipe["train"]["seeds"][:1], "examples_seen": 128, "workers": 1, "threads": 1}
    path.write_text(yaml.safe_dump(recipe))
    return path


@needs_torch
@pytest.mark.training
def test_a_run_on_curated_data_is_better_than_any_other(one_seed: Path, tmp_path: Path) -> None:
    result = result_of("loop", "run", str(one_seed), store=tmp_path / "store")
    arms = {arm["arm"]: arm["metrics"] for arm in result["arms"]}
    likelihood, exact = (
        {arm: found[metric]["mean"] for arm, found in arms.items()}
        for metric in ("answer_log_likelihood", "exact_match")
    )
    for other in ("base", "raw", "random"):
        # With such few steps the curated run has been 0.7 nats ahead of the best other one.
        assert likelihood["curated"] > likelihood[other] + 0.2, likelihood
        assert exact["curated"] > exact[other], exact
    assert result["decision"] == "cannot tell"  # one seed tells nothing of the spread
    assert Path(result["report"]).is_file()


def test_the_demo_is_the_loop_on_the_sample_recipe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ran = []
    monkeypatch.setattr("curator.cli.loop.run_and_show", lambda _, recipe: ran.append(recipe))
    assert run(["demo", "--store", str(tmp_path)]) == 0
    assert ran == [shipped("sample_data") / "recipe.yaml"]


@in_full
@needs_torch
@pytest.mark.training
def test_the_demo_finds_the_curated_data_better(tmp_path: Path) -> None:
    result = result_of("demo", store=tmp_path / "store")
    found = {(each["metric"], each["a"], each["b"]): each for each in result["comparisons"]}
    for other in ("raw", "random"):
        likelihood = found["answer_log_likelihood", "curated", other]
        assert (likelihood["verdict"], likelihood["low"] > 0) == ("better", True), likelihood
        assert found["exact_match", "curated", other]["difference"] > 0
    assert result["decision"] in ("promote", "cannot tell")
