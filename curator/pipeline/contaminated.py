"""Which records give items of held-out packs away, told batch by batch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from curator import schema
from curator.dedup import contamination
from curator.dedup.tiers import TIERS, Texts

TOLERATED_SHARE = 0.02  # of a pack's items: Lambert et al. 2024 (Tülu 3), section 3.2

FINDINGS = pl.Schema(
    [("pack", pl.String), ("source", pl.String), ("source_row", pl.Int64), *contamination.FOUND.items()]
)

_BEST_FIRST = {"tier": False, "share": True, "words": True}
_TIES = ("source", "source_row", "item_id", "field")
_RECORD, _ITEM = ("record_id", "part"), ("item_id", "part")
_CHUNK = 4096  # records compared at once


@dataclass(frozen=True)
class PackHits:
    """How many items of a pack the records give away, by tier; each item counts once, in its surest tier."""

    name: str
    items: int
    by_equality_alone: int
    exact: int
    ngram: int
    passage: int
    answers: int
    """Items whose answer is given away."""

    @property
    def found(self) -> int:
        """Items that something was found of."""
        return self.exact + self.ngram + self.passage

    @property
    def share(self) -> float:
        """Of the items, 0 to 1, that are given away: equal, or more than half of them."""
        return (self.exact + self.ngram) / self.items

    @property
    def is_contaminated(self) -> bool:
        """Whether so many are given away that a result on the pack means little."""
        return self.share > TOLERATED_SHARE

    def to_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {**vars(self), "share": self.share, "is_contaminated": self.is_contaminated}


@dataclass(frozen=True)
class Contamination:
    """What was found.

    `compared` of the `records` have a text to look in. `findings` (`FINDINGS`) holds for each record and pack the
    surest finding of a prompt and of an answer, and so for each item of a pack, in the order of the sources.
    """

    records: int
    compared: int
    packs: tuple[PackHits, ...]
    findings: pl.DataFrame

    def record_ids(self, tier: str) -> pl.Series:
        """The records that give something away in this tier or a surer one."""
        return self.findings.filter(pl.col("kind").is_in(TIERS[: TIERS.index(tier) + 1]))["record_id"].unique()


def contaminated(
    records: Iterable[pl.DataFrame], packs: Mapping[str, pl.DataFrame], *, with_answers: bool = False
) -> Contamination:
    """Look for the items of packs in records; what is held at once is a batch, the packs, and what was found.

    Args:
        records: canonical, in batches. Raw text is looked through as if it were a prompt.
        packs: name → items, with `item_id`, `prompt` and, should answers be looked for, `answer`.
        with_answers: look in answers too, and for answers too.
    """
    searches = {name: _Search(name, items, with_answers=with_answers) for name, items in packs.items()}
    count = compared = 0
    for batch in records:
        for chunk in batch.iter_slices(_CHUNK):
            texts = _texts(chunk, with_answers=with_answers)
            count += chunk.height
            compared += texts.height
            for field in ("prompt", "response") if with_answers else ("prompt",):
                there = texts.filter(pl.col(field).is_not_null())
                cut = Texts(there[field], contamination.WORDS)
                for search in searches.values():
                    search.look(field, there, cut)
            for search in searches.values():
                search.keep_best()
    found = [pl.DataFrame(schema=FINDINGS), *(search.findings() for search in searches.values())]
    findings = pl.concat(found).sort("source", "source_row", "pack", "item_id", "field", "part")
    return Contamination(count, compared, tuple(each.hits() for each in searches.values()), findings)


class _Search:
    """One pack, and what was found of it so far."""

    def __init__(self, name: str, items: pl.DataFrame, *, with_answers: bool) -> None:
        wanted = items if with_answers else items.drop("answer", strict=False)
        self._name = name
        self._items = items.height
        self._known = contamination.HeldOut(wanted, with_passages=True)
        self._new: list[pl.DataFrame] = []
        self._by_record: list[pl.DataFrame] = []
        self._by_item = pl.DataFrame(schema=FINDINGS)

    def look(self, field: str, records: pl.DataFrame, texts: Texts) -> None:
        """Look through one field of a batch."""
        places = records.select("record_id", "source", "source_row")
        for found in self._known.found_in(field, records["record_id"], texts):
            if found.height:
                told = found.join(places, on="record_id").with_columns(pack=pl.lit(self._name))
                self._new += [_best(told, *_RECORD), _best(told, *_ITEM)]

    def keep_best(self) -> None:
        """Keep, of what was found in a batch, the surest finding of each record and of each item."""
        if self._new:
            found = pl.concat(self._new).select(FINDINGS.names())
            self._by_record.append(_best(found, *_RECORD))
            self._by_item = _best(pl.concat([self._by_item, found]), *_ITEM)
            self._new = []

    def findings(self) -> pl.DataFrame:
        """The surest of each record and of each item."""
        return pl.concat([*self._by_record, self._by_item]).unique()

    def hits(self) -> PackHits:
        """How many items were found."""
        counts = dict(_best(self._by_item, "item_id")["kind"].value_counts().iter_rows())
        tiers = {tier: counts.get(tier, 0) for tier in TIERS}
        answers = self._by_item.filter(part="answer").filter(pl.col("kind") != "passage").height
        return PackHits(self._name, self._items, self._known.by_equality_alone, **tiers, answers=answers)


def _texts(records: pl.DataFrame, *, with_answers: bool) -> pl.DataFrame:
    """The texts to look in, null where blank; no record that has none."""
    views = schema.views()
    fields = {"prompt": pl.coalesce(views["prompt"], pl.when(pl.col("kind") == "text").then("text"))}
    if with_answers:
        fields["response"] = views["response"]
    texts = records.select("record_id", "source", "source_row", **fields)
    said = [pl.when(pl.col(name).str.strip_chars() != "").then(name) for name in fields]
    return texts.with_columns(said).filter(pl.any_horizontal(pl.col(list(fields)).is_not_null()))


def _best(found: pl.DataFrame, *key: str) -> pl.DataFrame:
    """The surest finding of each `key`."""
    tier = pl.col("kind").replace_strict({tier: rank for rank, tier in enumerate(TIERS)}, return_dtype=pl.Int8)
    order = [*_BEST_FIRST, *_TIES]
    descending = [*_BEST_FIRST.values(), *(False for _ in _TIES)]
    return (
        found.with_columns(tier=tier)
        .sort(order, descending=descending)
        .unique(list(key), keep="first", maintain_order=True)
        .drop("tier")
    )
