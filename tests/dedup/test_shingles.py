import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.dedup.shingles import jaccard, sets, tokens, windows, word_hashes
from curator.kernels.cutting import CHARACTERS, WORDS


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
    assert word_hashes(pl.Series([text])).counts.tolist() == [len(expected)]


@given(st.lists(st.one_of(st.none(), st.text(alphabet="ab 北é\u0301ㄱㅏ.", max_size=24)), max_size=9))
def test_words_of_a_text_do_not_depend_on_its_neighbours(texts: list[str | None]) -> None:
    together = word_hashes(pl.Series(texts, dtype=pl.String))
    alone = [word_hashes(pl.Series([text], dtype=pl.String)).values.tolist() for text in texts]
    assert [together.take(np.array([row])).values.tolist() for row in range(len(texts))] == alone


@pytest.mark.parametrize(
    ("text", "by_words", "by_characters"),
    [("", 0, 0), ("one", 1, 1), ("a b c d", 1, 3), ("a b c d e f", 2, 7), ("今天天气很好啊", 3, 3), ("今天 go", 1, 1)],
)
def test_number_of_shingles(text: str, by_words: int, by_characters: int) -> None:
    assert sets(pl.Series([text]), WORDS).sizes.tolist() == [by_words]
    assert sets(pl.Series([text]), CHARACTERS).sizes.tolist() == [by_characters]


def test_the_order_of_words_counts() -> None:
    found = sets(pl.Series(["a b", "b a", "A. b!"]), WORDS).values.tolist()
    assert found[0] == found[2] != found[1]


def test_words_and_characters_share_no_shingle() -> None:
    texts = pl.Series(["北京的天气今天很好"])
    assert not set(sets(texts, WORDS).values.tolist()) & set(sets(texts, CHARACTERS).values.tolist())


some_texts = st.lists(st.text(alphabet="ab c", max_size=30), min_size=2, max_size=8)


@given(some_texts, st.sampled_from([WORDS, CHARACTERS]))
def test_jaccard_is_that_of_sets(texts: list[str], kind: int) -> None:
    held = sets(pl.Series(texts), kind)
    owned = [set(held.values[held.offsets[row] : held.offsets[row + 1]].tolist()) for row in range(len(texts))]
    left, right = np.divmod(np.arange(len(texts) ** 2), len(texts))
    expected = [
        len(owned[one] & owned[other]) / max(1, len(owned[one] | owned[other]))
        for one, other in zip(left.tolist(), right.tolist(), strict=True)
    ]
    assert jaccard(held, left, right).tolist() == expected
    assert jaccard(held, left, right, 0.5).tolist() == [each if each >= 0.5 else 0.0 for each in expected]


def test_short_texts_have_no_windows_unless_wanted() -> None:
    hashed = word_hashes(pl.Series(["a b", "a b c", ""]))
    assert windows(hashed, 3, keep_short=False).counts.tolist() == [0, 1, 0]
    assert windows(hashed, 3, keep_short=True).counts.tolist() == [1, 1, 0]


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=12), min_size=1, max_size=5), st.integers(1, 14))
def test_windows_are_the_same_where_the_words_are(texts: list[list[str]], width: int) -> None:
    found = windows(word_hashes(pl.Series([" ".join(words) for words in texts])), width, keep_short=False)
    expected = [tuple(words[first : first + width]) for words in texts for first in range(len(words) - width + 1)]
    assert len(found.values) == len(expected)
    assert len(set(zip(found.values.tolist(), expected, strict=True))) == len(set(expected)) == len(set(found.values))


def test_take_and_keep_select_texts_and_values() -> None:
    hashed = word_hashes(pl.Series(["a b", "c", "d e f"]))
    taken = hashed.take(np.array([2, 1]))
    assert taken.counts.tolist() == [3, 1]
    assert taken.values.tolist() == [*hashed.values[3:6], hashed.values[2]]
    kept = hashed.keep(np.array([True, False, False, True, True, False]))
    assert kept.counts.tolist() == [1, 0, 2]
    assert kept.values.tolist() == hashed.values[[0, 3, 4]].tolist()
