from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

from curator.first_use import prepare
from curator.progress import Advance, watched_by


class Function:
    """Stands for a compiled function; `stats` says where its machine code is kept."""

    def __init__(self, name: str, folder: Path | None) -> None:
        self.__module__, self.__qualname__ = "curator.dedup.kernel", name
        self.stats = SimpleNamespace(cache_path=folder and str(folder))

    def __call__(self) -> None:
        """Never called by itself: only trials are."""


def watch(functions: list[Function]) -> tuple[list[str], list[object]]:
    """The functions that were tried out, and what was said meanwhile."""
    tried: list[str] = []
    said: list[object] = []

    @contextmanager
    def show(what: str, total: int | None) -> Iterator[Advance]:
        said.extend((what, total))
        yield said.append

    trials = [(each, lambda each=each: tried.append(each.__qualname__)) for each in functions]
    with watched_by(show):
        prepare(trials)
    return tried, said


def test_what_is_not_kept_is_compiled_and_said(tmp_path: Path) -> None:
    (tmp_path / "kernel.sign-26.py311.1.nbc").touch()
    (tmp_path / "kernel.sets-99.py311.nbi").touch()  # an index without machine code
    found = watch([Function(name, tmp_path) for name in ("sign", "sets", "jaccard")])
    assert found == (["sets", "jaccard"], ["compiling, once on this machine", 2, 1, 1])


def test_nothing_is_said_where_everything_is_kept(tmp_path: Path) -> None:
    (tmp_path / "kernel.sign-26.py311.1.nbc").touch()
    assert watch([Function("sign", tmp_path)]) == ([], [])


def test_where_nothing_can_be_kept_everything_is_compiled() -> None:
    assert watch([Function("sign", None)])[0] == ["sign"]
