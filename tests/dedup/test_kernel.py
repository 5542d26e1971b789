"""The kernels against the same in plain Python, on whatever texts there are."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest
from datasketch import MinHash
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from curator.dedup import kernel
from curator.dedup.minhash import Signed, sign
from curator.dedup.overlap import FACTOR, once, places
from curator.dedup.shingles import Sets, jaccard, sets, windows, word_hashes
from curator.kernels import columns
from curator.kernels.cutting import CHARACTERS, SHINGLE, WORDS
from curator.kernels.folding import UNSPACED

TRICKY = "aBZ_9 \n\t\x1f…éßﬁ½Ａ北京かＧสัΣςİ\u0301\u0323\u0345가ㄱㅏ\u1100\u1161ｶﾞ゙क़ि\u0f73\u200d👍´Ⅷ"

pieces = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cn")), max_size=20),
    st.text(st.sampled_from(TRICKY), max_size=40),
    st.lists(st.text(st.sampled_from("abé "), max_size=12), max_size=40).map(" ".join),
    st.integers(0, 130).map(lambda n: "x" * n),
    st.integers(0, 9000).map(lambda n: "wOrd é " * n),
    st.integers(0, 3000).map(lambda n: "京b" * n),
)
some_texts = st.lists(st.lists(pieces, max_size=4).map("".join), min_size=1, max_size=6)


def folded(text: str) -> str:
    """NFKC as Polars knows it, then case folding of each character."""
    normal: str = pl.Series([text]).str.normalize("NFKC").item()
    return "".join(character.casefold() for character in normal)


def plain_words(texts: list[str]) -> list[list[str]]:
    apart = pl.Series([folded(text) for text in texts], dtype=pl.String).str.replace_all(f"({UNSPACED})", " $1 ")
    return apart.str.extract_all(r"\w+").to_list()


def plain_characters(text: str) -> list[str]:
    """The characters of words, with one space for whatever stands between two of them."""
    spaced: str = pl.Series([folded(text)]).str.replace_all(r"\W+", " ").item()
    return list(spaced.strip())


def plain_shingles(parts: list[str]) -> set[tuple[str, ...]]:
    if not parts:
        return set()
    return {tuple(parts[first : first + SHINGLE]) for first in range(max(1, len(parts) - SHINGLE + 1))}


def own(held: Sets, row: int) -> list[int]:
    values: list[int] = held.values[held.offsets[row] : held.offsets[row + 1]].tolist()
    return values


def by_datasketch(hashes: list[int]) -> list[int]:
    theirs = MinHash(num_perm=128, scheme="affine32", hashfunc=lambda value: int(value) >> 32)
    theirs.update_batch(hashes)
    values: list[int] = theirs.hashvalues.tolist()
    return values


def as_lists(signed: Signed) -> tuple[list[list[int]], list[int], list[int]]:
    return signed.signatures.tolist(), signed.words.tolist(), signed.totals.tolist()


@settings(max_examples=100)
@given(some_texts)
def test_words_are_those_of_plain_python(texts: list[str]) -> None:
    words = plain_words(texts)
    hashed = word_hashes(pl.Series(texts))
    assert hashed.counts.tolist() == [len(each) for each in words]
    flat = [word for each in words for word in each]
    assert len(set(hashed.values.tolist())) == len(set(flat))
    assert len(set(zip(flat, hashed.values.tolist(), strict=True))) == len(set(flat))


@settings(max_examples=100)
@given(some_texts)
def test_shingles_are_those_of_plain_python(texts: list[str]) -> None:
    words = plain_words(texts)
    by_words, by_characters = sets(pl.Series(texts), WORDS), sets(pl.Series(texts), CHARACTERS)
    assert by_words.sizes.tolist() == [len(plain_shingles(each)) for each in words]
    assert by_characters.sizes.tolist() == [len(plain_shingles(plain_characters(text))) for text in texts]
    for held in (by_words, by_characters):
        for row in range(len(texts)):
            assert len(own(held, row)) == len(set(own(held, row)))


@settings(max_examples=100)
@given(some_texts, st.sampled_from([WORDS, CHARACTERS]))
def test_signatures_equal_those_of_datasketch(texts: list[str], kind: int) -> None:
    signed, held = sign(pl.Series(texts), kind), sets(pl.Series(texts), kind)
    for row in range(len(texts)):
        assert signed.signatures[row].tolist() == by_datasketch(own(held, row))


@settings(max_examples=100)
@given(some_texts)
def test_a_text_signs_like_its_words(texts: list[str]) -> None:
    words = plain_words(texts)
    spoken = pl.Series([" ".join(each) for each in words])
    assume(spoken.str.normalize("NFKC").equals(spoken))  # not so where "İ" became two characters before a mark
    again, signed = sign(spoken), sign(pl.Series(texts))
    assert signed.words.tolist() == [len(each) for each in words]
    assert as_lists(signed) == as_lists(again)


@settings(max_examples=100)
@given(some_texts, st.data())
def test_chunks_slices_and_neighbours_change_nothing(texts: list[str], data: st.DataObject) -> None:
    holed = [None if data.draw(st.booleans()) else text for text in texts]
    alone = [as_lists(sign(pl.Series([text], dtype=pl.String))) for text in holed]
    cuts = sorted(data.draw(st.lists(st.integers(0, len(texts)), max_size=3)))
    column = pl.Series(holed, dtype=pl.String)
    chunked = pl.concat(
        [column[first:last] for first, last in zip([0, *cuts], [*cuts, len(texts)], strict=True)], rechunk=False
    )
    first = data.draw(st.integers(0, len(texts)))
    expected = [[each[part][0] for each in alone[first:]] for part in range(3)]
    assert list(as_lists(sign(chunked[first:]))) == expected
    assert sets(chunked, WORDS).values.tolist() == sets(column, WORDS).values.tolist()


def test_the_number_of_threads_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "ROWS", 7)
    texts = pl.Series([f"record {number} wörd नमस्ते says {number % 5} and more of it" for number in range(500)])
    results = []
    for cores in (1, 3):
        monkeypatch.setattr(columns, "cores", lambda cores=cores: cores)
        held, words = sets(texts, CHARACTERS), word_hashes(texts)
        results.append((as_lists(sign(texts)), held.values.tolist(), held.offsets.tolist(), words.values.tolist()))
    assert results[0] == results[1]


@pytest.mark.parametrize("size", [31, 32, 33, 63, 64, 65, 127, 128, 129, 2047, 2048, 2049, 2100])
@pytest.mark.parametrize("letter", ["q", "é", "北"])
def test_words_and_texts_across_blocks(size: int, letter: str) -> None:
    words = ["a" * size, *(f"{letter}{number}" for number in range(size)), letter * size]
    text = "-".join(words)
    assert sets(pl.Series([text]), WORDS).sizes.tolist() == [len(plain_shingles(plain_words([text])[0]))]
    assert sets(pl.Series([text]), CHARACTERS).sizes.tolist() == [len(plain_shingles(plain_characters(text)))]


def test_totals_tell_texts_of_other_words_or_another_order_apart() -> None:
    texts = ["a b c d e f", "A b, c d. E F!", "a b c d f e", "a b c d e f f", "a b", "b a", "", None, "👍"]
    totals = sign(pl.Series(texts)).totals.tolist()
    assert totals[0] == totals[1]
    assert len(set(totals[1:6])) == 5
    assert totals[6:] == [0, 0, 0]


def test_control_characters_part_words_wherever_they_stand() -> None:
    together, spaced = ("ab\x1fcd" + " filler" * 20, "ab cd" + " filler" * 20)
    for kind in (WORDS, CHARACTERS):
        held = sets(pl.Series([together, spaced]), kind)
        assert own(held, 0) == own(held, 1)


def test_many_repeats_of_one_shingle_take_no_longer_than_others() -> None:
    held = sets(pl.Series(["again and " * 200_000]), WORDS)
    assert held.sizes.tolist() == [2]


@given(st.lists(st.sampled_from([1, 2, 5, 2**63, 2**64 - 1]), max_size=300), st.integers(0, 200))
def test_each_hash_is_kept_once_where_it_is_first(few: list[int], spread: int) -> None:
    values = few + [number * 0x9E3779B97F4A7C15 % 2**64 for number in range(1, spread)]
    found = np.array([*values, 7], np.uint64)  # the last is another text's
    size = once(found, len(values), np.empty(places(len(values)), np.uint64), FACTOR)
    assert found[:size].tolist() == list(dict.fromkeys(values))
    assert found[-1] == 7


def test_a_text_of_fifty_megabytes() -> None:
    signed = sign(pl.Series(["short", "word wörd " * 4_600_000, None]))
    assert signed.words.tolist() == [1, 9_200_000, 0]


@pytest.mark.parametrize("text", ["👍👍", "!?…", "\u200f\u202e", "", " ", "\u2028", "�"])
def test_texts_without_words_have_no_shingles(text: str) -> None:
    assert re.search(r"\w", text) is None
    signed = sign(pl.Series([text]))
    assert signed.words.tolist() == [0]
    assert set(signed.signatures[0].tolist()) == {2**32 - 1}
    assert sets(pl.Series([text]), WORDS).sizes.tolist() == [0]


def test_what_is_compiled_beforehand_is_what_is_used() -> None:
    texts = pl.Series(["some text", None, "another one"])
    with columns.chunks(texts) as (chunk,):
        trials: dict[Any, Callable[[], object]] = dict(kernel._trials(chunk))
        for trial in trials.values():
            trial()
    before = {function: function.signatures for function in trials}
    sign(texts, CHARACTERS, only=np.array([True, False, True]))
    jaccard(sets(texts, WORDS), np.arange(2), np.arange(1, 3))
    windows(word_hashes(texts), 2, keep_short=True)
    assert {function: function.signatures for function in trials} == before


def test_no_texts() -> None:
    none = pl.Series([], dtype=pl.String)
    assert sign(none).signatures.shape == (0, 128)
    assert sets(none, WORDS).offsets.tolist() == [0]
    assert word_hashes(pl.Series([None, None], dtype=pl.String)).counts.tolist() == [0, 0]
