"""Records that are equal in all that is compared."""

import numpy as np
import polars as pl

from curator.dedup.buckets import stars
from curator.dedup.conflicts import final_answer
from curator.dedup.shingles import SHORT_WORDS, Hashes, Integers, word_hashes
from curator.dedup.views import TEXT, VIEWS, among
from curator.dedup.written import DIFFERENT, EQUAL, UNSURE, Verdicts, compare
from curator.text import normalise

_ROUNDS = 8
"""Around how many records those of equal words are gathered, before the rest of them is normalised."""


def copies(records: pl.DataFrame, totals: Hashes, view: str) -> Integers:
    """For each row the first that is its equal, after `text.normalise`, in all that the view compares.

    Where the view compares prompts alone, records are equal only if their final answers are: to one prompt "4" and "5"
    are a conflict and no copies. Where it compares answers alone, short ones are equal only if their prompts are.

    Args:
        records: as `views.laid_out` gives them; text that is missing equals text that is blank.
        totals: of the compared texts, as `minhash.sign` gives them; only texts with equal totals are looked at.
        view: the view.
    """
    first: Integers = np.arange(records.height)
    waiting = first
    unsure: list[Hashes] = [np.zeros(0, np.uint64)]
    for _ in range(_ROUNDS):
        hubs, waiting = _gathered(totals, waiting)
        verdicts = _compared(records, hubs, waiting, view)
        first[waiting[verdicts == EQUAL]] = hubs[verdicts == EQUAL]
        unsure.append(totals[waiting[verdicts == UNSURE]])
        waiting = waiting[verdicts == DIFFERENT]
    unsure.append(totals[_gathered(totals, waiting)[1]])
    is_unsure = pl.Series(totals).is_in(pl.Series(np.concatenate(unsure)).implode()).to_numpy()
    rows = np.flatnonzero((first == np.arange(len(first))) & is_unsure)
    if len(rows):  # to normalise takes its time
        chosen = records[rows].with_columns(_row=pl.Series(rows))
        first[rows] = chosen.select(pl.col("_row").min().over(_keys(chosen, view))).to_series().to_numpy()
    found: Integers = first[first]
    return found


def _gathered(totals: Hashes, rows: Integers) -> tuple[Integers, Integers]:
    """Rows with the total of one before them, as the second; as the first that one."""
    places = stars(totals, rows)
    is_spoke = places != np.arange(len(rows))
    return rows[places[is_spoke]], rows[is_spoke]


def _compared(records: pl.DataFrame, left: Integers, right: Integers, view: str) -> Verdicts:
    """What pairs of records are to each other in all that the view compares, as far as it is seen at once."""
    compared = VIEWS[view]
    found = compare(records[TEXT], left, right)
    for name in among((*compared.asked, *compared.given, *compared.said), records):
        if name != compared.text:
            found = np.maximum(found, compare(records[name], left, right))
    if not compared.said and "response" in records.columns:
        answers = records["response"]
        is_other = answers.gather(left).ne_missing(answers.gather(right)).to_numpy()
        found = np.maximum(found, np.where(is_other, UNSURE, EQUAL))
    for name in among(compared.short, records):  # long texts may have others
        found = np.maximum(found, np.minimum(compare(records[name], left, right), UNSURE))
    return found


def _keys(records: pl.DataFrame, view: str) -> list[pl.Expr]:
    """What equal records have in common."""
    compared = VIEWS[view]
    texts = [TEXT, *among((*compared.asked, *compared.given, *compared.said), records)]
    keys = [normalise(pl.col(name).fill_null("")) for name in texts if name != compared.text]
    if not compared.said and "response" in records.columns:
        keys.append(final_answer())
    for name in among(compared.short, records):
        is_short = pl.Series(word_hashes(records[TEXT]).counts < SHORT_WORDS)
        keys.append(pl.when(is_short).then(normalise(pl.col(name).fill_null(""))).otherwise(pl.lit("")))
    return keys
