"""What `train --check` tells, what a run's folder says of itself, and an export that carries a recipe's settings."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

Curator = Callable[..., Any]

QUICK = ["--examples-seen", "4", "--batch-size", "2", "--rank", "2", "--threads", "1"]


def test_check_tells_what_would_be_learnt_and_trains_nothing(curator: Curator, data: Path, tiny_model: Path) -> None:
    curator("curate", "data.jsonl")
    shown = curator("train", "latest", "--check", "--model", str(tiny_model))
    assert shown.code == 0, shown.err
    assert "supervised: 9 of 9 records can be learnt from" in shown.out
    assert "<|im_end|>" in shown.out
    told = curator("train", "latest", "--check", "--model", str(tiny_model), "--json").json
    assert (told["trainable"], told["stages"][0]["usable"], told["stages"][0]["left_out"]) == (True, 9, [])
    assert not list(data.parent.rglob("run.json"))


def test_check_fails_where_nothing_can_be_learnt_and_names_the_records(
    curator: Curator, tmp_path: Path, tiny_model: Path
) -> None:
    record = {"instruction": "Which token ends a turn in ChatML?", "output": "It is <|im_end|>, of course."}
    (tmp_path / "raw.jsonl").write_text(json.dumps(record) + "\n")
    (tmp_path / "raw.yaml").write_text("data: {sources: [raw.jsonl]}\nrules: []\nfixes: false\n")
    curator("curate", "raw.yaml")
    told = curator("train", "latest", "--check", "--model", str(tiny_model), "--json")
    assert told.code == 1
    (left_out,) = told.json["stages"][0]["left_out"]
    assert left_out["reason"] == "<|im_end|> in the assistant's text would be read as a control token"
    shown = curator("train", "latest", "--check", "--model", str(tiny_model))
    assert left_out["record_id"] in shown.out
    assert "supervised: 0 of 1 records can be learnt from" in shown.out


def test_a_run_lies_beside_a_card_that_names_its_version(curator: Curator, data: Path, tiny_model: Path) -> None:
    curator("curate", "data.jsonl")
    run = curator("train", "latest", "--model", str(tiny_model), *QUICK, "--json").json
    card = (Path(run["adapter"]) / "README.md").read_text(encoding="utf-8")
    assert f"trained on 9 records of the dataset version `{run['version']}`" in card
    assert str(tiny_model.parent) not in card


@pytest.mark.parametrize("trainer", ["trl", "axolotl", "llama-factory"])
def test_an_export_carries_the_settings_of_a_recipe(
    curator: Curator, data: Path, tmp_path: Path, tiny_model: Path, trainer: str
) -> None:
    settings = {"model": str(tiny_model), "template": "zephyr", "max_tokens": 400, "epochs": 2, "batch_size": 3}
    recipe = {"data": {"sources": ["data.jsonl"]}, "train": settings}
    (tmp_path / "r.yaml").write_text(yaml.safe_dump(recipe))
    curator("curate", "r.yaml")
    done = curator("versions", "export", "latest", "--for", trainer, "-o", "out", "--recipe", "r.yaml")
    assert done.code == 0, done.err
    (file,) = Path("out").rglob("*.yaml")
    assert str(file) in done.out.splitlines()[-1]
    written = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert written["max_steps"] == 6
    assert str(tiny_model) in (written.get("model_name_or_path"), written.get("base_model"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--for", "openai", "-o", "out"], "--recipe goes with --for trl or axolotl or llama-factory"),
        (["-o", "out.jsonl"], "--recipe go with --for"),
    ],
)
def test_a_recipe_for_what_takes_none_is_refused(
    curator: Curator, data: Path, tmp_path: Path, arguments: list[str], message: str
) -> None:
    (tmp_path / "r.yaml").write_text("data: {sources: [data.jsonl]}\n")
    curator("curate", "r.yaml")
    done = curator("versions", "export", "latest", *arguments, "--recipe", "r.yaml")
    assert done.code == 2
    assert message in done.err


def test_a_template_that_nobody_knows_is_told_with_the_nearest(
    curator: Curator, data: Path, tmp_path: Path, tiny_model: Path
) -> None:
    train = f"train: {{model: {tiny_model}, template: zefyr}}"
    (tmp_path / "r.yaml").write_text(f"data: {{sources: [data.jsonl]}}\n{train}\n")
    curator("curate", "data.jsonl")
    done = curator("versions", "export", "latest", "--for", "trl", "-o", "out", "--recipe", "r.yaml")
    assert (done.code, Path("out").exists()) == (2, False)
    assert "no chat template 'zefyr'; did you mean zephyr?" in done.err


def test_check_leaves_out_what_repeats_a_question(
    curator: Curator, data: Path, tmp_path: Path, tiny_model: Path
) -> None:
    curator("curate", "data.jsonl")
    first = json.loads(data.read_text().splitlines()[0])
    (tmp_path / "held.jsonl").write_text(json.dumps({"instruction": first["instruction"], "output": "x"}) + "\n")
    asked = ["train", "latest", "--check", "--model", str(tiny_model), "--heldout"]
    shown = curator(*asked, "held.jsonl")
    assert "supervised: 8 of 8 records can be learnt from" in shown.out
    assert "it repeats a held-out question" in " ".join(shown.out.split())
    missing = curator(*asked, "nowhere.jsonl")
    assert missing.code == 2
    assert "no such file" in missing.err


def test_an_unknown_log_is_said_before_anything_is_loaded(curator: Curator, data: Path) -> None:
    curator("curate", "data.jsonl")
    done = curator("train", "latest", "--check", "--log", "tensorbord:x")
    assert done.code == 2
    assert "cannot log to 'tensorbord:x'" in done.err
