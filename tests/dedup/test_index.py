"""An index keeps records that repeat none of each other, and names for new ones the kept one that they repeat."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.dedup import REMOVING
from curator.dedup.edges import find_pairs, measure
from curator.dedup.index import Index, add, build, load, outline, query
from curator.dedup.index.outline import keys_of
from curator.dedup.views import TEXT
from curator.errors import RecipeError
from curator.schema import MESSAGE
from curator.text import normalise

Asked = Callable[[Sequence[tuple[str, str | None, str | None]]], pl.DataFrame]

HELLO = pl.Series([[{"role": "user", "content": "Hello"}]], dtype=pl.List(MESSAGE))

STORY = (
    "once upon a time a miller lived by the river with his three sons and a donkey a cat and an old mill that turned"
)
TOLD = STORY.replace("old mill", "old wheel")
OTHER = "the harbour was full of ships that morning and every captain wanted to be the first to sail with the tide out"

words = st.sampled_from(["river", "lake", "name", "give", "list", "5", "7", "Paris", "Rome", "not", "why"])
texts = st.one_of(
    st.sampled_from(["", "🙂", "🙂🙂", STORY, STORY.upper(), TOLD, STORY + " today"]),
    st.lists(words, min_size=1, max_size=4).map(" ".join),
    st.lists(words, min_size=18, max_size=22).map(lambda more: f"{STORY} {more[0]}"),
)
records = st.lists(st.tuples(texts, texts), max_size=14)


def named(asked: Asked, rows: Sequence[tuple[str, str | None]], source: str = "a") -> pl.DataFrame:
    frame = asked([(f"{source}{nth}", prompt, response) for nth, (prompt, response) in enumerate(rows)])
    return frame.with_columns(source=pl.lit(source), source_row=pl.int_range(pl.len()))


def plainly(frame: pl.DataFrame, kept: list[int], row: int, threshold: float = 0.8) -> tuple[str, float, int] | None:
    """The best twin of a row among kept ones, found one by one."""
    plain = frame.select(normalise(pl.col("full", "prompt", "response").fill_null(""))).rows()
    keys = keys_of(frame.with_columns(pl.col("full").alias(TEXT)), "full", threshold)
    candidates = set()
    for band, limit in zip(keys.bands, keys.limits, strict=True):
        if band[row]:
            candidates.update([other for other in kept if band[other] == band[row]][:limit])
    found = []
    for other in kept:
        if plain[other] == plain[row]:
            found.append((0, -1.0, other, "exact"))
        elif other in candidates:
            measured = measure(frame, np.array([row]), np.array([other]), "full", threshold)
            if measured["kind"].item() in REMOVING:
                found.append((1, -measured["similarity"].item(), other, "near"))
    if not found:
        return None
    _, similarity, other, kind = min(found)
    return kind, -similarity, other


def told(answers: pl.DataFrame) -> list[tuple[str, str | None, float | None, str | None]]:
    return answers.select("record_id", "kind", "similarity", "twin_id").rows()


@settings(max_examples=40, deadline=None)
@given(records)
def test_a_record_stays_if_it_repeats_none_that_stayed_before_it(asked: Asked, rows: list[tuple[str, str]]) -> None:
    frame = named(asked, rows)
    index = Index("full", 0.8)
    answers = index.add(frame)
    kept: list[int] = []
    expected = []
    compared = frame["full"].str.contains(r"\S").to_list()
    for row, name in enumerate(frame["record_id"]):
        twin = plainly(frame, kept, row) if compared[row] else None
        expected.append((name, *(twin[:2] if twin else (None, None)), f"a{twin[2]}" if twin else None))
        if not twin and compared[row]:
            kept.append(row)
    assert told(answers) == expected
    assert index.records["record_id"].to_list() == [f"a{row}" for row in kept]
    assert answers["is_compared"].to_list() == compared


@settings(max_examples=25, deadline=None)
@given(records, st.integers(0, 14), st.integers(0, 14))
def test_it_makes_no_difference_in_how_many_portions_records_come(
    asked: Asked, tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], first: int, second: int
) -> None:
    frame = named(asked, rows)
    folder = tmp_path_factory.mktemp("index")
    one, at_once = build(folder / "one", [frame])
    _, before = build(folder / "more", [frame[:first], frame[:0]])
    more, after = add(folder / "more", [frame[first : first + second], frame[first + second :]])
    assert told(pl.concat([before, after])) == told(at_once)
    assert (more.records, more.exact, more.near, more.blank) == (one.records, one.exact, one.near, one.blank)
    assert load(folder / "more")[1].records.equals(load(folder / "one")[1].records)


@settings(max_examples=25, deadline=None)
@given(records, records)
def test_a_new_record_is_told_its_nearest_twin(
    asked: Asked, rows: list[tuple[str, str]], new_rows: list[tuple[str, str]]
) -> None:
    index = Index("full", 0.8)
    index.add(named(asked, rows))
    new = named(asked, new_rows, "b")
    answers = index.query(new)
    assert answers["record_id"].to_list() == new["record_id"].to_list()
    texts = [*index.records.columns[3:5], "response"]
    kept = index.records.select("record_id", *texts)
    for row, answer in enumerate(answers.iter_rows(named=True)):
        both = pl.concat([kept, new[row].select("record_id", *texts)])
        twin = plainly(both, list(range(kept.height)), kept.height) if answer["is_compared"] else None
        found = (answer["kind"], answer["similarity"], answer["twin_id"]) if answer["kind"] in REMOVING else None
        assert found == (twin and (*twin[:2], kept["record_id"][twin[2]]))


def test_similar_records_that_are_no_duplicates_are_told_with_the_reason(asked: Asked) -> None:
    index = Index("prompt", 0.6)
    index.add(named(asked, [("Compute the volume of a sphere with a radius of 5 cm.", "523.6"), (OTHER, "yes")]))
    new = named(asked, [("Compute the volume of a sphere with a radius of 7 cm.", "1436.8"), (STORY, "no")], "b")
    assert [(kind, twin) for _, kind, _, twin in told(index.query(new))] == [("numbers", "a0"), (None, None)]
    assert index.add(new)["kind"].to_list() == [None, None]
    assert index.query(new)["kind"].to_list() == ["exact", "exact"]


def test_where_a_twin_comes_from_is_told(asked: Asked) -> None:
    index = Index("full", 0.8)
    index.add(named(asked, [(OTHER, None), (STORY, None)]))
    found = index.query(named(asked, [(TOLD + " today", None)], "b")).row(0, named=True)
    assert (found["source"], found["source_row"], found["twin_source"], found["twin_row"]) == ("b", 0, "a", 1)


def test_a_copy_is_a_twin_before_anything_that_came_earlier(asked: Asked) -> None:
    rows = [(f"Question {nth}? {STORY}", "short") for nth in range(3)]  # other numbers, so all stay
    index = Index("full", 0.8)
    index.add(named(asked, rows))
    assert told(index.query(named(asked, rows[2:], "b"))) == [("b0", "exact", 1.0, "a2")]


def test_of_many_with_one_key_the_first_are_looked_at(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outline, "LIMIT", 2)
    monkeypatch.setattr(outline, "LIMIT_APART", 1)
    rows = [(STORY, "yes"), (STORY, "no"), (STORY, "maybe"), (STORY, "perhaps")]  # conflicts: all stay
    frame = named(asked, [*rows, (STORY + " now", "yes"), (STORY + " now", "maybe"), (STORY, "perhaps")])
    answers = Index("prompt", 0.8).add(frame)
    assert answers["twin_id"].to_list()[4:] == ["a0", None, "a3"]  # the third is beyond the limit; a copy never is
    one_by_one = Index("prompt", 0.8)
    assert told(pl.concat([one_by_one.add(row) for row in frame.iter_slices(1)])) == told(answers)


def test_an_index_finds_what_a_search_of_all_records_finds(asked: Asked) -> None:
    random = np.random.default_rng(3)
    vocabulary = [f"word{nth}" for nth in range(400)]
    plain = [list(random.choice(vocabulary, 80)) for _ in range(60)]
    changed = [[*text[:40], "changed", *text[41:]] for text in plain[:30]]
    frame = named(asked, [(" ".join(text), None) for text in [*plain, *changed]])
    frame = frame.with_columns(prompt=pl.lit(None, pl.String))
    repeats = Index("full", 0.8).add(frame).drop_nulls("kind")
    found = {frozenset((name, twin)) for name, _, _, twin in told(repeats)}
    removing = find_pairs(frame).filter(pl.col("kind").is_in(REMOVING))
    assert found == {frozenset(pair) for pair in removing.select("a", "b").rows()}
    assert repeats.height == 30


def test_large_portions_are_split_without_a_difference(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(STORY + f" {'and so on ' * (nth % 3)}", None) for nth in range(40)]
    frame = named(asked, rows).with_columns(prompt=pl.lit(None, pl.String))
    expected = told(Index("full", 0.8).add(frame))
    monkeypatch.setattr(query, "PAIRS", 3)
    assert told(Index("full", 0.8).add(frame)) == expected


def test_of_many_equal_records_one_stays(asked: Asked) -> None:
    index = Index("full", 0.8)
    answers = index.add(named(asked, [(STORY, "yes")] * 9000))
    assert index.records.height == 1
    assert answers["kind"].to_list() == [None] + ["exact"] * 8999


@pytest.mark.parametrize("view", ["chat", "both", "prompt", "response", "instruction", "chosen", "rejected"])
def test_every_view_can_be_indexed(asked: Asked, tmp_path: Path, view: str) -> None:
    frame = named(asked, [(STORY, OTHER), (TOLD, OTHER), (STORY, OTHER)]).with_columns(
        instruction="prompt", chosen="response", rejected="response", messages=pl.lit(HELLO.first())
    )
    build(tmp_path / "index", [frame], view=view)
    manifest, index = load(tmp_path / "index")
    assert manifest.view == view
    assert index.query(frame[:1])["twin_id"].to_list() == ["a0"]


def test_only_chats_are_in_an_index_of_chats(asked: Asked) -> None:
    frame = named(asked, [(STORY, OTHER), (OTHER, STORY)]).with_columns(messages=HELLO.append(HELLO.clear(1)))
    assert Index("chat", 0.8).add(frame)["is_compared"].to_list() == [True, False]


def test_records_without_the_compared_column_are_refused(asked: Asked) -> None:
    with pytest.raises(RecipeError, match="compares the column 'chosen', which the records do not have"):
        Index("chosen", 0.8).query(named(asked, [(STORY, OTHER)]))


@pytest.mark.parametrize("threshold", [0.0, 1.0, float("nan"), -1.0])
def test_a_threshold_that_means_nothing_is_refused(threshold: float) -> None:
    with pytest.raises(RecipeError, match="similarity threshold is"):
        Index("full", threshold)
