"""Axolotl and LLaMA-Factory read what is exported for them.

Neither can be installed beside curator's own trainers. `CURATOR_AXOLOTL` and `CURATOR_LLAMA_FACTORY` name the Python of
an environment that has one.
"""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from curator.export import export_for
from curator.recipe import Train
from curator.trial.elsewhere import run_elsewhere
from curator.versions import DatasetVersion

Make = Callable[..., DatasetVersion]

ANSWERS = ("The Elbe.", "The Oder.")
CHAT = {
    "messages": [
        {"role": "user", "content": "A river?"},
        {"role": "assistant", "content": ANSWERS[0]},
        {"role": "user", "content": "Another?"},
        {"role": "assistant", "content": ANSWERS[1]},
    ]
}
OBJECTS = {
    "text": [{"text": f"The Elbe rises in Bohemia, {place}. " * 4} for place in range(9)],
    "openai_chat": [CHAT] * 5,
    "preference": [{"prompt": "Name a river.", "chosen": ANSWERS[0], "rejected": "A river."}] * 5,
}
ALL = ["self-supervised", "supervised", "preference"]
SETTINGS: dict[str, dict[str, Any]] = {
    "lora": {"method": "lora", "stages": ALL, "gradient_checkpointing": True, "precision": "bfloat16"},
    "full": {"method": "full", "stages": ALL, "precision": "float32"},
    "4bit": {"method": "lora", "stages": ALL[1:], "quantization": "4bit"},
    "8bit": {"method": "dora", "quantization": "8bit"},
    "every-answer": {"method": "lora", "loss": "assistant", "packing": True, "template": "chatml"},
}
LEARNT = {name: "".join(ANSWERS) if name == "every-answer" else ANSWERS[1] for name in SETTINGS}


def exported(version: Make, model: Path, folder: Path, trainer: str) -> list[Path]:
    """The configurations of every run."""
    version_of_all = version(**OBJECTS)
    for name, settings in SETTINGS.items():
        train = Train.of(model=str(model), batch_size=2, examples_seen=8, max_tokens=200, **settings)
        export_for(version_of_all, folder / name, trainer, run=run_elsewhere(version_of_all, train))
    return sorted(folder.rglob("*.yaml"))


def check(name: str, found: dict[str, Any]) -> None:
    """Nothing of a configuration was lost, and of a chat the answers are learnt that should be."""
    assert found["lost"] == []
    assert found["records"] > 0
    learnt = found["first"].get("learnt") or found["first"].get("labels")
    if learnt and "Bohemia" not in learnt:
        assert learnt.replace("<|im_end|>", "").replace("\n", "") == LEARNT[name]


@pytest.mark.parametrize(
    ("variable", "trainer", "reader"),
    [
        ("CURATOR_AXOLOTL", "axolotl", "axolotl_reads.py"),
        ("CURATOR_LLAMA_FACTORY", "llama-factory", "llama_factory_reads.py"),
    ],
)
def test_every_key_is_known_and_the_same_answers_are_learnt(
    version: Make, tiny_model: Path, tmp_path: Path, variable: str, trainer: str, reader: str
) -> None:
    if not (python := os.environ.get(variable)):
        pytest.skip(f"{variable} names no Python")
    files = exported(version, tiny_model, tmp_path, trainer)
    asked = [python, str(Path(__file__).with_name("elsewhere") / reader), str(tiny_model), *map(str, files)]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=500, cwd=tmp_path)
    found = [json.loads(line) for line in done.stderr.splitlines() if line.startswith('{"file"')]
    assert [each["file"] for each in found] == list(map(str, files)), done.stderr[-2000:]
    for each in found:
        check(Path(each["file"]).relative_to(tmp_path).parts[0], each)
