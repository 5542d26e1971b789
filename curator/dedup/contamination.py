"""Find training records whose prompt repeats an item of a held-out set."""

import numpy as np
import polars as pl

from curator.dedup.boilerplate import is_common
from curator.dedup.shingles import hash_tokens, tokens, windows
from curator.errors import RecipeError
from curator.progress import stage
from curator.text import is_blank, normalise

FOUND = pl.Schema(
    {
        "record_id": pl.String,
        "item_id": pl.String,
        "share": pl.Float64,
        "kind": pl.String,
        "span": pl.String,
    }
)

_BLOCK = 8192  # training records compared at once

_PAIR = ("row", "item")


def find(train: pl.DataFrame, heldout: pl.DataFrame, *, n: int = 8, share: float = 0.5) -> pl.DataFrame:
    """Pairs of a training record and a held-out item that it gives away.

    An item is given away by a record if more than `share` of its words lie in runs of `n` words that the record's
    prompt has too (Lambert et al. 2024, Tülu 3, section 3.2: n = 8, half), or if both prompts are equal after
    `text.normalise`. Prompts only: an answer may be alike because the question is.

    A run of words that more than 2 % of the items (and more than three) hold is the wording of the task; its words
    count neither as shared nor as something to share. An item that has nothing else, or fewer than `n` words, is
    found by equality alone. Where a script writes no spaces, a word is a character.

    Args:
        train: `record_id`, `prompt`.
        heldout: `item_id`, `prompt`.
        n: words in a run.
        share: above which an item counts as given away, 0 to 1.

    Returns:
        `record_id`, `item_id`, `share` (of the item's words, 0 to 1; 1.0 for equal prompts), `kind` (exact | ngram),
        `span` (the longest run of shared words, normalised; of equal prompts the whole); sorted.

    Raises:
        RecipeError: `n` or `share` is out of range.
    """
    if n < 1 or not 0 <= share < 1:
        raise RecipeError(
            f"cannot look for runs of {n} words covering more than {share} of an item",
            hint="give n of at least 1 and a share from 0 up to, but not including, 1",
        )
    train = train.select("record_id", "prompt").filter(~is_blank(pl.col("prompt")))
    heldout = heldout.select("item_id", "prompt").filter(~is_blank(pl.col("prompt")))
    exact = _equal(train, heldout)
    overlapping = _overlapping(train, heldout, n, share).join(exact, on=["record_id", "item_id"], how="anti")
    return pl.concat([exact, overlapping]).cast(FOUND).sort("record_id", "item_id")


def _equal(train: pl.DataFrame, heldout: pl.DataFrame) -> pl.DataFrame:
    span = normalise(pl.col("prompt"))
    return (
        train.select("record_id", span=span)
        .join(heldout.select("item_id", span=span), on="span")
        .select("record_id", "item_id", share=pl.lit(1.0), kind=pl.lit("exact"), span="span")
    )


def _overlapping(train: pl.DataFrame, heldout: pl.DataFrame, n: int, share: float) -> pl.DataFrame:
    items = _Items(heldout["prompt"], n)
    found = items.covered(_shared_runs(train["prompt"], items.runs, n)).filter(pl.col("share") > share)
    return found.select(
        record_id=train["record_id"].gather(found["row"]),
        item_id=heldout["item_id"].gather(found["item"]),
        share="share",
        kind=pl.lit("ngram"),
        span=items.words(found),
    )


def _shared_runs(prompts: pl.Series, runs: pl.DataFrame, n: int) -> pl.DataFrame:
    """`row` of `prompts`, `item` and `at` of every run of an item that the prompt has too."""
    found = [pl.DataFrame(schema={"row": pl.Int64, "item": pl.Int64, "at": pl.Int64})]
    with stage("looking for held-out items", len(prompts)) as advance:
        for first in range(0, len(prompts), _BLOCK):
            block = prompts.slice(first, _BLOCK)
            own = windows(hash_tokens(block), n, keep_short=False)
            table = pl.DataFrame({"row": own.owners() + first, "run": own.values}).unique()
            found.append(table.join(runs, on="run").select("row", "item", "at"))
            advance(len(block))
    return pl.concat(found)


class _Items:
    """The words of the held-out prompts laid end to end, and which of them belong to an item and not to its task."""

    def __init__(self, prompts: pl.Series, n: int) -> None:
        self._prompts = prompts
        self._n = n
        self._tokens = hash_tokens(prompts)
        runs = windows(self._tokens, n, keep_short=False)
        owners = runs.owners()
        at = np.arange(len(runs.values)) - runs.offsets[owners] + self._tokens.offsets[owners]
        is_wording = is_common(runs.values, runs, max(3, len(prompts) // 50))
        is_own = np.repeat(self._tokens.counts >= n, self._tokens.counts)
        for step in range(n):
            is_own[at[is_wording] + step] = False
        self._own_before = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(is_own)])
        self.runs = pl.DataFrame({"item": owners, "at": at, "run": runs.values}).filter(~pl.Series(is_wording))

    def covered(self, shared: pl.DataFrame) -> pl.DataFrame:
        """For each row and item: `share` of the item's own words, and `at` and `length` of the longest stretch."""
        step = pl.col("at").shift(-1).over(_PAIR) - pl.col("at")
        is_new = (pl.col("at") - pl.col("at").shift(1).over(_PAIR)).fill_null(0) != 1
        runs = shared.sort(*_PAIR, "at").with_columns(
            end=pl.col("at") + step.fill_null(self._n).clip(upper_bound=self._n), stretch=is_new.cum_sum()
        )
        own = pl.DataFrame({"total": np.diff(self._own_before[self._tokens.offsets])}).with_row_index("item")
        return (
            runs.with_columns(words=pl.Series(self._own_before[runs["end"]] - self._own_before[runs["at"]]))
            .group_by(*_PAIR, "stretch", maintain_order=True)
            .agg(pl.col("words").sum(), pl.col("at").min(), length=pl.len().cast(pl.Int64) + self._n - 1)
            .group_by(*_PAIR, maintain_order=True)
            .agg(
                pl.col("words").sum(),
                at=pl.col("at").get(pl.col("length").arg_max()),
                length=pl.col("length").max(),
            )
            .join(own.cast({"item": pl.Int64}).filter(pl.col("total") > 0), on="item", maintain_order="left")
            .with_columns(share=pl.col("words") / pl.col("total"))
        )

    def words(self, stretches: pl.DataFrame) -> pl.Series:
        """The words of each stretch, as text."""
        first = stretches["at"] - pl.Series(self._tokens.offsets[stretches["item"]])
        spoken = stretches.select(first=first, length="length", prompt=self._prompts.gather(stretches["item"]))
        return spoken.select(span=tokens(pl.col("prompt")).list.slice("first", "length").list.join(" "))["span"]
