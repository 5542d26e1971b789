import polars as pl

from curator.dedup.boilerplate import is_common
from curator.dedup.shingles import word_hashes


def test_a_value_is_common_if_more_texts_than_the_limit_hold_it() -> None:
    texts = word_hashes(pl.Series(["say red red red", "say blue", "say red", "green"]))
    asked = word_hashes(pl.Series(["say red green white"])).values
    assert is_common(asked, texts, 2).tolist() == [True, False, False, False]
    assert is_common(asked, texts, 1).tolist() == [True, True, False, False]


def test_no_values_and_no_texts() -> None:
    texts = word_hashes(pl.Series(["a b"]))
    nothing = word_hashes(pl.Series([], dtype=pl.String))
    assert is_common(nothing.values, texts, 1).tolist() == []
    assert is_common(texts.values, nothing, 0).tolist() == [False, False]
