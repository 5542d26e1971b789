"""Known shares of known faults: nothing else changes, and a larger share holds the smaller one."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.errors import RecipeError
from curator.injection import ANOTHER, FAULTS, MIX, Row, kinds, spoil

RIVERS = ("Elbe", "Oder", "Weser", "Main", "Neckar", "Havel", "Saale", "Isar")
TUPLES = [
    {
        "instruction": f"Explain where the river {name} rises, and where it ends. Use whole sentences.",
        "input": "",
        "output": f"The {name} rises in the hills, between old woods and wide meadows. It runs north for many days. "
        f"In the end the {name} meets the sea, and nobody there knows how long its way has been.",
    }
    for name in RIVERS
]
CHATS = [
    {
        "messages": [
            {"role": "user", "content": row["instruction"]},
            {"role": "assistant", "content": row["output"]},
        ]
    }
    for row in TUPLES
]


@pytest.mark.parametrize("rows", [TUPLES, CHATS], ids=["tuples", "chats"])
def test_a_share_of_the_records_is_spoilt_and_the_others_are_untouched(rows: list[Row]) -> None:
    (spoilt,) = spoil(rows, "refusal", [0.5], seed=1)
    changed = [at for at, (before, after) in enumerate(zip(rows, spoilt.rows, strict=True)) if before != after]
    assert len(changed) == 4
    assert [at for at, fault in enumerate(spoilt.faults) if fault == "refusal"] == changed


def test_a_larger_share_holds_the_smaller_one() -> None:
    none, few, many = spoil(TUPLES, MIX, [0, 0.25, 0.75], seed=3)
    assert list(none.rows) == TUPLES
    assert [fault for fault in few.faults if fault] == [few.faults[at] for at in range(8) if few.faults[at]]
    for at, fault in enumerate(few.faults):
        if fault:
            assert (many.faults[at], many.rows[at]) == (fault, few.rows[at])
    assert sum(fault is not None for fault in many.faults) == 6


def test_the_same_seed_spoils_the_same() -> None:
    assert spoil(TUPLES, MIX, [0.5], seed=7) == spoil(TUPLES, MIX, [0.5], seed=7)
    assert spoil(TUPLES, MIX, [0.5], seed=7) != spoil(TUPLES, MIX, [0.5], seed=8)


def test_an_answer_of_another_record_is_never_the_own_one() -> None:
    (spoilt,) = spoil(TUPLES, ANOTHER, [1.0], seed=0)
    answers = {row["output"] for row in TUPLES}
    for before, after in zip(TUPLES, spoilt.rows, strict=True):
        assert after["output"] in answers - {before["output"]}
        assert after["instruction"] == before["instruction"]


def test_in_a_chat_only_the_last_answer_is_spoilt() -> None:
    (spoilt,) = spoil(CHATS, MIX, [1.0], seed=0)
    for before, after in zip(CHATS, spoilt.rows, strict=True):
        assert after["messages"][:-1] == before["messages"][:-1]
        assert after["messages"][-1]["content"] != before["messages"][-1]["content"]


def test_an_unknown_fault_is_named_with_the_nearest() -> None:
    with pytest.raises(RecipeError, match="no fault 'refusl'; did you mean refusal"):
        spoil(TUPLES, "refusl", [0.5], seed=0)


def test_a_fault_that_too_few_records_offer_a_place_for_is_said() -> None:
    with pytest.raises(RecipeError, match=r"'wrong step, annotated' fits 0 of 8 records; a share of 0.5 needs 4"):
        spoil(TUPLES, "wrong step, annotated", [0.5], seed=0)


@pytest.mark.parametrize("fault", [each for each in FAULTS if each.name in kinds()], ids=lambda each: each.name)
def test_a_kind_that_is_dosed_leaves_a_sound_record_with_the_same_prompt_beside_it(fault: object) -> None:
    assert isinstance(fault, type(FAULTS[0]))
    for seed, row in enumerate(TUPLES):
        made = fault.make(Random(seed), row)
        if made is not None:
            assert (made.sound["instruction"], made.sound["input"]) == (row["instruction"], row["input"])


text = st.text(min_size=1, max_size=200).filter(lambda each: each.strip() != "")


@settings(deadline=None, max_examples=60)
@given(asked=text, given_input=st.text(max_size=80), said=text, seed=st.integers(0, 99))
def test_whatever_the_texts_a_fault_changes_the_record_or_says_that_it_does_not_fit(
    asked: str, given_input: str, said: str, seed: int
) -> None:
    row = {"instruction": asked, "input": given_input, "output": said}
    for fault in FAULTS:
        made = fault.make(Random(seed), row)
        assert made is None or set(made.faulty) == set(row)
    (spoilt,) = spoil([row], MIX, [1.0], seed)
    assert spoilt.faults[0] is not None
    assert spoilt.rows[0] != row
