"""Sessions on the tiny model, and rows it can learn in a second."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from curator.models.runtime import load_torch, load_transformers
from curator.train import ModelFolder, Row, Session, resolve

Start = Callable[..., Session]


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> ModelFolder:
    """The tiny model with weights ten times as large: frozen, its output layer could not be sure of anything else."""
    torch, transformers = load_torch(), load_transformers()
    pytest.importorskip("peft")
    folder = tmp_path_factory.mktemp("large-weights") / "tiny"
    network = transformers.AutoModelForCausalLM.from_pretrained(tiny_model)
    with torch.no_grad():
        for weights in network.parameters():
            if weights.ndim == 2:
                weights.mul_(10)
    network.save_pretrained(folder)
    transformers.AutoTokenizer.from_pretrained(tiny_model).save_pretrained(folder)
    return resolve(str(folder))


@pytest.fixture
def start(model: ModelFolder) -> Start:
    """Start a session; settings not given are small."""

    def started(model: ModelFolder = model, **settings: Any) -> Session:
        small = {"rank": 4, "alpha": 8, "learning_rate": 0.02, "batch_size": 4, "examples_seen": 80, "threads": 1}
        return Session(model, **{**small, "precision": "float32", **settings})

    return started


@pytest.fixture
def rows() -> list[Row]:
    """Four questions with one-letter answers; two share a beginning."""
    pairs = [("up or down: a", "u"), ("up or down: b", "d"), ("left?", "l"), ("right?", "r")]
    return [Row(f"r{i}", ({"role": "user", "content": asked},), told) for i, (asked, told) in enumerate(pairs)]
