"""How much a run lays out is guessed from its texts, before anything is loaded."""

import pytest

from curator.recipe import Train
from curator.train import Row
from curator.train.engine import about, planning
from curator.train.engine.memory import How, Shape
from curator.train.rows import AnyRow, PreferenceRow, TextRow

ASKED = ({"role": "user", "content": "a" * 400},)
SHORT = Row("r0", ASKED, "b" * 40)


@pytest.mark.parametrize(
    ("row", "is_frozen", "longest", "prompts"),
    [
        (SHORT, False, 126, 216),
        (SHORT, True, 18, 216),
        (PreferenceRow("p0", ASKED, "b" * 80, "c" * 40), False, 136, 216),
        (TextRow("t0", "d" * 400), False, 108, 0),
        (Row("r1", ASKED, "b" * 9000), False, 200, 216),
    ],
)
def test_tokens_are_guessed_from_characters(row: AnyRow, is_frozen: bool, longest: int, prompts: int) -> None:
    train = Train(batch_size=4, max_tokens=200)
    found = about([row, row], train, is_frozen=is_frozen)
    assert found == {"longest": longest, "prompt_tokens": prompts, "step_tokens": 4 * longest}


def test_a_step_of_few_short_rows_lays_out_less_than_is_useful_at_once() -> None:
    shape = Shape(10**8, 512, 2048, 24, states=24 * 512, vocabulary=50_000, adapter_per_rank=1_000_000)
    plan = planning.Plan("m", shape, How("lora", 8, "float32"), None, room=30 * 10**9)
    few = Train(batch_size=2, examples_seen=4)
    assert plan.need(**about([SHORT], few, is_frozen=False)).at_once == 252
    assert plan.need(**about([SHORT], Train(), is_frozen=False)).at_once == 1024
