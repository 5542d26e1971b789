"""Find training records that give items of a held-out set away."""

from collections.abc import Iterator

import polars as pl

from curator.dedup.tiers import Items, Texts
from curator.errors import RecipeError
from curator.progress import stage
from curator.text import is_blank

FOUND = pl.Schema(
    {
        "record_id": pl.String,
        "item_id": pl.String,
        "kind": pl.String,  # exact | ngram | passage
        "share": pl.Float64,  # of the item's own words, 0 to 1; 1.0 for equal texts
        "field": pl.String,  # of the record: prompt | response
        "part": pl.String,  # of the item: prompt | answer
        "words": pl.Int64,  # in the longest run of shared words
        "record_word": pl.Int64,  # where that run begins in the field, counted from 0
        "item_word": pl.Int64,  # and in the part
        "span": pl.String,  # the run itself, in lower case; at most the first 400 characters
    }
)

WORDS = 8  # in a run; Lambert et al. 2024 (Tülu 3), section 3.2, as is the share
SHARE = 0.5

_BLOCK = 8192  # training records compared at once


class HeldOut:
    """A held-out set, ready to be looked for in any number of batches of records."""

    def __init__(
        self, items: pl.DataFrame, *, n: int = WORDS, share: float = SHARE, with_passages: bool = False
    ) -> None:
        """Learn the items.

        Args:
            items: `item_id`, `prompt`, and `answer` if answers are to be looked for as well.
            n: words in a run.
            share: above which an item counts as given away, 0 to 1.
            with_passages: report records that share 13 words in a row, and no more, too.

        Raises:
            RecipeError: `n` or `share` is out of range.
        """
        if n < 1 or not 0 <= share < 1:
            raise RecipeError(
                f"cannot look for runs of {n} words covering more than {share} of an item",
                hint="give n of at least 1 and a share from 0 up to, but not including, 1",
            )
        self.n = n
        self.ids = items["item_id"]
        self.parts: dict[str, tuple[pl.Series, Items]] = {}
        for part in ("prompt", "answer"):
            if part in items.columns:
                there = items.select("item_id", text=part).filter(~is_blank(pl.col("text")))
                known = Items(there["text"], width=n, share=share, passage=with_passages, are_answers=part == "answer")
                self.parts[part] = there["item_id"], known

    @property
    def by_equality_alone(self) -> int:
        """Items whose prompt has no words of its own to look for."""
        return int((self.parts["prompt"][1].own == 0).sum())

    def found_in(self, field: str, record_ids: pl.Series, texts: Texts) -> Iterator[pl.DataFrame]:
        """What one field of records gives away, in frames of `FOUND`.

        Args:
            field: its name.
            record_ids: of the records.
            texts: what stands in the field, a text a record, cut for runs of `n` words.
        """
        for part, (ids, items) in self.parts.items():
            for found in items.found_in(texts):
                yield found.select(
                    record_ids.gather(found["row"]).alias("record_id"),
                    ids.gather(found["item"]).alias("item_id"),
                    "kind",
                    "share",
                    "words",
                    "span",
                    field=pl.lit(field),
                    part=pl.lit(part),
                    record_word="place",
                    item_word="at",
                ).select(FOUND.names())


def find(train: pl.DataFrame, heldout: pl.DataFrame, *, n: int = WORDS, share: float = SHARE) -> pl.DataFrame:
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
        `FOUND`, sorted.

    Raises:
        RecipeError: `n` or `share` is out of range.
    """
    known = HeldOut(heldout.select("item_id", "prompt"), n=n, share=share)
    found = [pl.DataFrame(schema=FOUND)]
    with stage("looking for held-out items", train.height) as advance:
        for block in train.iter_slices(_BLOCK):
            found += known.found_in("prompt", block["record_id"], Texts(block["prompt"], n))
            advance(block.height)
    return pl.concat(found).sort("record_id", "item_id")
