"""A training run in a process of its own that is killed in the middle, as a power cut or the kernel would."""

import multiprocessing
import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from curator.recipe import Train
from curator.train import Checkpoints, Step
from curator.trial.runs import session_for


def killed(train: Train, rows: Sequence[Any], folder: Path, at: int) -> None:
    """Train with seed 0, keeping every step in `folder`; SIGKILL comes once `at` steps are done, over all stages.

    Followers are told before a step is kept, so of the `at` steps all but one are on disk.
    """
    # Not a fork: threads of other libraries may hold locks in it.
    child = multiprocessing.get_context("spawn").Process(target=_train, args=(train, rows, folder, at))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL


def _train(train: Train, rows: Sequence[Any], folder: Path, at: int) -> None:
    def kill(step: Step) -> None:
        if step.overall == at:
            os.kill(os.getpid(), signal.SIGKILL)

    session_for(train).fit(rows, 0, Checkpoints(folder, 0.0), [kill])
