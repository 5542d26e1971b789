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
    found = {(each["a"], each["b"]): each for each in result["comparisons"] if each["metric"] == "exact_match"}
    assert set(found) == {("curated", "raw"), ("curated", "random")}
    for each in found.values():
        assert (each["verdict"], each["low"] > 0) == ("better", True), each
    assert result["decision"] == "promote"
    assert Path(result["report"]).is_file()
