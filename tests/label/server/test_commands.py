"""`curator label serve`, `stop` and `doctor`, with a server that is a fake."""

import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from curator.cli.commands import run
from curator.label.server import account_of, local

FAKE = Path(__file__).with_name("fake_studio.py")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CURATOR_STORE", raising=False)
    monkeypatch.setattr(local, "install", lambda: Path(sys.executable))
    monkeypatch.setattr(local, "command", lambda python, *words: [str(python), str(FAKE), *words])
    home = local.server_folder(Path(".curator"))
    yield home
    local.stop(home)


def test_serve_says_where_and_how_to_sign_in_but_no_secret(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["label", "serve"]) == 0
    out, err = capsys.readouterr()
    assert "http://127.0.0.1:" in out
    assert str(folder / "account.json") in out.replace("\n", "")
    account = account_of(folder)
    assert account
    assert account.password not in out + err
    assert account.token not in out + err


def test_serve_again_and_stop(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["label", "serve", "--json"])
    first = orjson.loads(capsys.readouterr().out)
    run(["label", "serve", "--json"])
    again = orjson.loads(capsys.readouterr().out)
    assert again == {**first, "started": False}
    run(["doctor", "--json"])
    assert orjson.loads(capsys.readouterr().out)["label_studio"] == f"{first['version']}, runs at {first['url']}"
    run(["label", "stop", "--json"])
    assert orjson.loads(capsys.readouterr().out) == {"stopped": True, "url": first["url"]}
    run(["label", "stop"])
    assert "no Label Studio of this store runs" in capsys.readouterr().out
