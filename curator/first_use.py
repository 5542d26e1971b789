"""Compiling functions takes seconds, the first time on a machine: it is said, and done before threads need them."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from curator.progress import Advance, stage, watched_by

Trial = tuple[Callable[..., Any], Callable[[], object]]
"""A compiled function, and what calls it with arguments of the types that it is for."""


def prepare(trials: Sequence[Trial]) -> None:
    """Call what was not compiled on this machine yet; nothing happens where all of it was."""
    missing = [trial for function, trial in trials if not _is_kept(function)]
    if not missing:
        return
    with stage("compiling, once on this machine", len(missing)) as advance:
        for trial in missing:
            with watched_by(_silent):  # what is being compiled says so itself
                trial()
            advance(1)


def _silent(_: str, __: int | None) -> nullcontext[Advance]:
    return nullcontext(lambda _: None)


def _is_kept(function: Any) -> bool:  # noqa: ANN401
    """Whether there is machine code of a function on disk."""
    folder = function.stats.cache_path  # none where nothing can be written
    module = function.__module__.rpartition(".")[2]
    return folder is not None and any(Path(folder).glob(f"{module}.{function.__qualname__}-*.nbc"))
