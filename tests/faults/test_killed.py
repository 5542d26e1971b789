"""kill -9 at any moment: the store can be read, and the next run ends as if nothing had happened."""

import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

from curator.trial.journal import Journal

CURATE = ("curate", "data.jsonl", "-o", "out.jsonl", "-q")


def spread(total: int, moments: int) -> list[int]:
    """Up to `moments` steps of `total`, the first and the last among them."""
    wanted = min(total, moments)
    return sorted({round(i * (total - 1) / max(1, wanted - 1)) for i in range(wanted)})


def test_curate_killed_before_any_change_it_makes(folder: Any, undisturbed: Any, moments: int) -> None:
    steps = undisturbed.changes(*CURATE)
    assert steps > 5
    expected = undisturbed.data_files()
    for step in spread(steps, moments):
        folder.killed_at(step, *CURATE)
        assert folder.verify() == []
        assert len(folder.leftovers()) <= 1
        assert folder.run(*CURATE).returncode == 0
        assert folder.data_files() == expected
        assert folder.leftovers() == []
        folder.forget()


@pytest.mark.slow
def test_curate_killed_at_random_moments_one_after_the_other(folder: Any, undisturbed: Any, moments: int) -> None:
    began = time.monotonic()
    assert undisturbed.run(*CURATE).returncode == 0
    seconds = time.monotonic() - began
    draw = random.Random(0)
    for _ in range(moments):
        process = folder.start(folder.command(*CURATE))
        time.sleep(draw.uniform(0, seconds))
        process.kill()
        process.communicate()
        assert folder.verify() == []
        assert len(folder.leftovers()) <= 1
    assert folder.run(*CURATE).returncode == 0
    assert folder.data_files() == undisturbed.data_files()
    assert folder.leftovers() == []
    assert folder.run("versions", "verify").returncode == 0


LOOP = ("loop", "run", "recipe.yaml", "-q")
OUTCOME = ".curator/loops/*/outcome.json"
TIMES = {"seconds", "cpu_seconds", "report"}


def outcome(folder: Any) -> Any:
    (found,) = folder.path.glob(OUTCOME)
    return without_times(json.loads(found.read_bytes()))


def without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_times(each) for key, each in value.items() if key not in TIMES}
    return [without_times(each) for each in value] if isinstance(value, list) else value


@pytest.mark.slow
def test_the_loop_killed_at_random_moments(folder: Any, undisturbed: Any, loop_moments: int, tiny_model: Path) -> None:
    for each in (folder, undisturbed):
        each.add_recipe(tiny_model)
    began = time.monotonic()
    assert undisturbed.run(*LOOP).returncode == 0
    seconds = time.monotonic() - began
    expected = outcome(undisturbed)
    draw = random.Random(0)
    finished: list[str] = []
    for moment in range(loop_moments):
        process = folder.start(folder.command(*LOOP))
        time.sleep(draw.uniform(0, seconds))
        process.kill()
        process.communicate()
        assert folder.verify() == []
        for path in folder.path.glob(".curator/loops/*/journal.jsonl"):
            steps = Journal(path).steps()
            assert steps[: len(finished)] == finished
            finished = steps
        if moment == loop_moments - 1 or list(folder.path.glob(OUTCOME)):
            assert folder.run(*LOOP).returncode == 0
            assert outcome(folder) == expected
            assert folder.leftovers() == []
            assert folder.verify() == []
            folder.forget()
            finished = []
