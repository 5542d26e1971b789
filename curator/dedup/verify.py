"""Decide about proposed pairs: how similar they are exactly, and whether anything keeps them from being duplicates."""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.dedup.alike import Alike
from curator.dedup.conflicts import final_answer
from curator.dedup.guards import (
    LONG_TEXT,
    Kinds,
    asked_alike,
    differ_in_count,
    given_alike,
    must_agree,
    said_alike,
)
from curator.dedup.reading import Reading
from curator.dedup.shingles import SHORT_WORDS, Hashes, Integers
from curator.dedup.views import TEXT, VIEWS, among
from curator.text import is_blank, normalise

MEASURED = pl.Schema({"similarity": pl.Float64, "kind": pl.String, "parts": pl.Float64})

_TURNS = ("prompt", "instruction", "response")

_JUDGED = 1 << 12  # similar pairs judged together: each time costs 10 ms, however few they are


def measure(
    records: pl.DataFrame,
    words: NDArray[np.int32],
    left: Integers,
    right: Integers,
    view: str,
    threshold: float,
    *,
    alike: Alike | None = None,
    least: float = 0.0,
) -> pl.DataFrame:
    """How similar pairs are, and what they are to each other.

    Args:
        records: as `views.laid_out` gives them.
        words: how many the compared text of each record has.
        left: rows.
        right: rows; which of two is left changes nothing.
        view: the view.
        threshold: similarity from which on two records are duplicates unless something tells them apart.
        alike: the compared texts of the records, where they are asked for again and again.
        least: similarities below it come out as 0.0.

    Returns:
        A row a pair: `similarity` of the compared texts; `kind`: `near`, or why the pair is none: `below` the
        threshold, other `numbers`, other names (`entities`), other content words (`content`), answers or data that
        are not alike (`part`), one question with two answers (`conflict`); `parts`: the least similarity of the
        answers, 1.0 where they are equal or not compared.
    """
    alike = alike or Alike(records[TEXT], words)
    found = alike.similarity(left, right, least=least, enough=threshold)
    is_near = found >= threshold
    kinds, parts = is_near.astype(np.int64), np.ones(len(found))
    near = np.flatnonzero(is_near)
    near = near[~_is_long_raw(records, words, left[near], right[near])]
    reasons = np.full(len(near), "", dtype="U8")
    for first in range(0, len(near), _JUDGED):
        pairs = near[first : first + _JUDGED]
        involved, places = np.unique(np.concatenate([left[pairs], right[pairs]]), return_inverse=True)
        one, other = np.split(places, 2)
        reasons[first : first + _JUDGED], parts[pairs] = _judged(records[involved], one, other, view, threshold)
    different, places = np.unique(reasons, return_inverse=True)
    kinds[near] = 2 + places
    # Gathered, for to make a Python string for each pair takes longer than to compare short texts.
    kind = pl.Series(["below", "near", *different.tolist()]).gather(kinds)
    return pl.DataFrame({"similarity": found, "kind": kind, "parts": parts}, schema=MEASURED)


def apart(records: pl.DataFrame, view: str) -> Hashes:
    """A number for each record; with different ones something they are asked tells two apart, however similar."""
    found: Hashes = np.zeros(records.height, np.uint64)
    for name in among(VIEWS[view].asked, records):
        found = found * np.uint64(3) + must_agree(Reading(records[name]))
    for name in among(VIEWS[view].short, records):
        is_short = Reading(records[TEXT]).every.counts < SHORT_WORDS
        found = np.where(is_short, must_agree(Reading(records[name]), always=True), found)
    return found


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
    is_counted = _is_counted(records, left, right, view, among=kinds == "numbers")
    kinds[is_counted] = ""
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
        kinds = np.where((kinds == "") & ~is_counted, _whole(records, left, right), kinds)
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


def _is_counted(
    records: pl.DataFrame, left: Integers, right: Integers, view: str, *, among: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Records that are the same but for a place in a series in the prompt, and have no number elsewhere."""
    compared = VIEWS[view]
    found: NDArray[np.bool_] = np.zeros(len(left), dtype=np.bool_)
    if not {"prompt", "response"}.issubset(records.columns) or "response" not in compared.said or not compared.asked:
        return found
    pairs = np.flatnonzero(among)
    involved, places = np.unique(np.concatenate([left[pairs], right[pairs]]), return_inverse=True)
    some, (one, other) = records[involved], np.split(places, 2)
    prompts, answers = Reading(some["prompt"]), Reading(some["response"])
    is_elsewhere: NDArray[np.bool_] = np.zeros(some.height, dtype=np.bool_)
    if compared.text == "full":
        is_elsewhere = Reading(some[TEXT]).n_numbers > prompts.n_numbers
    found[pairs] = differ_in_count(prompts, answers, one, other) & ~is_elsewhere[one] & ~is_elsewhere[other]
    return found


def _whole(records: pl.DataFrame, left: Integers, right: Integers) -> Kinds:
    """Of the whole records: raw text is judged like an answer, and calls of tools stand nowhere else."""
    is_raw = _is_raw(records)
    return said_alike(Reading(records[TEXT]), left, right, always_long=~(is_raw[left] & is_raw[right]))


def _is_long_raw(records: pl.DataFrame, words: NDArray[np.int32], left: Integers, right: Integers) -> NDArray[np.bool_]:
    """Pairs of long texts that nobody asks or answers."""
    found: NDArray[np.bool_] = np.minimum(words[left], words[right]) >= LONG_TEXT
    involved, places = np.unique(np.concatenate([left[found], right[found]]), return_inverse=True)
    one, other = np.split(places, 2)
    is_raw = _is_raw(records.select(TEXT, *among(_TURNS, records))[involved])
    found[found] = is_raw[one] & is_raw[other]
    return found


def _is_raw(records: pl.DataFrame) -> NDArray[np.bool_]:
    """Records without prompt and answer."""
    is_raw = np.ones(records.height, dtype=np.bool_)
    for name in among(_TURNS, records):
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
    found = Alike(texts.texts, texts.every.counts.astype(np.int32)).similarity(left, right)
    return np.where(is_equal, 1.0, found)
