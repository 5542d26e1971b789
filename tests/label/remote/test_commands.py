import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest

from curator.cli.commands import run
from curator.cli.label.push import STRATEGIES
from curator.label import sampling
from curator.versions import DatasetVersion, VersionStore


class Outcome(NamedTuple):
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Curator = Callable[..., Outcome]


@pytest.fixture
def curator(
    studio: Any,
    version: DatasetVersion,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Curator:
    """Runs `curator label ARGS…` on the store of the version, with the server and its token in the environment."""
    monkeypatch.setenv("CURATOR_STORE", str(VersionStore.of(version).root))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("LABEL_STUDIO_URL", studio.url)
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", studio.legacy)
    monkeypatch.setenv("COLUMNS", "100")

    def call(*args: str) -> Outcome:
        code = run(["label", *args])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call


def test_records_go_out_and_verdicts_come_back(studio: Any, curator: Curator) -> None:
    pushed = curator("push", "--project", "Review", "--control", "0", "--json").json
    assert {each["kind"]: each["added"] for each in pushed["projects"]} == {
        "tuple": ["t1"],
        "chat": ["c1"],
        "preference": ["p1"],
    }
    studio.answer("t1", by=7, verdict=["drop"])
    pulled = curator("pull", "--project", "Review", "--json").json
    assert (pulled["parent"], pulled["decided"], pulled["new"]) == ("aaaa00000000", {"drop": 1}, True)
    assert curator("pull", "--project", "Review", "--json").json["new"] is False


def test_people_are_told_what_was_sent_and_what_to_do_next(studio: Any, curator: Curator) -> None:
    first = curator("push", "--project", "Review", "--control", "0")
    assert f"{studio.url}/projects/1" in first.out
    assert "curator label pull --project 'Review'" in first.out
    assert "nothing new" in curator("pull", "--project", "Review").out
    studio.answer("t1", by=7, verdict=["drop"])
    studio.answer("c1", by=7, verdict=["keep"], quality=9)
    shown = curator("pull", "--project", "Review").out
    assert "verdicts: 1 drop" in shown
    assert "a rating of 9" in shown.replace("\n", " ")


def test_a_dispute_goes_to_a_second_project(studio: Any, curator: Curator) -> None:
    curator("push", "--project", "Review", "--control", "0")
    studio.answer("t1", by=1, verdict=["keep"])
    studio.answer("t1", by=2, verdict=["drop"])
    curator("pull", "--project", "Review")
    assert "Review adjudication" in curator("adjudicate", "--project", "Review").out
    assert studio.records().count("t1") == 2


def test_a_version_nobody_differs_about_has_nothing_to_adjudicate(curator: Curator) -> None:
    assert "disagree about nothing" in curator("adjudicate", "--project", "Review").out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["push", "--project", "ab"], "has 2 characters"),
        (["pull", "--project", "Nowhere"], "no project 'Nowhere'"),
        (["push", "--url", "nowhere"], "such as http://localhost:8080"),
        (["push", "--url", "http://me:secret@host"], "a password in it"),
        (["push", "bbbb"], "no version 'bbbb'"),
        (["login", "nowhere"], "not the address of a server"),
    ],
)
def test_what_cannot_be_is_told_with_a_way_out(curator: Curator, args: list[str], message: str) -> None:
    done = curator(*args)
    assert done.code == 2
    assert message in done.err
    assert "secret" not in done.err


def test_a_server_that_says_no_ends_with_3(studio: Any, curator: Curator) -> None:
    studio.legacy_allowed = False
    done = curator("push", "--project", "Review")
    assert (done.code, studio.legacy in done.err) == (3, False)
    assert "personal access token" in done.err


def test_a_login_is_tried_and_kept_where_nobody_else_reads_it(
    studio: Any, curator: Curator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curator.label.credentials._keyring", lambda: None)
    monkeypatch.setattr(click, "prompt", lambda *_, **__: f" {studio.legacy}\n")
    done = curator("login", f"{studio.url}/projects/3/data?tab=2")
    assert "the token is kept in" in done.out
    assert studio.legacy not in done.out + done.err
    (kept,) = tmp_path.glob("config/curator/*")
    assert kept.stat().st_mode & 0o777 == 0o600
    monkeypatch.delenv("LABEL_STUDIO_URL")
    monkeypatch.delenv("LABEL_STUDIO_API_KEY")
    assert curator("push", "--project", "Review", "--json").json["url"] == studio.url


def test_a_wrong_token_is_not_kept(
    studio: Any, curator: Curator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(click, "prompt", lambda *_, **__: "0" * 40)
    done = curator("login", studio.url)
    assert (done.code, list(tmp_path.glob("config/curator/*"))) == (3, [])
    assert "0" * 40 not in done.err


def test_neither_output_nor_files_hold_a_token(studio: Any, curator: Curator, version: DatasetVersion) -> None:
    studio.faults = ["502 after"]
    said = curator("push", "--project", "Review", "-v")
    studio.answer("t1", verdict=["drop"])
    pulled = curator("pull", "--project", "Review", "-v")
    written = b"".join(each.read_bytes() for each in VersionStore.of(version).root.rglob("*") if each.is_file())
    assert said.code == pulled.code == 0
    for secret in (studio.legacy, "sessionid"):
        assert secret not in said.out + said.err + pulled.out + pulled.err
        assert secret.encode() not in written


def test_without_a_server_it_is_told_how_to_get_one(curator: Curator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LABEL_STUDIO_URL")
    assert "curator label serve" in curator("push").err
    monkeypatch.setenv("LABEL_STUDIO_URL", "http://somewhere.invalid")
    monkeypatch.delenv("LABEL_STUDIO_API_KEY")
    assert "no token for this server" in curator("push").err


def test_another_version_of_the_server_is_told(studio: Any, curator: Curator) -> None:
    assert "tried with" not in curator("push", "--project", "Review").err
    studio.answers["GET /api/version"] = (200, b'{"release": "2.0.0"}')
    assert "this is Label Studio 2.0.0; curator was tried with 1.23" in curator("push", "--project", "Review").err


def test_a_file_that_was_imported_before_brings_nothing_new(studio: Any, curator: Curator, tmp_path: Path) -> None:
    curator("push", "--project", "Review", "--control", "0")
    studio.answer("t1", by=7, verdict=["drop"])
    export = tmp_path / "export.json"
    export.write_text(json.dumps(list(studio.tasks.values())))
    child = curator("import", str(export), "--json").json
    assert (child["new"], child["decided"]) == (True, {"drop": 1})
    assert "nothing new" in curator("import", str(export), "--version", child["version"]).out


def test_the_command_knows_every_strategy() -> None:
    assert STRATEGIES == sampling.STRATEGIES
