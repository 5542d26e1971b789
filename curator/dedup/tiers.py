"""The tiers of contamination: in which way, and how surely, a text gives a held-out item away."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from curator.dedup.runs import ItemRuns, own_words, stretches, sums
from curator.dedup.shingles import tokens, windows, word_hashes
from curator.text import normalise

TIERS = ("exact", "ngram", "passage")
"""From the surest on: equal texts; more than half of the item's words; a passage of it."""

PASSAGE_WORDS = 13  # Brown et al. 2020 (GPT-3), appendix C; also lm-evaluation-harness

SPAN_CHARS = 400

SHARED = pl.Schema(
    {
        "row": pl.Int64,
        "item": pl.Int64,
        "kind": pl.String,
        "share": pl.Float64,
        "words": pl.Int64,
        "place": pl.Int64,
        "at": pl.Int64,
        "span": pl.String,
    }
)


class Texts:
    """Training texts and the runs of their words, cut once for any number of packs."""

    def __init__(self, texts: pl.Series, width: int) -> None:
        self.texts = texts
        self.words = word_hashes(texts)
        self.runs = windows(self.words, width, keep_short=False)
        self.totals = sums(self.words.values, self.words)


class Items:
    """Held-out texts, ready to be looked for.

    Args:
        texts: none of them blank.
        width: words in a run.
        share: of an item's own words above which they are in a text, 0 to 1.
        passage: whether passages are looked for too.
        are_answers: texts of fewer words than a run are not looked for: too many answer `yes`.
    """

    def __init__(self, texts: pl.Series, *, width: int, share: float, passage: bool, are_answers: bool = False) -> None:
        self._texts = texts
        self._width = width
        self._share = share
        self._words = word_hashes(texts)
        self._is_own = own_words(self._words, width)
        self._runs = ItemRuns(self._words, width, self._is_own, least=1)
        self._passages = ItemRuns(self._words, PASSAGE_WORDS, self._is_own, least=PASSAGE_WORDS) if passage else None
        self.own = sums(self._is_own, self._words)
        """How many words of its own each item has; one with none is found by equality alone."""
        is_wanted = self._words.counts >= width if are_answers else np.ones(len(texts), dtype=np.bool_)
        wanted = texts.to_frame("text").select(span=normalise(pl.col("text"))).with_row_index("item")
        self._wholes = wanted.cast({"item": pl.Int64}).filter(pl.Series(is_wanted))
        self._totals = np.unique(sums(self._words.values, self._words)[is_wanted])

    def found_in(self, texts: Texts) -> Iterator[pl.DataFrame]:
        """What texts give away, in frames of some size: a row for a text (`row`) and an item, in the surest tier."""
        equal = self._equal(texts)
        if equal.height:
            yield equal
        for hits in self._runs.shared(texts.runs):
            found = stretches(hits, self._words.offsets, self._width, self._is_own)
            found = found.join(equal, on=["row", "item"], how="anti")
            found = found.with_columns(share=pl.col("own") / pl.Series(self.own).gather(found["item"]))
            is_half = pl.col("share") > self._share
            most = found.filter(is_half).with_columns(kind=pl.lit("ngram"))
            yield self._told(pl.concat([most, self._in_passages(found.filter(~is_half), texts)])).cast(SHARED)

    def _equal(self, texts: Texts) -> pl.DataFrame:
        # Equal texts have equal words, which are compared first: to normalise all would take longer than the rest.
        rows = np.flatnonzero(np.isin(texts.totals, self._totals))
        if not len(rows):
            return pl.DataFrame(schema=SHARED)
        equal = (
            texts.texts.gather(rows)
            .to_frame("text")
            .select(span=normalise(pl.col("text")), row=pl.Series(rows, dtype=pl.Int64))
            .join(self._wholes, on="span")
            .filter(pl.col("span") != "")
        )
        counts = pl.Series(self._words.counts).gather(equal["item"])
        return equal.select(
            "row", "item", kind=pl.lit("exact"), share=pl.lit(1.0), words=counts, place=pl.lit(0), at=pl.lit(0),
            span=pl.col("span").str.head(SPAN_CHARS),
        ).cast(SHARED)  # fmt: skip

    def _in_passages(self, found: pl.DataFrame, texts: Texts) -> pl.DataFrame:
        """Those of the pairs that share a passage."""
        nothing = found.clear().with_columns(kind=pl.lit("passage"))
        rows = found["row"].unique().sort().to_numpy()
        if self._passages is None or not len(rows):
            return nothing
        runs = windows(texts.words.take(rows), PASSAGE_WORDS, keep_short=False)
        starts = self._words.offsets
        pairs = [
            pl.DataFrame({"row": rows[hits.rows], "item": np.searchsorted(starts, hits.at, "right") - 1}).unique()
            for hits in self._passages.shared(runs)
        ]
        if not pairs:
            return nothing
        return found.join(pl.concat(pairs), on=["row", "item"], how="semi").with_columns(kind=pl.lit("passage"))

    def _told(self, found: pl.DataFrame) -> pl.DataFrame:
        """With the words of the longest stretch as text."""
        items = found.select(pl.col("item").unique())
        spoken = items.with_columns(text=self._texts.gather(items["item"])).select("item", said=tokens(pl.col("text")))
        span = pl.col("said").list.slice("at", pl.min_horizontal("words", SPAN_CHARS)).list.join(" ")
        return (
            found.join(spoken, on="item", how="left", maintain_order="left")
            .with_columns(span=span.str.head(SPAN_CHARS))
            .select(SHARED.names())
        )
