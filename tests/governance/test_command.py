"""`card` as a command."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from curator import DatasetVersion, VersionStore
from curator.cli.card import card
from curator.governance.card import text
from curator.governance.facts import of_version


def test_the_card_is_shown(version: DatasetVersion, store: VersionStore) -> None:
    outcome = CliRunner().invoke(card, [version.id, "--store", str(store.root)])
    assert outcome.exit_code == 0
    assert outcome.stdout == text(of_version(version))
    assert "warning: pairs.jsonl: cc-by-nc-4.0 forbids commercial use (1 record)" in outcome.stderr


def test_a_folder_is_written_and_told(version: DatasetVersion, store: VersionStore, tmp_path: Path) -> None:
    arguments = [version.id, "--store", str(store.root), "-o", str(tmp_path / "out"), "--json"]
    outcome = CliRunner().invoke(card, [*arguments, "--license", "pairs.jsonl=mit", "--license", "chats.jsonl=mit"])
    result = json.loads(outcome.stdout)
    assert result["licence"]["strictest"] == ["mit"]
    assert result["licence"]["warnings"] == []
    assert {each["path"] for each in result["files"]} <= {
        path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.parquet")
    }
    assert result["card"] == (tmp_path / "out" / "README.md").read_text()


def test_the_parts_of_a_split_are_told(version: DatasetVersion, store: VersionStore, tmp_path: Path) -> None:
    arguments = [version.id, "--store", str(store.root), "-o", str(tmp_path / "out"), "--split", "train=0.5,test=0.5"]
    outcome = CliRunner().invoke(card, [*arguments, "--json"])
    result = json.loads(outcome.stdout)
    assert sum(each["records"] for each in result["files"]) == result["records"] == 12
    assert {each["split"] for each in result["files"]} == {"train", "test"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--split", "train=1"], "--split and --format go with -o FOLDER"),
        (["--format", "alpaca"], "--split and --format go with -o FOLDER"),
        (["-o", "out", "--seed", "1"], "--seed goes with --split"),
    ],
)
def test_options_that_would_do_nothing_are_refused(
    version: DatasetVersion, store: VersionStore, options: list[str], message: str
) -> None:
    outcome = CliRunner().invoke(card, [version.id, "--store", str(store.root), *options])
    assert outcome.exit_code == 2
    assert message in outcome.stderr


@pytest.mark.parametrize("pair", ["mit", "=mit", "a="])
def test_a_licence_without_a_source_is_refused(version: DatasetVersion, store: VersionStore, pair: str) -> None:
    outcome = CliRunner().invoke(card, [version.id, "--store", str(store.root), "--license", pair])
    assert outcome.exit_code == 2
    assert f"--license wants SOURCE=ID, got {pair!r}" in outcome.stderr
