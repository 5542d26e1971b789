"""The demo on the real model: the curated data must be better than the raw and than a random subset."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="needs the train extra")


@pytest.mark.slow
def test_the_demo_finds_the_curated_data_better(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "curator", "demo", "--json", "--store", str(tmp_path / "store")]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    result = json.loads(done.stdout)
    found = {(each["metric"], each["a"], each["b"]): each for each in result["comparisons"]}
    for other in ("raw", "random"):
        # Processors round differently and a few questions more or less move exact match; likelihood hardly moves.
        likelihood = found["answer_log_likelihood", "curated", other]
        assert (likelihood["verdict"], likelihood["low"] > 0) == ("better", True), likelihood
        assert found["exact_match", "curated", other]["difference"] > 0
    assert result["decision"] in ("promote", "cannot tell")
    assert Path(result["report"]).is_file()
