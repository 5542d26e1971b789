"""Ways to ask change what is asked and nothing else; examples come from the training records."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.errors import RecipeError
from curator.evaluate import Heldout, Item
from curator.train import Row
from curator.trial.prompts import Prompt, Wording, candidates, parted

ROWS = [Row(f"r{i}", ({"role": "user", "content": f"Capital of {i}?"},), f"City {i}") for i in range(6)]


def item(number: int = 0, options: tuple[str, ...] | None = None, system: str | None = None, cluster: str = "") -> Item:
    turns = [("system", system), ("user", f"Question {number}?")] if system else [("user", f"Question {number}?")]
    messages = tuple({"role": role, "content": text} for role, text in turns)
    return Item(f"i{number}", messages, "yes", options, "answer", cluster)


def heldout(*items: Item) -> Heldout:
    return Heldout(items, "0" * 64, "held.jsonl")


def test_words_around_the_question_and_examples_before_it() -> None:
    wording = Wording(name="w", system="Be brief.", before="Q: ", after="\nA:", shots=2)
    made = Prompt.of(wording, ROWS)
    assert made is not None
    asked = made.asks(item(system="You know rivers."))
    assert asked.messages[0] == {"role": "system", "content": "Be brief.\n\nYou know rivers."}
    assert [turn["role"] for turn in asked.messages] == ["system", *["user", "assistant"] * 2, "user"]
    assert asked.messages[-1]["content"] == "Q: Question 0?\nA:"
    assert asked.messages[1]["content"].startswith("Q: Capital of ")
    assert asked.shots == 2
    assert asked.prompt() == "Q: Question 0?\nA:"


def test_the_plain_prompt_asks_as_the_question_stands() -> None:
    assert Prompt(Wording(name="plain")).asks(item(system="s")) == item(system="s")


def test_ids_answers_and_metrics_stay_and_the_hash_does_not() -> None:
    before = heldout(item(0), item(1))
    after = Prompt(Wording(name="x", after="!")).on(before)
    assert [(each.item_id, each.answer) for each in after.items] == [("i0", "yes"), ("i1", "yes")]
    assert after.sha256 != before.sha256


def test_options_are_named_where_every_item_has_some() -> None:
    with_options, without = item(0, ("yes", "no")), item(1)
    offered = {prompt.name: prompt for prompt in candidates(ROWS, [with_options])}
    assert offered["options"].asks(with_options).messages[-1]["content"].endswith(": yes, no")
    assert "options" not in {prompt.name for prompt in candidates(ROWS, [with_options, without])}


def test_examples_are_the_same_every_time_and_differ_by_draw() -> None:
    def shots(draw: int) -> tuple[tuple[str, str], ...]:
        made = Prompt.of(Wording(name="s", shots=4, draw=draw), ROWS)
        assert made is not None
        return made.shots

    assert shots(0) == shots(0)
    assert shots(0) != shots(1)
    assert set(shots(0)) <= {(f"Capital of {i}?", f"City {i}") for i in range(6)}


@pytest.mark.parametrize(
    "row",
    [
        Row("long", ({"role": "user", "content": "x" * 2_000},), "y"),
        Row("blank", ({"role": "user", "content": "x"},), " "),
        Row("talk", ({"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}), "z"),
    ],
)
def test_records_that_are_no_examples(row: Row) -> None:
    assert Prompt.of(Wording(name="s", shots=1), [row]) is None


@given(st.lists(st.integers(0, 12), min_size=2, max_size=40), st.floats(0.05, 0.9))
def test_each_question_is_on_one_side_and_clusters_stay_whole(clusters: list[int], share: float) -> None:
    items = [item(number, cluster=f"c{cluster}") for number, cluster in enumerate(clusters)]
    try:
        dev, test = parted(heldout(*items), share)
    except RecipeError:
        kinds = len(set(clusters))
        assert round(share * kinds) in (0, kinds)
        return
    assert sorted([*dev.items, *test.items], key=lambda each: each.item_id) == sorted(
        items, key=lambda each: each.item_id
    )
    assert {each.cluster for each in dev.items}.isdisjoint(each.cluster for each in test.items)


def test_too_few_questions_to_choose_by() -> None:
    with pytest.raises(RecipeError, match="1 questions are too few"):
        parted(heldout(item()), 0.25)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("prompts: [{name: a}, {name: a}]\n", "two prompts are called 'a'"),
        ("prompts: [{name: a, shots: 99}]\n", "no prompt can be used"),
        ("prompts: [{nam: a}]\n", "name"),
    ],
)
def test_a_file_of_prompts_with_a_mistake(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "prompts.yaml"
    path.write_text(text)
    with pytest.raises(RecipeError, match=message):
        candidates(ROWS, [item()], path)
