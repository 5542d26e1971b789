"""What is true of near-duplicates: every pair of texts, compared by the sets of their shingles in a sparse matrix.

No hashes, no MinHash, no compiled code; and how a benchmark reads records and has curator compare them.
"""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from scipy import sparse  # type: ignore[import-untyped]  # has no types

THRESHOLD = 0.8
SHORT_WORDS = 16
SHINGLE = 5


def true_pairs(texts: pl.Series, threshold: float) -> pl.DataFrame:
    """`left`, `right` (rows, left < right) and `similarity` of all pairs of texts that are so similar.

    Two texts of 16 words or more are compared by runs of five words, others by runs of five characters.
    """
    words = [[token.casefold() for token in tokens] for tokens in _tokens(texts)]
    is_long = np.array([len(each) >= SHORT_WORDS for each in words])
    by_words = _similar([_runs(each) if long else [] for each, long in zip(words, is_long, strict=True)], threshold)
    characters = [_characters(each) for each in words]
    longest = max((len(each) for each, long in zip(characters, is_long, strict=True) if not long), default=0)
    comparable = [_runs(each) if len(each) <= longest / threshold + SHINGLE else [] for each in characters]
    by_characters = _similar(comparable, threshold)
    is_short = ~(is_long[by_characters["left"].to_numpy()] & is_long[by_characters["right"].to_numpy()])
    return pl.concat([by_words, by_characters.filter(pl.Series(is_short))])


def _tokens(texts: pl.Series) -> list[list[str]]:
    from curator.dedup.shingles import tokens

    return texts.to_frame("text").select(tokens(pl.col("text")))["text"].to_list()


def _characters(words: list[str]) -> list[str]:
    """All characters, with a gap between two words of a script that has gaps."""
    from curator.kernels.folding import UNSPACED

    lone = set(pl.Series(sorted({word for word in words if len(word) == 1}), dtype=pl.String).to_frame("word")
               .filter(pl.col("word").str.contains(UNSPACED))["word"]) if words else set()  # fmt: skip
    found: list[str] = []
    for nth, word in enumerate(words):
        if nth and not (word in lone or words[nth - 1] in lone):
            found.append(" ")
        found += word
    return found


def _runs(parts: list[str]) -> list[tuple[str, ...]]:
    if len(parts) < SHINGLE:
        return [tuple(parts)] if parts else []
    return list(zip(*(parts[start:] for start in range(SHINGLE)), strict=False))


def _similar(shingles: list[list[tuple[str, ...]]], threshold: float) -> pl.DataFrame:
    """Pairs by the exact Jaccard similarity of their sets."""
    numbers: dict[tuple[str, ...], int] = {}
    rows = [sorted({numbers.setdefault(each, len(numbers)) for each in text}) for text in shingles]
    sizes = np.array([len(row) for row in rows])
    places = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    held = np.array([number for row in rows for number in row], dtype=np.int64)
    matrix = sparse.csr_matrix((np.ones(len(held), np.int32), held, places), shape=(len(rows), max(len(numbers), 1)))
    across = matrix.T.tocsr()
    found = []
    for first in range(0, len(rows), 500):
        shared = (matrix[first : first + 500] @ across).tocoo()
        left, right = shared.row.astype(np.int64) + first, shared.col.astype(np.int64)
        similarity = shared.data / (sizes[left] + sizes[right] - shared.data)
        wanted = (left < right) & (similarity >= threshold)
        found.append(pl.DataFrame({"left": left[wanted], "right": right[wanted], "similarity": similarity[wanted]}))
    return pl.concat(found)


def compare(records: pl.DataFrame, threshold: float = THRESHOLD, view: str = "full") -> Any:  # noqa: ANN401
    """What `curator dedup` makes of canonical records."""
    from curator.pipeline import duplicates

    return duplicates(records, views=[view], threshold=threshold)


def read(path: Path, columns: dict[str, str] | None = None) -> pl.DataFrame:
    """A file as canonical records."""
    from curator.readers import scan

    return scan([str(path)], columns=columns or None).records.collect()


def whole_texts(records: pl.DataFrame) -> dict[str, str]:
    """All that a record says, by its id."""
    from curator import schema

    return dict(records.select("record_id", schema.views()["full"].fill_null("").alias("full")).iter_rows())
