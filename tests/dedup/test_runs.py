import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.dedup import runs
from curator.dedup.runs import ItemRuns, own_words, stretches
from curator.dedup.tiers import Texts


def shared(items: list[str], texts: list[str], width: int = 3) -> list[tuple[int, ...]]:
    """Row, item, own, at, place, words of every pair that shares a run."""
    known, asked = Texts(pl.Series(items), width), Texts(pl.Series(texts), width)
    is_own = own_words(known.words, width)
    hits = list(ItemRuns(known.words, width, is_own, least=1).shared(asked.runs))
    found = [stretches(each, known.words.offsets, width, is_own) for each in hits]
    return [row for frame in found for row in frame.select("row", "item", "own", "at", "place", "words").rows()]


@pytest.mark.parametrize(
    ("item", "text", "expected"),
    [
        ("a b c d e", "a b c d e", [(0, 0, 5, 0, 0, 5)]),
        ("a b c d e", "x y b c d", [(0, 0, 3, 1, 2, 3)]),
        ("a b c d e f g h", "a b c x d e f g", [(0, 0, 7, 3, 4, 4)]),  # the longer of two stretches is told
        ("a b c d e f", "d e f a b c", [(0, 0, 6, 0, 3, 3)]),
        ("a b c", "a b a b", []),
        ("a b", "a b", []),
        ("a b c", "", []),
        ("a a a a", "a a a a a a", [(0, 0, 4, 0, 0, 4)]),  # a run that is repeated counts once
    ],
)
def test_what_a_text_shares_with_an_item(item: str, text: str, expected: list[tuple[int, ...]]) -> None:
    assert shared([item], [text]) == expected


def test_wording_of_many_items_counts_for_none() -> None:
    items = [f"say in one word {end}" for end in ("what now", "who then", "why not", "how so")]
    assert own_words(Texts(pl.Series(items), 3).words, 3).reshape(4, 6).tolist() == [[False] * 4 + [True] * 2] * 4
    assert shared(items, ["say in one word"]) == []
    assert shared(items, ["one word what now"]) == [(0, 0, 2, 2, 0, 4)]


texts = st.lists(st.lists(st.sampled_from("abc"), max_size=9).map(" ".join), min_size=1, max_size=5)


@settings(deadline=None)  # a loaded machine is no failure
@given(texts, texts)
def test_small_pieces_give_what_all_at_once_gives(items: list[str], asked: list[str]) -> None:
    whole = shared(items, asked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "MAX_HITS", 1)
        assert shared(items, asked) == whole


def test_sums_are_those_of_each_text() -> None:
    words = Texts(pl.Series(["a b", "", None, "b a", "b"]), 3).words
    totals = runs.sums(words.values, words)
    assert totals[0] == totals[3] != totals[4]
    assert totals[1] == totals[2] == 0
    assert runs.sums(np.ones(5, dtype=np.bool_), words).tolist() == [2, 0, 0, 2, 1]
