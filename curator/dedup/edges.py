"""Find which records repeat which: exact copies, and near copies with their verified similarity."""

from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.dedup.boilerplate import is_common
from curator.dedup.minhash import propose
from curator.dedup.shingles import Integers, Ragged, hash_tokens, shingle, tokens
from curator.dedup.verify import jaccard, renumbered
from curator.errors import RecipeError
from curator.progress import stage
from curator.text import normalise

View = Literal["prompt", "response", "full"]

EDGES = pl.Schema({"a": pl.String, "b": pl.String, "similarity": pl.Float64, "kind": pl.String})

# A passage of two hundred words with another question is nine tenths the same, and no duplicate; so beside the whole
# each of these must be alike by itself. All but the first are compared where the frame has them.
PARTS = ("response", "rejected", "system", "tools")

SHARED_PROMPT_WORDS = 0.7
"""Least share of their different words that two prompts have in common, however much answer they share."""

SHORT_ANSWER_WORDS = 10
"""An answer of fewer words says too little to show that two prompts mean the same."""

SAME_CONTENT = 0.5
"""Least similarity of what two prompts with short answers hold beside the common wording of their task."""

NUMBER = r"\d+(?:[.,]\d+)*"


def find_edges(frame: pl.DataFrame, *, view: View = "full", threshold: float = 0.8) -> pl.DataFrame:
    """Pairs of records that are the same, or nearly.

    Exact: equal after `text.normalise`; of n equal records n - 1 edges name the one with the smallest id. Near: the
    Jaccard similarity of the views' shingles is at least `threshold`; between one record of each exact group. With
    the view `full`, responses (and rejected answers and system prompts, where the frame has these columns) must be
    equal or as similar too, and the prompts must share seven in ten of their words. Where the answers are short the
    prompts must hold the same numbers and, beside the wording that many records share, the same content: "radius of
    5 cm" and "radius of 7 cm", or two subjects of one long question, differ in a word and are different tasks. Blank
    text is nobody's duplicate.

    LSH may miss a pair: one in fifty at the threshold, fewer above it, and a bucket of more than 64 near-copies is
    not searched for all its pairs. An edge that is reported was verified.

    Args:
        frame: `record_id` and the three views; in any order, the result is the same.
        view: the text that is compared.
        threshold: above 0, at most 1.

    Returns:
        `a`, `b` (record ids, a < b), `similarity` (1.0 for exact), `kind` (exact | near), sorted.

    Raises:
        RecipeError: the threshold is out of range.
    """
    if not 0 < threshold <= 1:
        raise RecipeError(f"similarity threshold is {threshold}", hint="give a number above 0 and at most 1")
    parts = [name for name in PARTS if name in frame.columns] if view == "full" else []
    grouped = _grouped(frame, [view, *(name for name in parts if name != view)])
    copies = grouped.filter(pl.col("record_id") != pl.col("first"))
    exact = copies.select(a="first", b="record_id", similarity=pl.lit(1.0), kind=pl.lit("exact"))
    different = grouped.filter(pl.col("record_id") == pl.col("first")).sort(
        pl.col(view).str.len_chars(), "record_id", descending=[True, False]
    )
    near = _near(different, view, parts, threshold)
    return pl.concat([exact, near]).cast(EDGES).sort("a", "b")


def _grouped(frame: pl.DataFrame, compared: list[str]) -> pl.DataFrame:
    """Records with text in the first compared column, all columns normalised, and the smallest equal record's id."""
    texts = {name: normalise(pl.col(name)) for name in {*compared, "prompt"}}
    normalised = frame.select(
        "record_id", **{name: pl.when(text != "").then(text) for name, text in texts.items()}
    ).drop_nulls(compared[0])
    return normalised.with_columns(first=pl.col("record_id").min().over(compared))


def _near(different: pl.DataFrame, view: View, parts: list[str], threshold: float) -> pl.DataFrame:
    with stage("cutting texts into shingles", different.height) as advance:
        shingles = shingle(different[view], advance)
    with stage("looking for near-duplicates", different.height) as advance:
        pairs = propose(shingles, threshold, advance)
        similarity = jaccard(shingles, pairs)
    alike = similarity >= threshold
    pairs, similarity = pairs[alike], similarity[alike]
    for part in parts:
        alike = _alike(different[part], pairs, threshold)
        pairs, similarity = pairs[alike], similarity[alike]
    if view == "full":
        alike = _prompts_share_words(different["prompt"], pairs)
        pairs, similarity = pairs[alike], similarity[alike]
        alike = _ask_alike(different, shingles, pairs)
        pairs, similarity = pairs[alike], similarity[alike]
    left, right = (different["record_id"].gather(pairs[:, side]) for side in (0, 1))
    found = pl.DataFrame({"left": left, "right": right, "similarity": similarity})
    return found.select(
        a=pl.min_horizontal("left", "right"),
        b=pl.max_horizontal("left", "right"),
        similarity="similarity",
        kind=pl.lit("near"),
    )


def _alike(texts: pl.Series, pairs: Integers, threshold: float) -> NDArray[np.bool_]:
    """Whether one part of both records is equal, missing in both, or similar enough."""
    involved, places = renumbered(pairs)
    texts = texts.gather(involved)
    equal = texts.gather(places[:, 0]).eq_missing(texts.gather(places[:, 1])).to_numpy()
    alike: NDArray[np.bool_] = equal | (jaccard(shingle(texts), places) >= threshold)
    return alike


def _prompts_share_words(prompts: pl.Series, pairs: Integers) -> NDArray[np.bool_]:
    """False where the answers may be alike but the questions are in other words; order and repeats do not count."""
    involved, places = renumbered(pairs)
    words = hash_tokens(prompts.gather(involved))
    is_blank = (words.counts[places] == 0).all(axis=1)
    alike: NDArray[np.bool_] = is_blank | (jaccard(words, places) >= SHARED_PROMPT_WORDS)
    return alike


def _ask_alike(records: pl.DataFrame, shingles: Ragged, pairs: Integers) -> NDArray[np.bool_]:
    """False where both answers are short and the prompts ask different things.

    Prompts of the same wording ask different things if their numbers differ, or if less than half is shared of what
    the wording leaves: shingles that more than 1 % of the texts (and more than five) hold are set aside.
    """
    involved, places = renumbered(pairs)
    asked = records[involved].select(
        is_short=tokens(pl.col("response").fill_null("")).list.len() < SHORT_ANSWER_WORDS,
        numbers=pl.col("prompt").fill_null("").str.extract_all(NUMBER).list.join(" "),
    )
    left, right = asked[places[:, 0]], asked[places[:, 1]]
    same_numbers = (left["numbers"] == right["numbers"]).to_numpy()
    is_short = (left["is_short"] & right["is_short"]).to_numpy()
    alike = ~is_short
    check = np.flatnonzero(is_short & same_numbers)
    limit = max(5, len(shingles.counts) // 100)
    alike[check] = _same_content(shingles, pairs[check], limit)
    return alike


def _same_content(shingles: Ragged, pairs: Integers, limit: int) -> NDArray[np.bool_]:
    involved, places = renumbered(pairs)
    texts = shingles.take(involved)
    content = texts.keep(~is_common(texts.values, shingles, limit))
    is_all_common = (content.counts[places] == 0).all(axis=1)
    alike: NDArray[np.bool_] = is_all_common | (jaccard(content, places) >= SAME_CONTENT)
    return alike
