import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.dedup.edges import find_pairs, measure
from curator.dedup.resolve import PAIRS, REMOVING
from curator.errors import RecipeError
from curator.progress import Advance, watched_by

Asked = Callable[..., pl.DataFrame]

MILL = (
    "The old mill stands by the water where the two brooks meet and every autumn the wheel is taken out, cleaned, "
    "oiled and put back before the first frost comes down from the hills and stops the flow for a month or longer."
)
HERON = (
    "A grey heron waits on one leg in the shallow bend of the stream, so still that the fish forget it, and when it "
    "strikes the whole reed bed falls silent until the rings on the surface have reached the far bank."
)
PASSAGE = " ".join(f"word{number}" for number in range(400))


def find_edges(frame: pl.DataFrame, **wishes: Any) -> pl.DataFrame:
    """The pairs of which one record is the duplicate of the other."""
    return find_pairs(frame, **wishes).filter(pl.col("kind").is_in(REMOVING))


def kinds(edges: pl.DataFrame) -> list[tuple[str, str, str]]:
    return edges.select("a", "b", "kind").rows()


def test_equal_but_for_case_and_white_space_is_exact(asked: Asked) -> None:
    frame = asked([("b", "Say  HI", "Hello there."), ("a", "say hi", " hello\nthere. "), ("c", "say hi", "Goodbye.")])
    assert find_edges(frame).rows() == [("a", "b", 1.0, "exact", "full", 1.0)]


def test_of_many_equal_records_each_is_tied_to_the_smallest_id(asked: Asked) -> None:
    frame = asked([(name, "q", "the answer") for name in ("d", "b", "c", "a")])
    assert kinds(find_edges(frame)) == [("a", "b", "exact"), ("a", "c", "exact"), ("a", "d", "exact")]


def test_near_copies_carry_their_exact_similarity(asked: Asked) -> None:
    frame = asked([("a", "Tell me of the mill.", MILL), ("b", "Tell me of the mill.", MILL + " Truly.")])
    [(a, b, similarity, kind)] = find_edges(frame).select("a", "b", "similarity", "kind").rows()
    assert (a, b, kind) == ("a", "b", "near")
    assert similarity == pytest.approx(44 / 45)


def test_near_copies_in_a_script_without_spaces(asked: Asked) -> None:
    text = "老磨坊坐落在两条小溪交汇的水边，每年秋天人们都会把水车拆下来清洗上油，然后在第一场霜冻之前装回去。"
    frame = asked([("a", "描述磨坊。", text), ("b", "描述磨坊。", text + "真的。"), ("c", "描述苍鹭。", text[::-1])])
    assert kinds(find_edges(frame)) == [("a", "b", "near")]


def test_near_edges_are_drawn_between_one_record_of_each_exact_group(asked: Asked) -> None:
    frame = asked([("a", "Go.", MILL), ("b", "Go.", MILL.upper()), ("c", "Go.", MILL + " Truly.")])
    assert kinds(find_edges(frame)) == [("a", "b", "exact"), ("a", "c", "near")]


@pytest.mark.parametrize("blank", [None, "", " \n\t"])
@pytest.mark.parametrize("view", ["prompt", "response", "full"])
def test_blank_text_is_nobodys_duplicate(asked: Asked, blank: str | None, view: str) -> None:
    assert find_edges(asked([("a", blank, blank), ("b", blank, blank)]), view=view).is_empty()


def test_texts_without_words_can_be_exact_copies_only(asked: Asked) -> None:
    frame = asked([("a", "?", "+"), ("b", "?", "+"), ("c", "?", "-")])
    assert kinds(find_edges(frame)) == [("a", "b", "exact")]


def test_unanswered_copies_of_a_prompt_are_copies(asked: Asked) -> None:
    frame = asked([("a", "Describe a river.", ""), ("b", "Describe a river.", None)])
    assert kinds(find_edges(frame)) == [("a", "b", "exact")]


def test_raw_text_is_compared_as_a_whole(asked: Asked) -> None:
    frame = asked([("a", None, None), ("b", None, None), ("c", None, None)])
    frame = frame.with_columns(full=pl.Series([MILL, MILL + " Truly.", HERON]))
    assert kinds(find_edges(frame)) == [("a", "b", "near")]


@pytest.mark.parametrize(
    ("left", "right", "kind", "of_prompts"),
    [
        ((f"{MILL} What stops the flow?", "The frost does that every year."),
         (f"{MILL} Where do the brooks meet?", "They meet beside the old mill."), "below", "content"),
        ((f"{MILL} How high is a mill of radius 5 cm?", "10 cm"),
         (f"{MILL} How high is a mill of radius 7 cm?", "10 cm"), "numbers", "numbers"),
        ((f"{MILL} Is it true of the mill in Genoa?", MILL), (f"{MILL} Is it true of the mill in Leeds?", MILL),
         "entities", "entities"),
        ((f"{MILL} Is the mill open?", MILL), (f"{MILL} Is the mill closed?", MILL), "content", "content"),
        ((f"{MILL} Sum up.", MILL), (f"{MILL} Sum up.", MILL + " " + HERON), None, "exact"),
        ((PASSAGE, MILL), (PASSAGE, HERON), "part", "exact"),
        ((MILL, "the mill is open"), (MILL, "the mill is closed"), "conflict", "conflict"),
        ((f"{MILL} Explain.", f"{MILL} {HERON}\n#### 72"), (f"{MILL} Explain.", f"{MILL} {HERON}\n#### 27"),
         "conflict", "conflict"),
        ((MILL, None), (MILL, "Open."), "part", "near"),
    ],
    ids=["another question about one passage", "another number", "another name", "another word", "a longer answer",
         "another answer", "another short answer", "another result", "no answer"],
)  # fmt: skip
def test_much_the_same_but_no_duplicate(
    asked: Asked, left: tuple[str, str | None], right: tuple[str, str | None], kind: str | None, of_prompts: str
) -> None:
    frame = asked([("a", *left), ("b", *right)])
    assert find_edges(frame).is_empty()
    assert find_pairs(frame, threshold=0.75)["kind"].to_list() == ([kind] if kind else [])
    assert find_pairs(frame, view="prompt")["kind"].to_list() == [of_prompts]


def test_a_small_change_beside_a_short_answer_is_a_near_copy(asked: Asked) -> None:
    frame = asked([("a", f"{MILL} Open or closed?", "closed"), ("b", f"{MILL} Please, open or closed?", "Closed.")])
    assert kinds(find_edges(frame)) == [("a", "b", "near")]


def test_one_long_answer_without_numbers_to_a_series_of_prompts_is_said_once(asked: Asked) -> None:
    frame = asked([("a", "Tell me about the mill, part 0.", MILL), ("b", "Tell me about the mill, part 1.", MILL)])
    assert kinds(find_edges(frame)) == [("a", "b", "near")]


def test_prompts_with_other_numbers_are_others_whatever_the_answer(asked: Asked) -> None:
    frame = asked([("a", "Tell of the mill in 250 words.", MILL), ("b", "Tell of the mill in 258 words.", MILL)])
    assert find_edges(frame).is_empty()
    assert find_pairs(frame)["kind"].to_list() == ["numbers"]


def test_thousands_may_say_yes(asked: Asked) -> None:
    frame = asked([(f"r{number:04}", f"Is {number} odd?", "Yes, it is.") for number in range(2000)])
    assert find_pairs(frame, view="response").is_empty()


def test_two_subjects_of_one_long_question_are_different_tasks(asked: Asked) -> None:
    companies = ["Nordsee", "Boyner", "Greatist", "Dunnhumby", "Thune", "Japi", "JVC", "Ralph Lauren", "Dolphin Energy"]
    companies += ["Uptime Institute", "Games Workshop", "Lilliput Lane", "Invictus", "Elan"]
    question = f"{HERON} Read this closely and say which kind of thing the following name belongs to, in one word: "
    frame = asked([(f"r{i:02}", question + name, "Company") for i, name in enumerate(companies)])
    for view in ("full", "prompt"):
        assert set(find_pairs(frame, view=view)["kind"]) == {"entities"}


def test_a_copy_is_found_among_hundreds_of_one_template(asked: Asked) -> None:
    template = f"{MILL} How much does the wheel turn in {{}} hours, and how much water does it lift in that time?"
    texts = [(f"r{number:03}", template.format(number), "Much.") for number in range(600)]
    frame = asked([*texts, ("x", "Please: " + template.format(577), "Much.")])
    assert kinds(find_edges(frame)) == [("r577", "x", "near")]


@pytest.mark.parametrize("column", ["rejected", "system"])
def test_another_rejected_answer_or_system_prompt_is_another_record(asked: Asked, column: str) -> None:
    frame = asked([(name, "Tell me of the mill.", MILL) for name in "abcd"])
    frame = frame.with_columns(pl.Series(column, [HERON, HERON, "No idea.", None]))
    assert kinds(find_edges(frame)) == [("a", "b", "exact")]
    assert len(find_edges(frame, view="response")) == 3


@pytest.mark.parametrize("threshold", [0.0, -0.1, 1.0, 1.01, float("nan")])
def test_a_threshold_out_of_range_is_refused(asked: Asked, threshold: float) -> None:
    with pytest.raises(RecipeError, match="similarity threshold is"):
        find_edges(asked([]), threshold=threshold)


def test_no_records(asked: Asked) -> None:
    pairs = find_pairs(asked([]))
    assert pairs.is_empty()
    assert pairs.schema == PAIRS


def test_pairs_just_below_the_threshold_are_evidence(asked: Asked) -> None:
    frame = asked([("a", None, MILL), ("b", None, MILL + " So it was, and so it will be then.")])
    [pair] = find_pairs(frame, threshold=0.85).to_dicts()
    assert pair == {"a": "a", "b": "b", "similarity": 0.8125, "kind": "below", "view": "full", "parts": 1.0}
    assert kinds(find_pairs(frame, threshold=0.8)) == [("a", "b", "near")]
    assert find_pairs(frame, threshold=0.95).is_empty()


def test_the_least_similarity_of_the_answers_is_told(asked: Asked) -> None:
    frame = asked([("a", MILL, HERON), ("b", MILL, HERON + " So it is.")])
    [(similarity, parts)] = find_pairs(frame).select("similarity", "parts").rows()
    assert parts < similarity < 1


def test_records_to_compare_with_make_no_pairs_among_themselves(asked: Asked) -> None:
    frame = asked([("a", "Go.", MILL), ("b", "Go.", HERON), ("c", "Go.", MILL)])
    against = asked([("~a", "Go.", MILL + " Truly."), ("~b", "Go.", MILL), ("~c", "Go.", MILL), ("~d", "Go.", HERON)])
    assert kinds(find_pairs(frame, against=against)) == [
        ("a", "c", "exact"), ("a", "~a", "near"), ("a", "~b", "exact"), ("a", "~c", "exact"), ("b", "~d", "exact"),
    ]  # fmt: skip


def test_given_pairs_are_measured(asked: Asked) -> None:
    frame = asked([("a", "Go.", MILL), ("b", "Go.", MILL + " Truly."), ("c", "Stay.", MILL)])
    measured = measure(frame, np.array([1, 0]), np.array([0, 2]))
    assert measured["kind"].to_list() == ["near", "content"]
    assert measured["similarity"][0] == find_edges(frame)["similarity"][0]


@pytest.mark.parametrize("text", ["👍", "🙂🙂🙂", "\u0301\u0301", "¿?", "…"])
def test_texts_of_signs_alone_are_copies_or_nothing(asked: Asked, text: str) -> None:
    frame = asked([("a", "q", text), ("b", "q", text), ("c", "q", "👎"), ("d", "q", "—")])
    assert kinds(find_edges(frame, view="response")) == [("a", "b", "exact")]


def test_text_from_right_to_left(asked: Asked) -> None:
    text = "الطاحونة القديمة تقف بجانب الماء حيث يلتقي الجدولان وفي كل خريف تخرج العجلة وتنظف وتعاد قبل أول صقيع"
    frame = asked([("a", "صف", text), ("b", "صف", text + "."), ("c", "صف", text.replace("القديمة", "الجديدة"))])
    assert kinds(find_edges(frame)) == [("a", "b", "near")]


def test_a_column_without_any_text(asked: Asked) -> None:
    frame = asked([("a", None, None), ("b", None, None)])
    assert find_pairs(frame).is_empty()


def test_many_equal_records_are_one_group(asked: Asked) -> None:
    frame = asked([(f"r{number:05}", "Go.", "Gone.") for number in range(20_000)])
    edges = find_edges(frame)
    assert len(edges) == 19_999
    assert edges["a"].unique().to_list() == ["r00000"]


def test_the_work_announces_itself(asked: Asked) -> None:
    seen: list[tuple[str, int | None]] = []
    advanced: list[int] = []

    @contextmanager
    def watcher(what: str, total: int | None) -> Iterator[Advance]:
        seen.append((what, total))
        yield advanced.append

    with watched_by(watcher):
        find_edges(asked([("a", "q", MILL), ("b", "q", HERON), ("c", "?", "!")]))
    assert seen == [
        ("reading texts for near-duplicates", 3),
        ("comparing texts that may be near-duplicates", None),
    ]
    assert sum(advanced) == 3


@settings(deadline=None)  # a loaded machine is no failure
@given(st.randoms(use_true_random=False), st.integers(2, 12))
def test_the_order_of_records_changes_nothing(asked: Asked, chance: random.Random, size: int) -> None:
    words = MILL.split()
    texts = []
    for number in range(size):
        written = list(words)
        for _ in range(chance.randrange(3)):
            written[chance.randrange(len(written))] = chance.choice(["heron", "reed", "THE"])
        texts.append((f"r{number:02}", "Tell me.", " ".join(written)))
    expected = find_edges(asked(texts)).rows()
    chance.shuffle(texts)
    assert find_edges(asked(texts)).rows() == expected


def test_planted_near_copies_are_found_and_nothing_else(asked: Asked) -> None:
    chance = random.Random(3)
    vocabulary = [f"word{number}" for number in range(4000)]
    originals = [[chance.choice(vocabulary) for _ in range(60)] for _ in range(400)]
    texts, planted = [], []
    for number, words in enumerate(originals):
        texts.append((f"o{number:03}", "Write.", " ".join(words)))
        if number < 200:
            copy = list(words)
            copy[chance.randrange(60)] = "edited"
            texts.append((f"p{number:03}", "Write.", " ".join(copy)))
            planted.append((f"o{number:03}", f"p{number:03}", "near"))
    found = kinds(find_edges(asked(texts)))
    assert set(found) <= set(planted)
    assert len(found) >= 196  # banding may miss one in fifty
