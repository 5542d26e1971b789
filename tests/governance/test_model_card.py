"""What the card in a run's folder tells, and what it keeps to itself."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from curator import VersionStore
from curator.trial.model_card import write_card
from curator.versions import DatasetVersion

RUN: Mapping[str, Any] = {
    "run": "abc123",
    "version": "…",
    "seed": 3,
    "train": {"model": None, "rank": 4},
    "model_sha256": "f00d",
    "records": 9,
    "method": "prefix-frozen LoRA",
    "steps": 30,
    "examples_seen": 480,
    "tokens_seen": 12_345,
    "losses": [*[3.0] * 27, 1.0, 1.2, 1.4],
    "skipped": [{"record_id": "r1", "reason": "longer than 1,024 tokens"}] * 2,
    "threads": 1,
    "precision": "float32",
}


@pytest.fixture
def version(template: Path) -> DatasetVersion:
    return VersionStore(template / "store").get("latest")


def card(
    folder: Path, version: DatasetVersion, run: Mapping[str, Any] = RUN, **more: Any
) -> tuple[dict[str, Any], str]:
    """The metadata and the text of a card."""
    (folder / "adapter_config.json").write_text("{}")
    (folder / "curator.json").write_text(json.dumps({"template_sha256": "beef"}))
    write_card(folder, run, version, **more)
    _, head, text = (folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(head), text


def test_it_names_version_method_base_template_seed_and_what_was_left_out(
    tmp_path: Path, version: DatasetVersion
) -> None:
    head, text = card(tmp_path, version)
    assert (head["base_model"], head["library_name"]) == ("HuggingFaceTB/SmolLM2-135M-Instruct", "peft")
    for words in (
        f"trained on 9 records of the dataset version `{version.id}` (prefix-frozen LoRA)",
        "SHA-256 of its weights `f00d`",
        "SHA-256 with the system message `beef`",
        "| seed | 3 |",
        "| loss at the end | 1.200 nats |",
        "| rank | `4` |",
        "2 left out before training: longer than 1,024 tokens",
        "| data | `pairs.jsonl` | cc-by-nc-4.0 |",
        "| base model | `HuggingFaceTB/SmolLM2-135M-Instruct` | apache-2.0 |",
        "name: rivers",
    ):
        assert words in text
    assert "## Scores" not in text


def test_every_rule_that_hit_is_listed_with_what_it_removed(tmp_path: Path, version: DatasetVersion) -> None:
    _, text = card(tmp_path, version)
    hit = [rule["id"] for rule in version.manifest["rules"] if rule["hits"]]
    assert hit
    assert all(f"| `{rule}` |" in text for rule in hit)


def test_scores_are_told_with_their_intervals(tmp_path: Path, version: DatasetVersion) -> None:
    scores = [{"task": "rivers", "metric": "exact_match", "value": 0.5, "low": 0.25, "high": 0.75, "items": 12}]
    _, text = card(tmp_path, version, scores=scores)
    assert "| rivers | exact\\_match | 0.500 | 0.250 to 0.750 | 12 |" in text


def test_a_folder_is_told_by_its_name_alone_with_the_licence_that_its_card_states(
    tmp_path: Path, version: DatasetVersion
) -> None:
    model = tmp_path / "secret-place" / "my-model"
    model.mkdir(parents=True)
    (model / "README.md").write_text("---\nlicense: mit\n---\n# My model\n")
    head, text = card(tmp_path, version, {**RUN, "train": {"model": str(model)}})
    assert "base_model" not in head
    assert "| base model | `my-model` | mit |" in text
    assert "secret-place" not in text


def test_a_model_without_a_card_has_no_licence_that_anybody_guessed(tmp_path: Path, version: DatasetVersion) -> None:
    head, text = card(tmp_path, version, {**RUN, "train": {"model": "owner/unknown"}})
    assert "| base model | `owner/unknown` | not stated here |" in text
    assert "license" not in head


def test_a_card_is_written_anew(tmp_path: Path, version: DatasetVersion) -> None:
    first = card(tmp_path, version)
    assert card(tmp_path, version) == first
