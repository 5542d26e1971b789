"""Machine code is kept where it can be, and never for another source than that it was made of."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from curator import compiled as module

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
