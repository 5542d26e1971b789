"""A run that was killed ends as if it had never been stopped."""

from pathlib import Path
from typing import Any

import pytest

from curator.errors import DataError
from curator.recipe import Train
from curator.train import Checkpoints, ModelFolder, Row
from curator.train.rows import PreferenceRow, TextRow
from curator.trial.runs import session_for
from tests.train.conftest import Start
from tests.train.killing import killed

pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")

QUICK = {"rank": 4, "alpha": 8, "learning_rate": 0.02, "batch_size": 4, "threads": 1, "precision": "float32"}


def weights(learner: Any) -> list[bytes]:
    return [each.detach().numpy().tobytes() for each in learner._network.parameters()]


@pytest.mark.parametrize(
    ("settings", "at", "steps"),
    [
        ({"examples_seen": 80}, 13, 20),
        ({"examples_seen": 16, "stages": ["self-supervised", "supervised", "preference"]}, 11, 12),
    ],
    ids=["frozen prompts", "three stages"],
)
def test_a_killed_run_goes_on_to_the_same_bits(
    rows: list[Row], model: ModelFolder, tmp_path: Path, settings: dict[str, Any], at: int, steps: int
) -> None:
    if "stages" in settings:
        pytest.importorskip("trl")
    mixed = [
        *rows,
        *(PreferenceRow(f"p{i}", row.messages, row.response, "no") for i, row in enumerate(rows)),
        TextRow("t", "the quick brown fox"),
    ]
    taught = mixed if "stages" in settings else rows
    train = Train.of(model=str(model.path), **QUICK, **settings)
    killed(train, taught, tmp_path / "run", at)
    learner = session_for(train)
    resumed = learner.fit(taught, 0, Checkpoints(tmp_path / "run", 0.0))
    after = weights(learner)
    whole = learner.fit(taught, 0)
    assert (resumed.resumed_at, resumed.steps) == (at - 1, steps)
    assert (resumed.losses, resumed.tokens_seen, after) == (whole.losses, whole.tokens_seen, weights(learner))


def test_a_damaged_checkpoint_is_told_with_the_folder_to_delete(start: Start, rows: list[Row], tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / "checkpoint.safetensors").write_bytes(b"\x80\x04pickled")
    with pytest.raises(DataError, match=r"checkpoint of a stopped run cannot be read.*; delete .*/run to begin"):
        start().fit(rows, 0, Checkpoints(run))
