"""Run something in a process of its own that is killed in the middle, as a power cut or the kernel would."""

import os
import signal
from collections.abc import Callable

from curator.train import Follower, Step


def killed(train: Callable[[Follower], object], at: int) -> None:
    """Call `train` with a follower that ends the process with SIGKILL once `at` steps are done, over all stages."""
    child = os.fork()
    if child == 0:

        def kill(step: Step) -> None:
            # Followers are told before the step is kept, so of `at` steps all but one are on disk.
            if step.overall == at:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            train(kill)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL
