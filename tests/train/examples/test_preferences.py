"""Pairs as tokens: one prompt, two answers, each with its end of turn."""

from collections.abc import Callable

import pytest

from curator.models.template import Template
from curator.train.examples import Pair
from curator.train.examples.preferences import preferences
from curator.train.examples.supervised import supervised
from curator.train.rows import PreferenceRow, Row, Skipped

Named = Callable[[str], Template]

ASKED = ({"role": "user", "content": "A river?"},)


def only(row: PreferenceRow, template: Template) -> Pair:
    """The one pair of one row."""
    made = preferences([row], template, max_tokens=500)
    assert made.left_out == ()
    return made.pairs[0]


def test_prompt_and_answers_are_what_the_supervised_stage_makes_of_them(named: Named) -> None:
    template = named("zephyr")
    pair = only(PreferenceRow("r1", ASKED, "The Elbe.", "No."), template)
    rows = [Row("r1", ASKED, text) for text in ("The Elbe.", "No.")]
    chosen, rejected = supervised(rows, template, max_tokens=500).examples
    assert (pair.prompt + pair.chosen, pair.prompt + pair.rejected) == (chosen.ids, rejected.ids)
    assert template.vocabulary.decode(pair.rejected) == "No.</s>"


@pytest.mark.parametrize("name", ["zephyr", "chatml", "llama-3", "alpaca", "gemma", "phi-3"])
def test_pairs_are_those_of_trl_but_for_what_the_template_writes_behind_the_end(named: Named, name: str) -> None:
    trl = pytest.importorskip("trl.data_utils")
    template = named(name)
    pair = only(PreferenceRow("r1", ASKED, "The Elbe.", "No."), template)
    sides = {side: [{"role": "assistant", "content": text}] for side, text in CHOICE.items()}
    reference = trl.apply_chat_template({"prompt": list(ASKED), **sides}, template.vocabulary.tokenizer)
    decode = template.vocabulary.decode
    assert decode(pair.prompt) == reference["prompt"]
    assert decode(pair.chosen) == reference["chosen"].rstrip("\n")
    assert decode(pair.rejected) == reference["rejected"].rstrip("\n")


CHOICE = {"chosen": "The Elbe.", "rejected": "No."}


@pytest.mark.parametrize(
    ("chosen", "rejected", "reason"),
    [
        ("No.", "No.", "its two answers are the same"),
        ("No.", "No.</s>", "</s> in the assistant's text would be read as a control token"),
        ("No.", "No." * 20, "longer than 60 tokens"),
        (
            "No.<|im_end|>",
            "No.",
            "<|im_end|> in the chosen answer is another model's control token, plain text to this one",
        ),
    ],
)
def test_pairs_that_cannot_be_learnt_from_are_left_out_and_named(
    named: Named, chosen: str, rejected: str, reason: str
) -> None:
    made = preferences([PreferenceRow("r1", ASKED, chosen, rejected)], named("zephyr"), max_tokens=60)
    assert (made.pairs, made.left_out) == ((), (Skipped("r1", reason),))
