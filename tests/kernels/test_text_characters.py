"""Characters, sentences, brackets and quotes are counted as plain definitions have it."""

from collections.abc import Callable, Iterator
from itertools import groupby

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.kernels.text_characters import SENTENCES, UNCLOSED, UNOPENED
from curator.kernels.text_classes import BRACKETS

Row = list[float | None]
Measured = Callable[..., list[Row]]
Texts = st.SearchStrategy[str | None]


def is_a(character: str, pattern: str) -> bool:
    """Whether Polars counts it among a class of characters."""
    return bool(pl.select(pl.lit(character).str.contains(f"^{pattern}$")).item())


_ALNUM = r"[\p{Alphabetic}\p{M}\p{N}]"


def _is_alnum(character: str) -> bool:
    looks = "\ufe00" <= character <= "\ufe0f" or character == "\u20e3" or "\U000e0100" <= character <= "\U000e01ef"
    return is_a(character, _ALNUM) and not looks


def plain(text: str) -> list[float | None]:
    """The columns of `text_characters`."""
    visible = [character for character in text if not is_a(character, r"\s")]
    cased = [character for character in text if is_a(character, r"[\p{Lu}\p{Ll}\p{Lt}]")]
    shares: list[float | None] = [None] * 3
    if visible:
        shares = [
            sum(map(_is_alnum, visible)) / len(visible),
            sum(is_a(character, r"\p{S}") for character in visible) / len(visible),
            sum(is_a(character, r"\p{Nd}") for character in visible) / len(visible),
        ]
    return rounded(
        [
            *shares,
            sum(is_a(character, r"[\p{Lu}\p{Lt}]") for character in cased) / len(cased) if cased else None,
            max((len(list(group)) for character, group in groupby(text) if _is_alnum(character)), default=0),
            sum(text.count(mark) for mark in '"“”„‟«»＂') % 2,
            len(list(_sentences(text))),
            *_brackets(text),
        ]
    )


def _sentences(text: str) -> Iterator[str]:
    """Sentences with a letter or a digit, found by looking at each character and what is around it."""
    sentence = ""
    for place, character in enumerate(text):
        sentence += character
        if any(map(_is_alnum, sentence)) and _ends(text, place, sentence):
            yield sentence
            sentence = ""
    if any(map(_is_alnum, sentence)):
        yield sentence


def _ends(text: str, place: int, sentence: str) -> bool:
    character = text[place]
    if character == "\n" and "\n" in text[:place] and not text[:place].rpartition("\n")[2].strip(" \t\r\xa0\u3000\x85"):
        return True
    is_stop = r"[\p{Sentence_Break=STerm}\p{Sentence_Break=ATerm}…]"
    if character not in ".!?…":
        if is_a(character, is_stop):
            return True
        if not is_a(character, r"\s"):
            return False
        closed = sentence.rstrip()
        while closed and is_a(closed[-1], r"[\p{Sentence_Break=Close}*_`’]"):
            closed = closed[:-1]
        return bool(closed) and closed[-1] in ".!?…" and _stops(closed)
    return False


def _stops(sentence: str) -> bool:
    """Whether the run of stops, and of what may come between them, at its end closes it."""
    for place in reversed(range(len(sentence))):
        mark, before = sentence[place], sentence[:place]
        if mark not in ".!?…":
            if not is_a(mark, r"[\p{Sentence_Break=Close}*_`’]"):
                return False
            continue
        if mark != ".":
            return True
        letters = [each for each in before.rpartition("\n")[2] if _is_alnum(each) and not is_a(each, r"\p{Nd}")]
        is_initial = bool(letters) and before[-1:] == letters[-1] and not (len(before) > 1 and _is_alnum(before[-2]))
        if letters and not is_initial:
            return True
    return False


def _brackets(text: str) -> tuple[int, int]:
    """Opening brackets without a closing one, and the other way round."""
    unclosed = unopened = 0
    for opening, closing in BRACKETS:
        depth = 0
        for place, character in enumerate(text):
            if character == opening:
                depth += 1
            elif character == closing and depth:
                depth -= 1
            elif character == closing:
                line = text[:place].rpartition("\n")[2]
                marks = [each for each in line if not is_a(each, r"\s")]
                is_mark = closing == ")" and 0 < len(marks) <= 3 and all(map(_is_alnum, marks))
                unopened += not is_mark
        unclosed += depth
    return unclosed, unopened


def rounded(row: Row) -> Row:
    return [None if value is None else round(value, 12) for value in row]


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_characters_are_measured_as_defined(measured: Measured, texts: Texts, data: st.DataObject) -> None:
    text = data.draw(texts)
    (found,) = measured("characters", [text])
    assert found == ([None] * len(found) if text is None else plain(text))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It rained. Then it stopped!", 2),
        ("It rained", 1),
        ('Pi is 3.14 or so... Well?! "Yes." Ok', 4),
        ("1. Oak\n2. Elm", 1),
        ("J. R. R. Tolkien wrote it.", 1),
        ("Title\n\nText", 2),
        ("下雨了。天晴了！好吗？", 3),
        ("यह एक वाक्य है। यह दूसरा है।", 2),
        ("هل تمطر؟ نعم.", 2),
        ("สวัสดีครับ", 1),
        ("?! ... 👍", 0),
        ("", 0),
    ],
)
def test_sentences(measured: Measured, text: str, sentences: int) -> None:
    assert measured("characters", [text])[0][SENTENCES] == sentences


@pytest.mark.parametrize(
    ("text", "unclosed", "unopened"),
    [("f(x[0])", 0, 0), ("f(x[0]", 1, 0), ("a) one\nb) two 12) :)", 0, 2), ("（一】", 1, 1), ("{{", 2, 0)],
)
def test_brackets(measured: Measured, text: str, unclosed: int, unopened: int) -> None:
    assert measured("characters", [text])[0][UNCLOSED : UNOPENED + 1] == [unclosed, unopened]
