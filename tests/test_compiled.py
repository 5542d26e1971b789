"""Machine code is kept where it can be, and never for another source than that it was made of."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from curator import compiled as module
from curator.progress import Advance, watched_by

SOURCE = "from curator.compiled import compiled\n"


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    module._folder.cache_clear()
    yield
    module._folder.cache_clear()


def double(number: int) -> int:
    return 2 * number


def test_functions_run_where_nothing_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATOR_CACHE", "/dev/null/nowhere")
    assert module._folder() == ""
    assert module.compiled(double)(21) == 42


def test_any_change_of_a_compiled_source_has_a_folder_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CURATOR_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(module, "HOME", tmp_path)
    (tmp_path / "readers").mkdir()
    folders = []
    for text in ("", SOURCE + "a = 1\n", SOURCE + "a = 2\n", SOURCE + "a = 1\n"):
        (tmp_path / "readers" / "walk.py").write_text(text)
        module._folder.cache_clear()
        folders.append(module._folder())
    assert len(set(folders)) == 3
    assert folders[1] == folders[3]
    assert all(Path(folder).is_dir() for folder in folders)


def test_whatever_is_compiled_is_said_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CURATOR_CACHE", str(tmp_path))
    function = module.compiled(double)

    @module.compiled
    def outer(number: int) -> int:
        return function(number) + 1

    said: list[str] = []

    @contextmanager
    def show(what: str, _: int | None) -> Iterator[Advance]:
        said.append(what)
        yield lambda _: None
        said.append("done")

    with watched_by(show):
        assert (outer(2), outer(3)) == (5, 7)
    assert said == ["compiling, once on this machine", "done"]


KERNELS = """
import sys
import numpy as np
from curator.compiled import compiled

@compiled
def double(number):
    return 2 * number

@compiled
def doubles(numbers):
    found = np.empty(len(numbers), np.int64)
    for place in range(len(numbers)):
        found[place] = double(numbers[place])
    if numbers.any() and found.sum() < 0:  # of a module of numba that brings SciPy
        found[:] = 0
    return found

print(doubles(np.arange(3)), double(3), "numba.np.linalg" in sys.modules)
"""


def test_what_is_kept_is_loaded_without_the_compiler_and_what_is_not_is_compiled(tmp_path: Path) -> None:
    (tmp_path / "kernels.py").write_text(KERNELS)
    environment = os.environ | {"CURATOR_CACHE": str(tmp_path / "cache")}

    def said() -> str:
        command = [sys.executable, str(tmp_path / "kernels.py")]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    assert said() == "[0 2 4] 6 True\n"
    assert said() == "[0 2 4] 6 False\n"
    for path in (tmp_path / "cache").rglob("kernels.double-*"):
        path.unlink()
    assert said() == "[0 2 4] 6 True\n"
    assert said() == "[0 2 4] 6 False\n"
