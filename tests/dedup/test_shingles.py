import numpy as np
import polars as pl
import pytest
import xxhash
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.dedup.shingles import hash_tokens, shingle, tokens, windows


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello, World! 3.5", ["hello", "world", "3", "5"]),
        ("snake_case stays", ["snake_case", "stays"]),
        ("北京的GPU快", ["北", "京", "的", "gpu", "快"]),
        ("สวัสดี", ["ส", "ว", "ั", "ส", "ด", "ี"]),
        ("ＡＢＣ", ["abc"]),
        ("... --- !!!", []),
        ("", []),
    ],
)
def test_tokens_are_words_or_characters_of_scripts_without_spaces(text: str, expected: list[str]) -> None:
    assert pl.select(tokens(pl.lit(text))).item().to_list() == expected


def test_token_hashes_are_xxhash_of_the_folded_word() -> None:
    hashed = hash_tokens(pl.Series(["Red apple", None, "red"]))
    red, apple = xxhash.xxh64_intdigest(b"red"), xxhash.xxh64_intdigest(b"apple")
    assert hashed.values.tolist() == [red, apple, red]
    assert hashed.offsets.tolist() == [0, 2, 2, 3]


@pytest.mark.parametrize(
    ("text", "size"),
    [("", 0), ("one", 1), ("a b c d", 1), ("a b c d e", 1), ("a b c d e f", 2), ("今天天气很好啊", 3)],
)
def test_number_of_shingles(text: str, size: int) -> None:
    assert shingle(pl.Series([text])).counts.tolist() == [size]


def test_short_texts_have_no_windows_unless_wanted() -> None:
    hashed = hash_tokens(pl.Series(["a b", "a b c"]))
    assert windows(hashed, 3, keep_short=False).counts.tolist() == [0, 1]
    assert windows(hashed, 3, keep_short=True).counts.tolist() == [1, 1]


def test_the_order_of_words_counts() -> None:
    found = shingle(pl.Series(["a b", "b a", "a b"])).values
    assert found[0] == found[2] != found[1]


def test_take_and_keep_select_texts_and_values() -> None:
    hashed = hash_tokens(pl.Series(["a b", "c", "d e f"]))
    taken = hashed.take(np.array([2, 1]))
    assert taken.counts.tolist() == [3, 1]
    assert taken.values.tolist() == [*hashed.values[3:6], hashed.values[2]]
    kept = hashed.keep(np.array([True, False, False, True, True, False]))
    assert kept.counts.tolist() == [1, 0, 2]
    assert kept.values.tolist() == hashed.values[[0, 3, 4]].tolist()


@settings(deadline=None)  # a loaded machine is no failure
@given(st.lists(st.text(alphabet="ab 北 ", max_size=24), min_size=1, max_size=6))
def test_shingles_of_a_text_do_not_depend_on_its_neighbours(texts: list[str]) -> None:
    together = shingle(pl.Series(texts))
    apart = [shingle(pl.Series([text])).values.tolist() for text in texts]
    assert [together.take(np.array([row])).values.tolist() for row in range(len(texts))] == apart
