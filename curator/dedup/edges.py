"""Find which records repeat which: exact copies, and near copies with their verified similarity."""

from collections.abc import Iterable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.dedup import verify
from curator.dedup.alike import Alike
from curator.dedup.candidates import Flags, Table, outlined, parted, propose
from curator.dedup.exact import copies
from curator.dedup.resolve import PAIRS, REMOVING
from curator.dedup.rethreshold import MARGIN, check_threshold
from curator.dedup.shingles import Integers, word_hashes
from curator.dedup.views import TEXT, VIEWS, laid_out
from curator.progress import stage

_AGAINST = "is_against"


def find_pairs(
    records: pl.DataFrame, *, view: str = "full", threshold: float = 0.8, against: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Pairs of records that are the same, nearly the same, or only look so.

    Exact: equal after `text.normalise`; of n equal records n - 1 pairs name the one with the smallest id. Near: the
    compared texts are similar (`shingles.similarity`), the other parts that the view looks at are alike, and nothing
    that a reader would see tells them apart (`guards`); between one record of each exact group. Blank text is nobody's
    duplicate. Pairs of other kinds are evidence: `verify.measure` names them, and gives the reason.

    LSH may miss a pair: one in fifty at the threshold, fewer above it (`minhash.recall`); and of many that are alike
    not all pairs are looked for, but each is tied to another. What a pair is depends on its two records alone.

    Args:
        records: `record_id`, the column that the view compares, and what there is of its parts; in any order, the
            result is the same.
        view: a name in `views.VIEWS`.
        threshold: above 0, below 1.
        against: more records, with other ids; no two of them make a pair.

    Returns:
        `a`, `b` (record ids, a < b), `similarity` (1.0 for exact), `kind` (exact | near | below | numbers | entities |
        content | part | conflict), `view`, `parts` (the least similarity of the answers); sorted.

    Raises:
        RecipeError: the threshold is out of range, there is no such view, or the records lack its column.
    """
    check_threshold(threshold)
    frames = [laid_out(each, view) for each in (records, against) if each is not None]
    marked = [each.with_columns(pl.lit(nth > 0).alias(_AGAINST)) for nth, each in enumerate(frames)]
    rows = pl.concat(marked, how="diagonal").drop_nulls(TEXT).sort("record_id")
    with stage("reading texts for near-duplicates", rows.height) as advance:
        outline = outlined(rows[TEXT], threshold, advance)
    first = copies(rows, outline.totals, view)
    search = _Search(rows, outline.words, view, threshold)
    single = np.flatnonzero(first == np.arange(rows.height))
    size = rows[TEXT].str.len_bytes().to_numpy().astype(np.int64)
    best_first = single[np.lexsort((-size[single], ~rows[_AGAINST].to_numpy()[single]))]
    tables: Iterable[Table] = outline.tables
    if VIEWS[view].short:  # thousands answer "yes", and none of them repeats another
        tables = [parted(table, verify.apart(rows, view)) for table in tables]
    with stage("comparing texts that may be near-duplicates"):
        propose(
            tables,
            best_first,
            search.judge,
            lambda some: verify.apart(rows[some], view),
        )
    copied = np.flatnonzero(first != np.arange(rows.height))
    exact = pl.DataFrame({"left": first[copied], "right": copied}).with_columns(
        similarity=pl.lit(1.0), kind=pl.lit("exact"), parts=pl.lit(1.0)
    )
    return _named(pl.concat([exact, *search.found]), rows, view)


def measure(
    records: pl.DataFrame, left: Integers, right: Integers, view: str = "full", threshold: float = 0.8
) -> pl.DataFrame:
    """What given pairs of rows are to each other: `similarity`, `kind` and `parts`, a row a pair.

    Raises:
        RecipeError: there is no such view, or the records lack its column.
    """
    rows = laid_out(records, view)
    involved, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    words = word_hashes(rows[TEXT].gather(involved)).counts.astype(np.int32)
    return verify.measure(rows[involved], words, places[: len(left)], places[len(left) :], view, threshold)


class _Search:
    """Keeps what is found on the way."""

    def __init__(self, rows: pl.DataFrame, words: NDArray[np.int32], view: str, threshold: float) -> None:
        self.found: list[pl.DataFrame] = []
        self._rows = rows
        self._words = words
        self._view = view
        self._threshold = threshold
        self._is_against = rows[_AGAINST].to_numpy()
        self._alike = Alike(rows[TEXT], words)

    def judge(self, left: Integers, right: Integers) -> Flags:
        """Which pairs are duplicates; those worth knowing are kept."""
        is_wanted = ~(self._is_against[left] & self._is_against[right])
        pair = (left[is_wanted], right[is_wanted])
        least = self._threshold - MARGIN
        pairs = pl.DataFrame(pair, schema=["left", "right"]).hstack(
            verify.measure(self._rows, self._words, *pair, self._view, self._threshold, alike=self._alike, least=least)
        )
        self.found.append(pairs.filter(pl.col("similarity") >= least))
        are_duplicates = np.zeros(len(left), np.bool_)
        are_duplicates[is_wanted] = pairs["kind"].is_in(REMOVING).to_numpy()
        return are_duplicates


def _named(pairs: pl.DataFrame, rows: pl.DataFrame, view: str) -> pl.DataFrame:
    """Pairs of rows as pairs of records; those within `against` are left out."""
    left, right, is_against = pairs["left"].to_numpy(), pairs["right"].to_numpy(), rows[_AGAINST].to_numpy()
    first, second = np.minimum(left, right), np.maximum(left, right)
    order = np.argsort(first * rows.height + second, kind="stable")
    order = order[~(is_against[left] & is_against[right])[order]]
    names = rows["record_id"]
    return (
        pairs.select(pl.all().gather(order))
        .with_columns(a=names.gather(first[order]), b=names.gather(second[order]), view=pl.lit(view))
        .select(PAIRS.names())
        .cast(PAIRS)
    )
