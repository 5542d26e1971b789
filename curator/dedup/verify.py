"""Decide about proposed pairs: how similar they are exactly, and whether anything keeps them from being duplicates."""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.dedup.candidates import components
from curator.dedup.conflicts import final_answer
from curator.dedup.guards import (
    LONG_TEXT,
    Kinds,
    asked_alike,
    given_alike,
    must_agree,
    said_alike,
)
from curator.dedup.reading import Reading
from curator.dedup.shingles import SHORT_WORDS, Hashes, Integers, similarity
from curator.dedup.views import TEXT, VIEWS, among
from curator.text import is_blank, normalise

MEASURED = pl.Schema({"similarity": pl.Float64, "kind": pl.String, "parts": pl.Float64})

_WORDS = 1 << 20  # words of the pairs measured together, so that their shingles stay small

_JUDGED = 1 << 12  # similar pairs judged together: each time costs 10 ms, however few they are


def measure(
    records: pl.DataFrame, words: NDArray[np.int32], left: Integers, right: Integers, view: str, threshold: float
) -> pl.DataFrame:
    """How similar pairs are, and what they are to each other.

    Args:
        records: as `views.laid_out` gives them.
        words: how many the compared text of each record has.
        left: rows.
        right: rows; which of two is left changes nothing.
        view: the view.
        threshold: similarity from which on two records are duplicates unless something tells them apart.

    Returns:
        A row a pair: `similarity` of the compared texts; `kind`: `near`, or why the pair is none: `below` the
        threshold, other `numbers`, other names (`entities`), other content words (`content`), answers or data that
        are not alike (`part`), one question with two answers (`conflict`); `parts`: the least similarity of the
        answers, 1.0 where they are equal or not compared.
    """
    texts, found = records[TEXT], np.zeros(len(left))
    for some in _together(words, left, right):
        found[some] = similarity(texts, left[some], right[some], words)
    kinds = np.where(found >= threshold, "near", "below").astype("U8")
    parts = np.ones(len(found))
    near = np.flatnonzero(found >= threshold)
    for first in range(0, len(near), _JUDGED):
        pairs = near[first : first + _JUDGED]
        kinds[pairs], parts[pairs] = _told_apart(records, words, left[pairs], right[pairs], view, threshold)
    return pl.DataFrame({"similarity": found, "kind": kinds.tolist(), "parts": parts}, schema=MEASURED)


def apart(records: pl.DataFrame, view: str) -> Hashes:
    """A number for each record; with different ones something they are asked tells two apart, however similar."""
    found: Hashes = np.zeros(records.height, np.uint64)
    for name in among(VIEWS[view].asked, records):
        found = found * np.uint64(3) + must_agree(Reading(records[name]))
    for name in among(VIEWS[view].short, records):
        is_short = Reading(records[TEXT]).every.counts < SHORT_WORDS
        found = np.where(is_short, must_agree(Reading(records[name]), always=True), found)
    return found


def _together(words: NDArray[np.int32], left: Integers, right: Integers) -> Iterator[Integers]:
    """Pairs by blocks, those that are tied to each other one after the other: each text is cut but once or twice."""
    order = np.argsort(components(len(words), [(left, right)])[left], kind="stable")
    read = np.cumsum(words[left[order]].astype(np.int64) + words[right[order]])
    starts = np.searchsorted(read, np.arange(_WORDS, read[-1] if len(read) else 0, _WORDS))
    yield from (some for some in np.split(order, starts) if len(some))


def _told_apart(
    records: pl.DataFrame, words: NDArray[np.int32], left: Integers, right: Integers, view: str, threshold: float
) -> tuple[Kinds, NDArray[np.float64]]:
    """What `_judged` says of those pairs that a reader would look at."""
    involved, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    one, other, rows = places[: len(left)], places[len(left) :], records[involved]
    kinds: Kinds = np.full(len(left), "near", dtype="U8")
    parts = np.ones(len(left))
    pairs = np.flatnonzero(~_is_long_raw(rows, words[involved], one, other))
    if len(pairs):
        involved, places = np.unique(np.concatenate([one[pairs], other[pairs]]), return_inverse=True)
        one, other = places[: len(pairs)], places[len(pairs) :]
        kinds[pairs], parts[pairs] = _judged(rows[involved], one, other, view, threshold)
    return kinds, parts


def _judged(
    records: pl.DataFrame, left: Integers, right: Integers, view: str, threshold: float
) -> tuple[Kinds, NDArray[np.float64]]:
    """What pairs of similar texts are, and the least similarity of their answers."""
    compared = VIEWS[view]
    said = {name: Reading(records[name]) for name in among(compared.said, records)}
    kinds: Kinds = np.full(len(left), "", dtype="U8")
    parts: NDArray[np.float64] = np.ones(len(left))
    for reasons in _asked(records, left, right, view):
        kinds = np.where(kinds == "", reasons, kinds)
    is_other_question: NDArray[np.bool_] = np.zeros(len(left), np.bool_)
    for reasons in _asked_beside(records, left, right, view):
        is_other_question |= reasons != ""
        kinds = np.where((kinds == "") & _is_short(records, left, right), reasons, kinds)
    is_asked_alike = kinds == ""
    if "response" in records.columns and (compared.asked or compared.given):
        kinds[is_asked_alike & _disagree(records, left, right)] = "conflict"
    for name, texts in said.items():
        if name != compared.text:
            parts = np.minimum(parts, _similar(texts, left, right))
    kinds[(kinds == "") & (parts < threshold)] = "part"
    for texts in said.values():
        kinds = np.where(kinds == "", said_alike(texts, left, right, never_long=is_other_question), kinds)
    for name in among(compared.last, records):
        kinds = np.where(kinds == "", _ended_alike(records[name], left, right, threshold), kinds)
    if compared.text == "full":
        kinds = np.where(kinds == "", _whole(records, left, right), kinds)
    return np.where(kinds == "", "near", kinds), parts


def _asked(records: pl.DataFrame, left: Integers, right: Integers, view: str) -> Iterator[Kinds]:
    compared = VIEWS[view]
    is_compared = "response" in compared.said and "response" in records.columns
    answers = Reading(records["response"]) if is_compared else _silence(records)
    for name in among(compared.asked, records):
        yield asked_alike(Reading(records[name]), answers, left, right)
    for name in among(compared.given, records):
        yield given_alike(Reading(records[name]), left, right)


def _asked_beside(records: pl.DataFrame, left: Integers, right: Integers, view: str) -> Iterator[Kinds]:
    """What tells the prompts of answers apart."""
    for name in among(VIEWS[view].short, records):
        yield asked_alike(Reading(records[name]), _silence(records), left, right)


def _is_short(records: pl.DataFrame, left: Integers, right: Integers) -> NDArray[np.bool_]:
    """Pairs of which one text is short."""
    counts = Reading(records[TEXT]).every.counts
    found: NDArray[np.bool_] = np.minimum(counts[left], counts[right]) < SHORT_WORDS
    return found


def _ended_alike(answers: pl.Series, left: Integers, right: Integers, threshold: float) -> Kinds:
    """What tells the last answers of conversations apart, where both have one."""
    texts = Reading(answers)
    found = said_alike(texts, left, right)
    found[(found == "") & (_similar(texts, left, right) < threshold)] = "part"
    is_compared = answers.is_not_null().to_numpy()
    return np.where(is_compared[left] & is_compared[right], found, "")


def _silence(records: pl.DataFrame) -> Reading:
    """As many answers that are too short to show what prompts mean."""
    return Reading(pl.Series([None], dtype=pl.String).new_from_index(0, records.height))


def _whole(records: pl.DataFrame, left: Integers, right: Integers) -> Kinds:
    """Of the whole records: raw text is judged like an answer, and calls of tools stand nowhere else."""
    is_raw = _is_raw(records)
    return said_alike(Reading(records[TEXT]), left, right, always_long=~(is_raw[left] & is_raw[right]))


def _is_long_raw(records: pl.DataFrame, words: NDArray[np.int32], left: Integers, right: Integers) -> NDArray[np.bool_]:
    """Pairs of long texts that nobody asks or answers."""
    is_long = _is_raw(records) & (words >= LONG_TEXT)
    found: NDArray[np.bool_] = is_long[left] & is_long[right]
    return found


def _is_raw(records: pl.DataFrame) -> NDArray[np.bool_]:
    """Records without prompt and answer."""
    is_raw = np.ones(records.height, dtype=np.bool_)
    for name in among(("prompt", "instruction", "response"), records):
        is_raw &= records.select(is_blank(pl.col(name))).to_series().to_numpy()
    return is_raw


def _disagree(records: pl.DataFrame, left: Integers, right: Integers) -> NDArray[np.bool_]:
    """Whether both have an answer, and not the same; two long ones without a result may both be right."""
    answers = records.select(answer=pl.when(~is_blank(pl.col("response"))).then(final_answer().fill_null("")))["answer"]
    found: NDArray[np.bool_] = (answers.gather(left) != answers.gather(right)).fill_null(value=False).to_numpy()
    return found


def _similar(texts: Reading, left: Integers, right: Integers) -> NDArray[np.float64]:
    """The similarity of one part of both records, 1.0 where it is equal or missing in both."""
    normal = texts.texts.to_frame("text").select(normalise(pl.col("text").fill_null("")))["text"]
    is_equal = (normal.gather(left) == normal.gather(right)).to_numpy()
    found = similarity(texts.texts, left, right, texts.every.counts.astype(np.int32))
    return np.where(is_equal, 1.0, found)
