"""What is told of training data before a step is taken."""

from collections.abc import Callable

import pytest

from curator.models.template import Template
from curator.recipe import Stage
from curator.report.terminal import as_text
from curator.report.training_data import training_data_renderable
from curator.train.examples import inspect
from curator.train.rows import PreferenceRow, Row, Skipped, TextRow, TrainingRows

Named = Callable[[str], Template]
ASKED = ({"role": "user", "content": "A river?"},)
ROWS = TrainingRows(
    (
        Row("r1", ASKED, "The Elbe."),
        Row("r2", ASKED, "The Elbe." * 50),
        Row("r3", ASKED, "Elbe</s>"),
        Row("r4", ASKED, "Elbe</s>"),
        TextRow("t1", "One two three. " * 20),
        PreferenceRow("p1", ASKED, "The Elbe.", "No."),
    ),
    (Skipped("x1", "it has no response"),),
)
ALL: tuple[Stage, ...] = ("self-supervised", "supervised", "preference")


def report(named: Named, rows: TrainingRows = ROWS, stages: tuple[Stage, ...] = ALL) -> dict[str, object]:
    return inspect(rows, stages, named("zephyr"), model="tiny", loss="completion", max_tokens=100).to_dict()


def test_every_record_is_usable_or_left_out_with_its_id_and_reason(named: Named) -> None:
    texts, chats, pairs = report(named)["stages"]  # type: ignore[misc]
    assert [(each["records"], each["usable"], each["examples"]) for each in (texts, chats, pairs)] == [
        (1, 1, 4),
        (4, 1, 1),
        (1, 1, 1),
    ]
    assert {each["record_id"]: each["reason"] for each in chats["left_out"]} == {
        "r2": "longer than 100 tokens",
        "r3": "</s> in the assistant's text would be read as a control token",
        "r4": "</s> in the assistant's text would be read as a control token",
    }
    assert chats["reasons"][0] | {"reason": ""} == {"reason": "", "records": 2, "example": "r3"}


def test_the_first_example_is_shown_with_what_is_learnt_of_it(named: Named) -> None:
    _, chats, pairs = report(named)["stages"]  # type: ignore[misc]
    asked = {"part": "read", "text": "<|user|>\nA river?</s>\n<|assistant|>\n"}
    assert (chats["first"], chats["look"]) == ("r1", [asked, {"part": "learnt", "text": "The Elbe.</s>"}])
    assert pairs["look"] == [
        asked,
        {"part": "chosen", "text": "The Elbe.</s>"},
        {"part": "rejected", "text": "No.</s>"},
    ]


def test_a_stage_without_data_is_not_trainable(named: Named) -> None:
    found = report(named, TrainingRows(ROWS.rows[:1], ()))
    assert not found["trainable"]
    assert report(named)["trainable"]


@pytest.mark.parametrize("width", [60, 80, 160])
def test_the_terminal_shows_shares_reasons_and_the_first_example(named: Named, width: int) -> None:
    shown = as_text(training_data_renderable(report(named)), width=width)
    assert max(map(len, shown.splitlines())) <= width
    for words in ("supervised: 1 of 4 records can be learnt from", "50.0%  r3", "learnt  The Elbe.</s>", "of no use"):
        assert words in shown
    chats = inspect(ROWS, ("supervised",), named("zephyr"), model="tiny", loss="completion", max_tokens=100).stages[0]
    assert 0 < chats.share_too_long < 1
