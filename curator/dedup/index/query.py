"""Tell of new records which kept one each repeats, and keep those that repeat none."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from curator.dedup.edges import measure
from curator.dedup.exact import copies
from curator.dedup.index.outline import Keys, keys_of, limits_of
from curator.dedup.index.postings import Postings
from curator.dedup.resolve import REMOVING
from curator.dedup.rethreshold import MARGIN, check_threshold
from curator.dedup.shingles import Hashes, Integers
from curator.dedup.views import TEXT, columns_of, laid_out

ROWS = 4096
"""Records that are looked up together."""

CHUNKS = 64
"""Pieces that the kept records may lie in."""

PAIRS = 1 << 20
"""Pairs of new records with a common key that are compared together; more, and fewer records are."""

WHERE = pl.Schema({"record_id": pl.String, "source": pl.String, "source_row": pl.Int64})
"""What an index remembers of a record beside its texts."""

ANSWERS = pl.Schema(
    {
        "record_id": pl.String,
        "source": pl.String,
        "source_row": pl.Int64,
        "kind": pl.String,
        "similarity": pl.Float64,
        "twin_id": pl.String,
        "twin_source": pl.String,
        "twin_row": pl.Int64,
        "is_compared": pl.Boolean,
    }
)
"""`kind`: exact or near for a record that repeats its twin; what tells them apart (as `find_pairs` says) for one that
only looks like it; null for one that nothing in the index is like. `is_compared`: false where the text is blank."""

_FOUND = pl.Schema({"place": pl.Int64, "row": pl.Int64, "similarity": pl.Float64, "kind": pl.String})


@dataclass(frozen=True)
class _New:
    """Records to look up, those with a text to compare."""

    records: pl.DataFrame
    keys: Keys

    def take(self, places: Integers) -> "_New":
        return _New(self.records[places], self.keys.take(places))


class Index:
    """Records that repeat none of each other, in the order in which they came, and the keys to find them by.

    A record stays when it repeats none that stayed before it. So it makes no difference in how many portions records
    come, and nothing that is told of a record changes later.
    """

    def __init__(self, view: str, threshold: float) -> None:
        """An empty one.

        Raises:
            RecipeError: there is no such view, or the threshold is none.
        """
        check_threshold(threshold)
        compared = columns_of(view)
        self.view = view
        self.threshold = threshold
        names = (
            *(compared.text, *compared.asked, *compared.given, *compared.said, *compared.last),
            *("prompt", "response"),
        )
        self.columns = tuple(dict.fromkeys(names))
        """The texts that are kept of each record."""
        self.records = pl.DataFrame(schema={**WHERE, **dict.fromkeys(self.columns, pl.String)})
        """Those that stayed."""
        self._bands = Postings(limits_of(view, threshold))
        self._totals = Postings(np.array([np.iinfo(np.int64).max]))

    def restore(self, records: pl.DataFrame) -> None:
        """Take in records that stayed, as `records` held them."""
        first = self.records.height
        for rows in records.iter_slices(ROWS):
            keys = keys_of(self._with_text(rows), self.view, self.threshold)
            self._bands.add(keys.bands, first)
            self._totals.add(keys.totals, first)
            first += rows.height
        self._keep(records)

    def query(self, records: pl.DataFrame) -> pl.DataFrame:
        """For each record the kept one that it repeats, or is most like: `ANSWERS`, in the same order.

        Of several twins a copy is named before the most similar, and of these the one that came first.

        Args:
            records: what the view compares, and what there is of `WHERE`.

        Raises:
            RecipeError: the records lack the column that is compared.
        """
        answers = [pl.DataFrame(schema=ANSWERS)]
        for rows in records.iter_slices(ROWS):
            where, new, places = self._read(rows)
            equal = self._copies(new)[0]
            rest = np.flatnonzero(equal < 0)
            near, kept = self._bands.find(new.keys.bands[:, rest])
            found = self._measured(new, rest[near], kept)
            found = found.filter(pl.col("similarity") >= self.threshold - MARGIN)
            answers.append(self._answers(where, places, _best([_copied(equal), found])))
        return pl.concat(answers)

    def add(self, records: pl.DataFrame) -> pl.DataFrame:
        """Keep those of the records that repeat none, neither of before nor of each other: `ANSWERS`.

        Only repeats are named; whatever else is alike `query` tells.

        Args:
            records: as `query` takes them.

        Raises:
            RecipeError: the records lack the column that is compared.
        """
        answers = [pl.DataFrame(schema=ANSWERS)]
        for rows in records.iter_slices(ROWS):
            where, new, places = self._read(rows)
            found = [pl.DataFrame(schema=_FOUND)]
            rest: Integers = np.arange(new.records.height)
            while len(rest):
                equal, classes = self._copies(new.take(rest))
                found.append(_at(rest, _copied(equal)))
                is_open = equal < 0
                rest, classes = rest[is_open], (np.cumsum(is_open) - 1)[classes[is_open]]
                size = _portion(self._bands.open(new.keys.bands[:, rest]))
                found.append(_at(rest, self._add(new.take(rest[:size]), classes[:size])))
                rest = rest[size:]
            answers.append(self._answers(where, places, pl.concat(found)))
        return pl.concat(answers)

    def _read(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, _New, Integers]:
        """Where the records come from, those with a text, and their places."""
        missing = [name for name in (*WHERE, *self.columns) if name not in rows.columns and name != self._text]
        filled = rows.with_columns(**dict.fromkeys(missing, pl.lit(None)))
        laid = laid_out(filled, self.view).with_columns(place=pl.int_range(pl.len(), dtype=pl.Int64)).drop_nulls(TEXT)
        schema = self.records.schema
        new = self._with_text(laid.select(pl.col(name).cast(dtype) for name, dtype in schema.items()))
        where = filled.select(pl.col(name).cast(dtype) for name, dtype in WHERE.items())
        return where, _New(new, keys_of(new, self.view, self.threshold)), laid["place"].to_numpy()

    def _add(self, new: _New, classes: Integers) -> pl.DataFrame:
        """Keep what repeats none: for each that does, the best twin.

        Args:
            new: records that are no copies of kept ones.
            classes: for each the first of them that is its copy.
        """
        before = self._measured(new, *self._bands.find(new.keys.bands)).filter(pl.col("kind").is_in(REMOVING))
        is_repeat = np.zeros(new.records.height, np.bool_)
        is_repeat[before["place"].to_numpy()] = True
        later, earlier = _together(self._bands.open(new.keys.bands))
        is_possible = ~is_repeat[earlier]
        later, earlier = later[is_possible], earlier[is_possible]
        measured = measure(new.records, later, earlier, self._judged_as, self.threshold)
        is_duplicate = measured["kind"].is_in(REMOVING).to_numpy()
        starts = np.searchsorted(later, np.arange(new.records.height + 1))
        first_row = self.records.height
        rows, copy_of, is_found = self._bands.decide(
            new.keys.bands, first_row, is_repeat, classes, starts, earlier, np.ascontiguousarray(is_duplicate)
        )
        stays = np.flatnonzero(rows >= 0)
        self._totals.add(new.keys.totals[:, stays], first_row)
        self._keep(new.records[stays])
        counts = np.flatnonzero(is_found & is_duplicate)
        among = _found(later[counts], rows[earlier[counts]], measured[counts])
        return _best([_copied(copy_of), before, among])

    def _copies(self, new: _New) -> tuple[Integers, Integers]:
        """For each new record the row of its kept copy (-1: none), and its first copy among the new ones."""
        different = np.unique(new.keys.totals, axis=None)
        places, rows = self._totals.find(different[None, :])
        both = pl.concat([self.records[rows], new.records.drop(TEXT)])
        totals = np.concatenate([different[places], new.keys.totals[0]])
        first = copies(self._with_text(both), totals, self._judged_as)[len(rows) :]
        is_known = first < len(rows)
        classes = np.where(is_known, np.arange(len(first)), first - len(rows))
        kept = np.full(len(first), -1)
        kept[is_known] = rows[first[is_known]]
        return kept, classes

    def _measured(self, new: _New, left: Integers, right: Integers) -> pl.DataFrame:
        """What pairs of a new and a kept record are to each other."""
        rows, places = np.unique(right, return_inverse=True)
        both = pl.concat([new.records.drop(TEXT), self.records[rows]])
        return _found(left, right, measure(both, left, places + new.records.height, self._judged_as, self.threshold))

    def _answers(self, where: pl.DataFrame, places: Integers, found: pl.DataFrame) -> pl.DataFrame:
        """What was found, by records."""
        twins = self.records[found["row"]].select(twin_id="record_id", twin_source="source", twin_row="source_row")
        named = found.select("kind", "similarity", at=pl.Series(places[found["place"].to_numpy()])).hstack(twins)
        is_compared = np.zeros(where.height, np.bool_)
        is_compared[places] = True
        return (
            where.with_columns(at=pl.int_range(pl.len(), dtype=pl.Int64), is_compared=pl.Series(is_compared))
            .join(named, on="at", how="left", maintain_order="left")
            .select(ANSWERS.names())
        )

    def _keep(self, records: pl.DataFrame) -> None:
        self.records = pl.concat([self.records, records.select(self.records.columns)])
        if self.records.n_chunks() > CHUNKS:
            self.records = self.records.rechunk()

    def _with_text(self, records: pl.DataFrame) -> pl.DataFrame:
        return records.with_columns(pl.col(self._text).alias(TEXT))

    @property
    def _text(self) -> str:
        return self.columns[0]

    @property
    def _judged_as(self) -> str:
        """The view to judge by: that a record is a chat was seen when it came."""
        return "full" if self.view == "chat" else self.view


def _portion(keys: Hashes) -> int:
    """How many texts from the first one on make no more than `PAIRS` pairs; one at least, if there is one."""
    size = keys.shape[1]
    while size > 1 and _n_together(keys[:, :size]) > PAIRS:
        size //= 2
    return size


def _n_together(keys: Hashes) -> int:
    counts = [np.unique(band[band != 0], return_counts=True)[1] for band in keys]
    return sum(int((each * (each - 1) // 2).sum()) for each in counts)


def _together(keys: Hashes) -> tuple[Integers, Integers]:
    """Pairs of texts with a common key, each once: the later one, the earlier one, sorted."""
    codes: list[Integers] = [np.zeros(0, np.int64)]
    n_texts = max(keys.shape[1], 1)
    for band in keys:
        texts = np.flatnonzero(band)
        texts = texts[np.argsort(band[texts], kind="stable")]
        step = 1
        while True:
            first = np.flatnonzero(band[texts[:-step]] == band[texts[step:]])
            if not len(first):
                break
            codes.append(texts[first + step] * n_texts + texts[first])
            step += 1
    later, earlier = np.divmod(np.unique(np.concatenate(codes)), n_texts)
    return later, earlier


def _found(places: Integers, rows: Integers, measured: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame({"place": places, "row": rows}).hstack(measured.select("similarity", "kind"))


def _at(places: Integers, found: pl.DataFrame) -> pl.DataFrame:
    """What was found of some records, by their places among all."""
    return found.with_columns(place=pl.Series(places[found["place"].to_numpy()], dtype=pl.Int64)).cast(_FOUND)


def _copied(rows: Integers) -> pl.DataFrame:
    """Copies: the kept row of each new record, -1 for none."""
    places = np.flatnonzero(rows >= 0)
    found = pl.DataFrame({"place": places, "row": rows[places]}, schema={"place": pl.Int64, "row": pl.Int64})
    return found.with_columns(similarity=pl.lit(1.0), kind=pl.lit("exact"))


def _best(found: list[pl.DataFrame]) -> pl.DataFrame:
    """For each new record the best pair."""
    rank = pl.col("kind").replace_strict({kind: nth for nth, kind in enumerate(REMOVING)}, default=len(REMOVING))
    return (
        pl.concat(found)
        .cast(_FOUND)
        .sort("place", rank, -pl.col("similarity"), "row")
        .unique("place", keep="first", maintain_order=True)
    )
