import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.dedup.minhash import sign
from curator.dedup.shingles import jaccard, sets, similarity, tokens, windows, word_hashes
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


@given(some_texts, st.data())
def test_similarity_is_by_characters_where_either_is_short(texts: list[str], data: st.DataObject) -> None:
    longer = pl.Series(
        [text + " more words to fill it up" * data.draw(st.sampled_from([0, 1, 2, 3])) for text in texts]
    )
    words = sign(longer).words
    left, right = np.divmod(np.arange(len(texts) ** 2), len(texts))
    found = similarity(longer, left, right, words)
    by_words, by_characters = (jaccard(sets(longer, kind), left, right) for kind in (WORDS, CHARACTERS))
    is_short = (words[left] < 16) | (words[right] < 16)
    assert found.tolist() == np.where(is_short, by_characters, by_words).tolist()
    assert found.tolist() == similarity(longer, right, left, words).tolist()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Name a fruit.", "name a fruit", 1.0),
        ("Name a fruit.", "Please name a fruit.", 0.53),
        ("What is the capital of France?", "What's the capital of France?", 0.69),
        ("cat", "dog", 0.0),
        ("北京的天气怎么样", "北京的天气怎么样？", 1.0),
        ("👍", "👍", 0.0),
    ],
)
def test_similarity_of_short_texts(one: str, other: str, expected: float) -> None:
    texts = pl.Series([one, other])
    found = similarity(texts, np.array([0]), np.array([1]), sign(texts).words)
    assert found.round(2).tolist() == [expected]


def test_similarity_of_no_pairs() -> None:
    none = np.empty(0, np.int64)
    assert similarity(pl.Series(["a"]), none, none, np.ones(1, np.int32)).tolist() == []


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
