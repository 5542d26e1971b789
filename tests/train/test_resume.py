"""A run that was killed ends as if it had never been stopped."""

from pathlib import Path

import pytest

from curator.errors import DataError
from curator.train import Checkpoints, Row, Session
from tests.train.conftest import Start
from tests.train.killing import killed

pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")


def weights(session: Session) -> list[bytes]:
    return [each.detach().numpy().tobytes() for each in session._network.parameters()]


def test_a_killed_run_goes_on_to_the_same_bits(start: Start, rows: list[Row], tmp_path: Path) -> None:
    undisturbed = start()
    whole = undisturbed.fit(rows, 0)
    session = start()
    killed(lambda kill: session.fit(rows, 0, Checkpoints(tmp_path / "run", 0.0), [kill]), at=13)
    again = start()
    resumed = again.fit(rows, 0, Checkpoints(tmp_path / "run", 0.0))
    assert resumed.resumed_at == 12
    assert (resumed.losses, resumed.tokens_seen) == (whole.losses, whole.tokens_seen)
    assert weights(again) == weights(undisturbed)


def test_a_damaged_checkpoint_is_told_with_the_folder_to_delete(start: Start, rows: list[Row], tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / "checkpoint.safetensors").write_bytes(b"\x80\x04pickled")
    with pytest.raises(DataError, match=r"checkpoint of a stopped run cannot be read.*; delete .*/run to begin"):
        start().fit(rows, 0, Checkpoints(run))
