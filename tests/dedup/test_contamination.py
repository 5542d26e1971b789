import unicodedata
from collections.abc import Callable, Sequence
from functools import partial

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from curator.dedup import contamination
from curator.dedup.tiers import Texts
from curator.errors import RecipeError
from curator.text import is_blank, normalise

ITEM = "Anna picks twelve red apples from the crooked tree behind the barn and gives five of them to her brother Tom."


words = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=14).map(" ".join)


def find(
    train: Sequence[str | None], heldout: Sequence[str | None], **options: float
) -> list[tuple[str, str, float, str]]:
    found = contamination.find(
        pl.DataFrame(
            {"record_id": [f"r{i}" for i in range(len(train))], "prompt": train}, schema_overrides={"prompt": pl.String}
        ),
        pl.DataFrame(
            {"item_id": [f"i{i}" for i in range(len(heldout))], "prompt": heldout},
            schema_overrides={"prompt": pl.String},
        ),
        **options,  # type: ignore[arg-type]  # n is an int, share a float
    )
    return found.with_columns(pl.col("share").round(3)).select("record_id", "item_id", "share", "kind").rows()


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        (ITEM.upper() + " ", [("r0", "i0", 1.0, "exact")]),
        (f"Solve this. {ITEM} How many are left?", [("r0", "i0", 1.0, "ngram")]),
        (ITEM.replace("her brother Tom", "a friend"), [("r0", "i0", 0.857, "ngram")]),
        (ITEM.replace("crooked", "old"), [("r0", "i0", 0.619, "ngram")]),  # the 13 words after it, of 21
        (" ".join(ITEM.split()[:10]), []),  # 10 of 21 words
        (" ".join(ITEM.split()[:11]), [("r0", "i0", 0.524, "ngram")]),
        (" ".join(reversed(ITEM.split())), []),
        ("", []),
        (None, []),
    ],
)
def test_a_prompt_gives_an_item_away(prompt: str | None, expected: list[tuple[str, str, float, str]]) -> None:
    assert find([prompt], [ITEM]) == expected


def test_the_span_is_the_longest_run_of_shared_words() -> None:
    train = pl.DataFrame({"record_id": ["r"], "prompt": [ITEM.replace("crooked", "old")]})
    found = contamination.find(train, pl.DataFrame({"item_id": ["i"], "prompt": ["Once, " + ITEM]}))
    assert found["span"].item() == "tree behind the barn and gives five of them to her brother tom"


def test_pieces_in_several_records_do_not_add_up() -> None:
    words = ITEM.split()
    assert find([" ".join(words[:10]), " ".join(words[11:])], [ITEM]) == []


def test_a_short_item_is_found_by_equality_alone() -> None:
    assert find(["Name a river in Spain please", "name a  river in spain"], ["Name a river in Spain"]) == [
        ("r1", "i0", 1.0, "exact")
    ]


STEM = "Read the message of the customer with care and say in one word which department should answer it: "
MESSAGES = ["my card was eaten by the machine", "where is my parcel", "the app crashes", "I was billed twice", "hello"]


def test_the_wording_of_the_task_gives_nothing_away() -> None:
    heldout = [STEM + message for message in MESSAGES]
    assert find([STEM + "my card is lost", STEM, STEM + "I was happy"], heldout) == []
    assert find([STEM + "the app crashes", STEM + "oh no, my card was eaten by the machine"], heldout) == [
        ("r0", "i2", 1.0, "exact"),
    ]
    assert find(["oh no, my card was eaten by the machine today"], [heldout[0] + " today", *heldout[1:]]) == [
        ("r0", "i0", 1.0, "ngram")
    ]


def test_a_passage_with_many_questions_counts_only_with_its_question() -> None:
    questions = [f"{ITEM} Question number {i}: what did the {thing} by the river have to say about all of this?"
                 for i, thing in enumerate(["cat", "dog", "owl", "fox", "hen"])]  # fmt: skip
    assert find([ITEM], questions) == []
    assert find([questions[2] + " Answer."], questions) == [("r0", "i2", 1.0, "ngram")]


def test_scripts_without_spaces_are_compared_by_character() -> None:
    item = "乔茜在她十英亩的农场里种植葡萄，每英亩每年产出五吨葡萄。"
    assert find([item[2:], "乔茜在她的花园里种植玫瑰。"], [item]) == [("r0", "i0", 0.923, "ngram")]


def test_every_pair_is_reported() -> None:
    assert find([ITEM, ITEM + " Why?"], [ITEM, "Well. " + ITEM]) == [
        ("r0", "i0", 1.0, "exact"),
        ("r0", "i1", 0.955, "ngram"),
        ("r1", "i0", 1.0, "ngram"),
        ("r1", "i1", 0.955, "ngram"),
    ]


def test_blank_prompts_equal_nothing() -> None:
    assert find(["", " ", None], ["", None, "\n"]) == []


def test_spans_of_long_items_are_cut() -> None:
    long = " ".join(f"word{i}" for i in range(100_000))
    train = pl.DataFrame({"record_id": ["a", "b"], "prompt": [long, f"Well, {long}"]})
    found = contamination.find(train, pl.DataFrame({"item_id": ["i"], "prompt": [long]}))
    assert found.select("record_id", "kind", "words", "record_word", "item_word").rows() == [
        ("a", "exact", 100_000, 0, 0),
        ("b", "ngram", 100_000, 1, 0),
    ]
    assert found["span"].str.len_chars().to_list() == [400, 400]


def test_an_item_without_words_is_found_by_equality() -> None:
    assert find(["🙂🙂", "🙂"], ["🙂🙂"]) == [("r0", "i0", 1.0, "exact")]


VARIANTS = [str.upper, str.lower, str.title, lambda text: f" {text}\n", lambda text: text.replace(" ", " \t")]
VARIANTS += [partial(unicodedata.normalize, form) for form in ("NFC", "NFD")]


@settings(deadline=None)
@given(
    st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("aßςΣİ ﬁé가한\u0301 "))), st.sampled_from(VARIANTS)
)
def test_whatever_is_equal_but_for_case_and_space_is_found(text: str, variant: Callable[[str], str]) -> None:
    first, second = pl.Series([text, variant(text)]).to_frame("text").select(normalise(pl.col("text")))["text"]
    assume(first == second)
    assume(not pl.select(is_blank(pl.lit(text))).item())
    assert find([variant(text)], [text]) == [("r0", "i0", 1.0, "exact")]


@given(st.lists(words, min_size=1, max_size=3), words, words)
@settings(deadline=None, max_examples=40)
def test_an_item_put_into_any_prompt_is_found(others: list[str], before: str, after: str) -> None:
    assert ("r0", "i0", 1.0, "ngram") in find([f"{before} {ITEM} {after}", *others], [ITEM])


@given(st.lists(words, min_size=4, max_size=6), st.lists(words, max_size=3))
@settings(deadline=None, max_examples=40)
def test_wording_put_before_all_items_changes_nothing(messages: list[str], others: list[str]) -> None:
    items = [f"n{number} {message} and so it goes on with it" for number, message in enumerate(messages)]
    train = [*others, *(item.partition(" ")[2] for item in items), items[0]]
    before = [row[:3] for row in find(train, items)]
    assert before
    assert [row[:3] for row in find(train, [STEM + item for item in items])] == before


@pytest.mark.parametrize("options", [{"n": 0}, {"share": 1.0}, {"share": -0.1}])
def test_settings_out_of_range_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(RecipeError, match="cannot look for runs"):
        find([ITEM], [ITEM], **options)


@settings(deadline=None)  # a loaded machine is no failure
@given(st.lists(words, min_size=1, max_size=4), st.lists(words, min_size=1, max_size=3))
def test_shares_are_those_of_the_definition(train: list[str], heldout: list[str]) -> None:
    expected = []
    for row, prompt in enumerate(train):
        own = prompt.split()
        runs = {tuple(own[i : i + 3]) for i in range(len(own) - 2)}
        for number, item in enumerate(heldout):
            asked = item.split()
            covered = {i + step for i in range(len(asked) - 2) if tuple(asked[i : i + 3]) in runs for step in range(3)}
            share = len(covered) / len(asked)
            if prompt == item:
                expected.append((f"r{row}", f"i{number}", 1.0, "exact"))
            elif share > 0.5:
                expected.append((f"r{row}", f"i{number}", round(share, 3), "ngram"))
    assert find(train, heldout, n=3) == sorted(expected)


def looked_for(record: dict[str, str], item: dict[str, str]) -> list[tuple[str, ...]]:
    known = contamination.HeldOut(pl.DataFrame({"item_id": ["i"], **item}), with_passages=True)
    ids = pl.Series(["r"])
    found = [pl.DataFrame(schema=contamination.FOUND)]
    found += [each for name, text in record.items() for each in known.found_in(name, ids, Texts(pl.Series([text]), 8))]
    return pl.concat(found).select("kind", "field", "part").rows()


LONG = f"{ITEM} Then all of them walk home along the river, singing, and she counts what is left in the large basket."


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        (LONG, [("exact", "prompt", "prompt")]),
        (f"Now: {LONG}", [("ngram", "prompt", "prompt")]),
        (" ".join(LONG.split()[:13]), [("passage", "prompt", "prompt")]),
        (" ".join(LONG.split()[:12]), []),
        (" ".join([*LONG.split()[:10], "many", *LONG.split()[12:22]]), []),  # 20 of its words, but no 13 in a row
    ],
)
def test_tiers_from_the_surest_on(prompt: str, expected: list[tuple[str, ...]]) -> None:
    assert looked_for({"prompt": prompt}, {"prompt": LONG}) == expected


def test_questions_and_answers_are_found_in_either() -> None:
    answer = "Twelve apples less the five that her brother was given makes seven."
    item = {"prompt": ITEM, "answer": answer}
    assert looked_for({"prompt": "Make up a puzzle.", "response": f"{ITEM} {answer}"}, item) == [
        ("ngram", "response", "prompt"),
        ("ngram", "response", "answer"),
    ]
    assert looked_for({"prompt": "Solve it.", "response": answer}, item) == [("exact", "response", "answer")]


def test_short_answers_are_not_looked_for() -> None:
    assert looked_for({"prompt": "Is it?", "response": "Yes."}, {"prompt": ITEM, "answer": "Yes."}) == []
