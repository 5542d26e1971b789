"""Records that mean the same in other words: found by their vectors, and never taken for duplicates by these alone.

Vectors of templates are alike whatever fills the template. So a pair is `semantic` only if nothing that can be seen
tells its records apart, and even then it is for somebody to look at.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.dedup.conflicts import final_answer
from curator.dedup.embedding import Vectors, embed
from curator.dedup.exact import copies
from curator.dedup.minhash import sign
from curator.dedup.reading import Reading
from curator.dedup.resolve import PAIRS
from curator.dedup.rethreshold import check_threshold
from curator.dedup.sequences import lacks
from curator.dedup.shingles import Integers, Ragged
from curator.dedup.views import TEXT, VIEWS, among, laid_out
from curator.errors import RecipeError
from curator.progress import stage
from curator.text import is_blank, normalise

THRESHOLD = 0.9
"""Cosine from which on records are compared further, if nobody says otherwise."""

LIMIT = 200_000
"""More records are not compared each with each: time grows with the square."""

NEAREST = 8
"""For each record the pairs with the most similar so many are looked at, so that templates stay linear."""

_CELLS = 1 << 24  # cosines computed at once: 64 MB

Flags = NDArray[np.bool_]
Floats = NDArray[np.float32]


def semantic_pairs(records: pl.DataFrame, *, view: str = "full", threshold: float = THRESHOLD) -> pl.DataFrame:
    """Pairs of records that are about the same.

    Exact: every text is compared with every other. Copies are left out, as `find_pairs` names them.

    Args:
        records: as `find_pairs` takes them.
        view: a name in `views.VIEWS`.
        threshold: cosine of the compared texts, and of the answers, above 0 and below 1.

    Returns:
        What `find_pairs` returns; `similarity` and `parts` are cosines. `kind`: `semantic` where nothing tells the
        two apart; else `numbers` (or signs), `entities` (names), `content` (a negation, or other data), `part`
        (answers that are not alike), `conflict` (another final answer).

    Raises:
        RecipeError: the threshold is out of range, there is no such view, the records lack its column, or there are
            more than 200,000 of them.
        MissingExtra: the vectors are not installed.
    """
    check_threshold(threshold)
    rows = laid_out(records, view).drop_nulls(TEXT).sort("record_id")
    rows = rows[np.flatnonzero(copies(rows, sign(rows[TEXT]).totals, view) == np.arange(rows.height))]
    if rows.height > LIMIT:
        raise RecipeError(
            f"{rows.height:,} records are too many to compare each with each by what they mean; {LIMIT:,} can be",
            hint="compare a part of them, or leave out --semantic",
        )
    left, right, similarity = nearest(embed(rows[TEXT]), threshold)
    involved, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    one, other = places[: len(left)], places[len(left) :]
    kinds, parts = _judged(rows[involved], one, other, view, threshold)
    names = rows["record_id"]
    found = pl.DataFrame(
        {"a": names.gather(left), "b": names.gather(right), "similarity": similarity, "kind": kinds, "parts": parts}
    )
    return found.with_columns(view=pl.lit(view)).select(PAIRS.names()).cast(PAIRS).sort("a", "b")


def nearest(vectors: Vectors, threshold: float) -> tuple[Integers, Integers, Floats]:
    """Pairs of vectors of length 1 with at least this cosine, each once: the smaller row, the larger, the cosine.

    Of a vector that has many such neighbours, the nearest; of vectors of zeros, none.
    """
    n = len(vectors)
    rows_at_once = max(1, _CELLS // max(n, 1))
    codes: list[Integers] = [np.zeros(0, np.int64)]
    with stage("comparing what texts are about", n) as advance:
        for first in range(0, n, rows_at_once):
            block = vectors[first : first + rows_at_once]
            cosines = block @ vectors.T
            cosines[np.arange(len(block)), np.arange(first, first + len(block))] = -1
            rows, columns = np.nonzero(cosines >= threshold)
            # The nearest first, and of equally near ones the first.
            order = np.lexsort((columns, -cosines[rows, columns], rows))
            rows, columns = rows[order], columns[order]
            rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
            rows, columns = rows[rank < NEAREST] + first, columns[rank < NEAREST]
            codes.append(np.minimum(rows, columns) * n + np.maximum(rows, columns))
            advance(len(block))
    left, right = np.divmod(np.unique(np.concatenate(codes)), max(n, 1))
    return left, right, _cosines(vectors, left, right)


def _cosines(vectors: Vectors, left: Integers, right: Integers) -> Floats:
    found: Floats = np.empty(len(left), np.float32)
    for first in range(0, len(left), 1 << 14):
        part = slice(first, first + (1 << 14))
        found[part] = np.einsum("ij,ij->i", vectors[left[part]], vectors[right[part]])
    return np.clip(found, 0, 1)


def _judged(
    rows: pl.DataFrame, left: Integers, right: Integers, view: str, threshold: float
) -> tuple[NDArray[np.str_], Floats]:
    """What tells the records of pairs apart, and the least cosine of their answers."""
    compared = VIEWS[view]
    kinds = np.full(len(left), "semantic", dtype="U8")
    parts: Floats = np.ones(len(left), np.float32)

    def mark(is_other: Flags, kind: str) -> None:
        kinds[is_other & (kinds == "semantic")] = kind

    for name in dict.fromkeys((TEXT, *among((*compared.asked, *compared.said), rows))):
        texts = Reading(rows[name])
        mark(_differ(texts.sorted_marks, left, right), "numbers")
        mark(_differ(texts.names, left, right), "entities")
        mark(_differ(texts.negations, left, right), "content")
    for name in among(compared.given, rows):
        mark(_unequal(rows.select(normalise(pl.col(name).fill_null("")))[name], left, right), "content")
    if "response" in rows.columns and compared.asked:
        answer = pl.when(~is_blank(pl.col("response"))).then(final_answer().fill_null(""))
        mark(_unequal(rows.select(answer=answer)["answer"], left, right), "conflict")
    for name in among((*compared.asked, *compared.said), rows):
        if name != compared.text:
            parts = np.minimum(parts, _alike(rows[name], left, right))
    mark(parts < threshold, "part")
    return kinds, parts


def _differ(texts: Ragged, left: Integers, right: Integers) -> Flags:
    return lacks(texts, texts, left, right) | lacks(texts, texts, right, left)


def _unequal(texts: pl.Series, left: Integers, right: Integers) -> Flags:
    found: Flags = (texts.gather(left) != texts.gather(right)).fill_null(value=False).to_numpy()
    return found


def _alike(texts: pl.Series, left: Integers, right: Integers) -> Floats:
    """The cosine of one part of both records; 1 where it is missing in both."""
    blank = texts.to_frame("text").select(is_blank(pl.col("text"))).to_series().to_numpy()
    return np.where(blank[left] & blank[right], np.float32(1), _cosines(embed(texts), left, right))
