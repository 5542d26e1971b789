"""`card` as a command."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from curator import DatasetVersion, VersionStore
from curator.cli.card import card


def test_the_card_is_shown(version: DatasetVersion, store: VersionStore) -> None:
    outcome = CliRunner().invoke(card, [version.id, "--store", str(store.root)])
    assert outcome.exit_code == 0
    assert "# rivers" in outcome.stdout
    assert "warning: pairs.jsonl: cc-by-nc-4.0 forbids commercial use (1 records)" in outcome.stderr


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


@pytest.mark.parametrize("pair", ["mit", "=mit", "a="])
def test_a_licence_without_a_source_is_refused(version: DatasetVersion, store: VersionStore, pair: str) -> None:
    outcome = CliRunner().invoke(card, [version.id, "--store", str(store.root), "--license", pair])
    assert outcome.exit_code == 2
    assert f"--license wants SOURCE=ID, got {pair!r}" in outcome.stderr
