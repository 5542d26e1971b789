"""Learners on the tiny model, and rows of every kind."""

from collections.abc import Callable
from typing import Any

import pytest

from curator.recipe import Train
from curator.train import ModelFolder, Row
from curator.train.engine import TrainerLearner
from curator.train.rows import PreferenceRow, TextRow

Begin = Callable[..., TrainerLearner]


@pytest.fixture
def begin(model: ModelFolder) -> Begin:
    """Begin with a learner; settings not given are small."""

    def begun(model: ModelFolder = model, **settings: Any) -> TrainerLearner:
        small: dict[str, Any] = {"rank": 4, "alpha": 8, "batch_size": 4, "examples_seen": 16, "threads": 1}
        rate = {} if settings.get("method") == "full" else {"learning_rate": 0.02}
        precision = {} if settings.get("method") == "full" else {"precision": "float32"}
        return TrainerLearner(model, Train.of(model=str(model.path), **{**small, **rate, **precision, **settings}))

    return begun


@pytest.fixture
def unequal() -> list[Row]:
    """Four questions with answers of very different lengths."""
    pairs = [("up?", "u"), ("down?", "down it goes, all the way"), ("left or right?", "left"), ("b", "no")]
    return [Row(f"r{i}", ({"role": "user", "content": asked},), told) for i, (asked, told) in enumerate(pairs)]


@pytest.fixture
def preferences() -> list[PreferenceRow]:
    """Four questions with a better and a worse answer."""
    pairs = [("up?", "u", "no idea"), ("down?", "down", "up"), ("left?", "l", "r, or so they say"), ("b", "bb", "c")]
    return [PreferenceRow(f"p{i}", ({"role": "user", "content": a},), b, c) for i, (a, b, c) in enumerate(pairs)]


@pytest.fixture
def texts() -> list[TextRow]:
    """Two texts, one of them longer than any answer."""
    return [TextRow("t0", "the quick brown fox jumps over the lazy dog"), TextRow("t1", "once")]
