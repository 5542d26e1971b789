"""Say how far a long step is, without knowing who is watching.

Work announces itself with `stage`; whoever runs the work decides with `watched_by` what is shown. Nobody watching
costs nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar

Advance = Callable[[int], None]
Watcher = Callable[[str, int | None], AbstractContextManager[Advance]]


def _nothing(_: int) -> None:
    """Advance that nobody looks at."""


_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


def stage(what: str, total: int | None = None) -> AbstractContextManager[Advance]:
    """A step called `what` of `total` units (none: unknown); call the value it gives with each batch's size."""
    watcher = _watcher.get()
    return watcher(what, total) if watcher else nullcontext(_nothing)


def remark(text: str) -> None:
    """How the innermost running stage does, in a few words: a loss, a rate; shown by watchers with a `remark`."""
    show = getattr(_watcher.get(), "remark", None)
    if show:
        show(text)


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Let `watcher` show every stage that starts inside the block."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)
