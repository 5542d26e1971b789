from collections.abc import Callable, Mapping, Sequence

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.dedup import verify
from curator.dedup.edges import measure
from curator.dedup.shingles import tokens

Asked = Callable[..., pl.DataFrame]

WORDS = " ".join(f"word{number}" for number in range(40))


def plain_jaccard(left: str, right: str) -> float:
    """By the definition, for texts of 16 words and more."""
    sets = []
    for text in (left, right):
        words = pl.select(tokens(pl.lit(text))).item().to_list()
        sets.append({tuple(words[place : place + 5]) for place in range(len(words) - 4)})
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


@settings(deadline=None)  # a loaded machine is no failure
@given(st.lists(st.lists(st.sampled_from("abc"), min_size=16, max_size=40).map(" ".join), min_size=2, max_size=6))
def test_similarity_is_that_of_the_definition(asked: Asked, texts: list[str]) -> None:
    frame = asked([(str(place), None, text) for place, text in enumerate(texts)])
    left, right = np.triu_indices(len(texts), 1)
    measured = measure(frame, left, right, "response", 0.8)
    expected = [plain_jaccard(texts[a], texts[b]) for a, b in zip(left, right, strict=True)]
    assert measured["similarity"].to_list() == expected
    assert [kind == "below" for kind in measured["kind"]] == [similarity < 0.8 for similarity in expected]


@settings(deadline=None)  # a loaded machine is no failure
@given(st.lists(st.tuples(st.sampled_from(["", "Go on.", "Go on, 5.", WORDS]), st.sampled_from(
    ["", "yes", "no", "Yes!", WORDS, WORDS + " 5", WORDS + " 7", WORDS + " not", "It is 5."])), min_size=2, max_size=5),
    st.sampled_from(["full", "both", "prompt", "response"]))  # fmt: skip
def test_which_of_two_is_left_changes_nothing(asked: Asked, texts: list[tuple[str, str]], view: str) -> None:
    frame = asked([(str(place), *text) for place, text in enumerate(texts)])
    left, right = np.triu_indices(len(texts), 1)
    assert measure(frame, left, right, view, 0.8).equals(measure(frame, right, left, view, 0.8))


def test_pairs_are_the_same_block_by_block(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [WORDS, WORDS + " 5", WORDS + " 7", "yes", "no"]
    frame = asked([(str(place), WORDS, text) for place, text in enumerate(texts)])
    left, right = np.triu_indices(len(texts), 1)
    whole = measure(frame, left, right, "full", 0.8)
    monkeypatch.setattr(verify, "_JUDGED", 2)
    assert measure(frame, left, right, "full", 0.8).equals(whole)


def test_no_pairs(asked: Asked) -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert measure(asked([]), nothing, nothing, "full", 0.8).rows() == []


def kind_of(records: Sequence[Mapping[str, str | None]], view: str = "full") -> str:
    names = ["prompt", "response", "full", "system", "tools", "rejected", "input", "instruction", "last_answer"]
    frame = pl.DataFrame(records, schema=dict.fromkeys(names, pl.String)).with_columns(
        full=pl.coalesce("full", pl.concat_str("prompt", "response", separator="\n", ignore_nulls=True))
    )
    kind: str = measure(frame, np.array([0]), np.array([1]), view, 0.8)["kind"].item()
    return kind


HERON = "A grey heron waits on one leg in the shallow bend of the stream, so still that the fish forget it by and by."
ANSWER = (
    "Then the answer goes on for a while, about this and that, about mills, herons, streams and what else there is."
)


@pytest.mark.parametrize(
    ("part", "left", "right", "kind"),
    [
        ("system", "Answer in French.", "Answer in German.", "entities"),
        ("system", "Be kind.", "Please be kind", "near"),
        ("tools", '{"name": "find"}', '{"name": "lose"}', "part"),
        ("tools", '{"name": "find"}', '{"name":  "find"}', "near"),
        ("rejected", "No idea.", "I know.", "part"),
        ("rejected", "No idea.", "no idea", "near"),
    ],
)
def test_parts_beside_the_text_are_looked_at_too(part: str, left: str, right: str, kind: str) -> None:
    whole = {"prompt": WORDS, "response": ANSWER}
    assert kind_of([{**whole, part: left}, {**whole, part: right}]) == kind


def test_short_answers_are_duplicates_with_their_prompts_only() -> None:
    answers = [{"response": "It is the red one, I think."}, {"response": "It is the red one, I think!"}]
    prompts = [{"prompt": "Which?"}, {"prompt": "Which one is it?"}]
    assert kind_of([{**answers[0], **prompts[0]}, {**answers[1], **prompts[0]}], "response") == "near"
    assert kind_of([{**answers[0], **prompts[0]}, {**answers[1], **prompts[1]}], "response") == "content"


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [("skiing", "skiing", "near"), ("skiing", "snowboarding", "content"), ("it", "it, they say", "near")],
)
def test_answers_to_different_questions_have_no_other_words(left: str, right: str, kind: str) -> None:
    answers = [f"{HERON} {ANSWER} {HERON} {ANSWER} {HERON} {each}" for each in (left, right)]
    asked = [{"prompt": "How does one learn to ski?"}, {"prompt": "How does one learn to snowboard?"}]
    records = [{**prompt, "response": answer} for prompt, answer in zip(asked, answers, strict=True)]
    assert kind_of(records, "response") == kind
    assert kind_of([{**record, **asked[0]} for record in records], "response") == "near"


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("The three are red, green and blue.", "Red, green and blue", "content"),
        ("It is 3.", "That looks like a sum.", "numbers"),
        ("It is 3.", "It is 3!", "near"),
        ("It is 3.", None, "near"),
        (ANSWER, HERON, "content"),
    ],
)
@pytest.mark.parametrize("view", ["full", "both", "response"])
def test_conversations_that_begin_alike_end_alike_too(view: str, left: str, right: str | None, kind: str) -> None:
    begun = {"prompt": f"{WORDS} Thanks.", "response": f"{HERON} {ANSWER} {WORDS} {HERON} {WORDS}"}
    assert kind_of([{**begun, "last_answer": last} for last in (left, right)], view) == kind


def test_calls_of_tools_are_part_of_the_whole_only() -> None:
    said = {"prompt": WORDS, "response": f"{ANSWER} {HERON}"}
    rome, oslo, later = (
        f'{WORDS}\n{ANSWER} {HERON}\n[{{"place": "{place}", "days": {days}}}]'
        for place, days in [("Rome", 3), ("Oslo", 3), ("Rome", 4)]
    )
    assert kind_of([{**said, "full": rome}, {**said, "full": oslo}]) == "entities"
    assert kind_of([{**said, "full": rome}, {**said, "full": later}]) == "numbers"


def test_raw_text_of_a_hundred_words_may_have_other_numbers_and_names() -> None:
    long, short = " ".join([WORDS, *"abcdefghij"] * 2), " ".join([WORDS, *"abcdefghij"])
    for text, kind in ((long, "near"), (short, "entities")):
        assert kind_of([{"full": f"{text} ends in Rome"}, {"full": f"{text} ends in Oslo"}]) == kind


def test_an_instruction_is_a_duplicate_only_with_its_input() -> None:
    same = {"instruction": "Translate this into German."}
    assert kind_of([{**same, "input": "Good day"}, {**same, "input": "Good night"}], "instruction") == "part"
    assert kind_of([{**same, "input": "Good day"}, {**same, "input": "good day!"}], "instruction") == "near"
