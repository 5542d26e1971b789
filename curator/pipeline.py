"""From files to a dataset version: read, repair, measure, find duplicates, judge, select, remember."""

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from curator import dedup, fixes, recipe, rules, schema, selection, signals
from curator import ledger as ledgers
from curator.backends.local import map_shards
from curator.errors import Problem
from curator.readers import Scan, SourceInfo, scan
from curator.versions import DatasetVersion, VersionStore, version_id

TEXT_COLUMNS = ("kind", "source", "system", "instruction", "input", "chosen", "rejected", "text", *schema.VIEWS)

DUPLICATE_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "duplicate_kind": pl.String,  # exact | near; null for a record that is no duplicate of a kept one
    "duplicate_similarity": pl.Float64,
    "prompt_answers": pl.Int64,  # different answers that the data give to the same prompt, this one included
}

ALWAYS_MEASURED = ("prompt_chars", "response_chars")
LIBRARIES = ("instruct-curator", "polars", "datasketch", "langdetect", "ftfy", "numpy")


def rule_schema() -> dict[str, pl.DataType | type[pl.DataType]]:
    """Every column a rule may compare, with its type."""
    return {**dict.fromkeys(TEXT_COLUMNS, pl.String), **signals.schema(), **DUPLICATE_COLUMNS}


def measure(records: pl.DataFrame, names: Collection[str]) -> pl.DataFrame:
    """Canonical records as rules see them: the views in place, and the signals called `names`."""
    return _with_signals(records.with_columns(**schema.views()), names)


def _with_signals(frame: pl.DataFrame, names: Collection[str]) -> pl.DataFrame:
    return signals.measure(frame.lazy(), sorted(names)).collect()


@dataclass(frozen=True)
class Judged:
    """Everything a run found out, before it is stored."""

    recipe: recipe.Recipe
    rules: rules.RuleSet
    sources: tuple[SourceInfo, ...]
    records: pl.DataFrame
    signals: pl.DataFrame
    changes: pl.DataFrame
    quarantine: pl.DataFrame
    ledger: pl.DataFrame
    warnings: tuple[Problem, ...]
    """Rules that are allowed but probably not meant so, and sources that are probably not read as they should be."""
    seconds: float

    @property
    def counts(self) -> ledgers.Counts:
        """What became of the records."""
        return ledgers.count(self.ledger)

    def duplicates(self) -> dict[str, int]:
        """Records that repeat a kept one, exactly or nearly, and records whose prompt has several answers."""
        kinds = self.signals["duplicate_kind"]
        return {
            "exact": int((kinds == "exact").sum()),
            "near": int((kinds == "near").sum()),
            "conflicts": int((self.signals["prompt_answers"] > 1).sum()),
        }

    def summary(self) -> dict[str, Any]:
        """What a version's manifest says of the run, beside its id and files."""
        counted = ledgers.rule_counts(self.ledger, [rule.id for rule in self.rules.rules])
        return {
            "name": self.recipe.name,
            "counts": self.counts.to_dict(),
            "sources": [asdict(source) for source in self.sources],
            "rules": [{**rule.to_dict(), **counted[rule.id]} for rule in self.rules.rules],
            "duplicates": self.duplicates(),
            "recipe": self.recipe.model_dump(mode="json"),
            "signals": self._signal_versions(),
            "libraries": _libraries(),
            "threads": pl.thread_pool_size(),
            "seconds": round(self.seconds, 3),
        }

    def identity(self, parent: str | None) -> dict[str, Any]:
        """What decides the content of the version, for `version_id`."""
        return {
            "parent": parent,
            "recipe": self.recipe.identity(),
            "rules": self.rules.text,
            "signals": self._signal_versions(),
        }

    def frames(self) -> dict[str, pl.DataFrame]:
        """The frames that a version stores."""
        return {
            "records": self.records.sort("source", "source_row"),
            "ledger": self.ledger,
            "signals": self.signals.sort("record_id"),
            "changes": self.changes.sort("record_id", "field", "fix"),
            "quarantine": self.quarantine,
        }

    def _signal_versions(self) -> dict[str, int]:
        return {name: signals.SIGNALS.get(name).version for name in self.signals.columns if name in signals.SIGNALS}


def curate(
    wanted: "recipe.Recipe | Path | str", *, store: VersionStore | None = None, parent: str | None = None
) -> DatasetVersion:
    """Run a recipe and store what it made.

    Args:
        wanted: a recipe, or the path of one.
        store: where versions are kept; none: `.curator` in the working folder.
        parent: id of the version whose records the sources hold, if they come from one.

    Raises:
        CuratorError: the recipe, its rules or the data cannot be used. Nothing is stored then.
    """
    run = wanted if isinstance(wanted, recipe.Recipe) else recipe.load(Path(wanted))
    return commit(judge(run), store or VersionStore(Path(".curator")), parent)


def judge(run: recipe.Recipe, read: Scan | None = None) -> Judged:
    """Run a recipe and store nothing.

    Args:
        run: what to do.
        read: records that were read already, used in place of the recipe's sources.
    """
    began = time.monotonic()
    ruleset = rules.load(run.rules)
    compiled = rules.compile(ruleset, rule_schema())
    read = read or scan(run.data.sources, format=run.data.format, columns=run.data.columns)
    original = read.records.collect()

    repairing = [rule for rule in ruleset.rules if rule.fix]
    repair_hits = _hits(original, compiled, repairing)
    records, changes = fixes.apply(original, _wanted_fixes(repair_hits, repairing) if run.fixes else {})

    measured = _measured(records, ruleset)
    judging = [rule for rule in ruleset.rules if not rule.fix and not rules.uses_duplicates(rule)]
    hits = _only_hits(rules.hits(measured.lazy(), compiled, judging).collect(), judging)
    hits = hits.join(repair_hits, on="record_id")

    duplicates = _duplicates(measured, rules.judge(hits, [*repairing, *judging]), run.dedup)
    measured = measured.join(duplicates, on="record_id", maintain_order="left")
    relating = [rule for rule in ruleset.rules if not rule.fix and rules.uses_duplicates(rule)]
    hits = hits.join(_only_hits(rules.hits(measured.lazy(), compiled, relating).collect(), relating), on="record_id")

    places = records.select("record_id", "source", "source_row")
    judged = places.join(rules.judge(hits, ruleset.rules), on="record_id").join(
        duplicates.select("record_id", "twin_id", similarity="duplicate_similarity"), on="record_id"
    )
    rules.check_limits(judged, ruleset.rules)
    judged = _selected(judged, records, run.selection)
    return Judged(
        recipe=run,
        rules=ruleset,
        sources=read.sources,
        records=records,
        signals=_signal_columns(measured),
        changes=changes,
        quarantine=read.quarantine,
        ledger=ledgers.build(judged, changes, read.quarantine, [rule.id for rule in ruleset.rules]),
        warnings=(*compiled.warnings, *_without_answers(records)),
        seconds=time.monotonic() - began,
    )


def duplicates(records: pl.DataFrame, *, view: dedup.View, threshold: float, keep: str) -> pl.DataFrame:
    """The records that repeat another one, without judging them by rules.

    Returns:
        `record_id`, `source`, `source_row`, `twin_id`, `twin_row`, `similarity`, `kind`, in the order of the sources.
    """
    texts = measure(records, ())
    order = dedup.keep_order(texts, policy=keep)
    removals = dedup.resolve(dedup.find_edges(texts, view=view, threshold=threshold), order)
    places = records.select("record_id", "source", "source_row")
    return (
        removals.join(places, on="record_id")
        .join(places.select(twin_id="record_id", twin_row="source_row"), on="twin_id")
        .select("record_id", "source", "source_row", "twin_id", "twin_row", "similarity", "kind")
        .sort("source", "source_row")
    )


def try_examples(ruleset: rules.RuleSet) -> list[rules.ExampleResult]:
    """Run the examples that rules carry.

    Raises:
        RecipeError: a rule or an example makes no sense.
    """
    return rules.run_examples(ruleset, _with_signals, rule_schema())


def commit(judged: Judged, store: VersionStore, parent: str | None = None) -> DatasetVersion:
    """Store what a run found out as a version."""
    kept = judged.ledger.filter(pl.col("verdict") == "keep")
    name = version_id(judged.identity(parent), kept, judged.changes)
    return store.commit(name, {"parent": parent, **judged.summary()}, judged.frames())


def _hits(records: pl.DataFrame, compiled: rules.CompiledRules, wanted: list[rules.Rule]) -> pl.DataFrame:
    """`record_id` and one Boolean column for each wanted rule, measured on records as they are."""
    if not wanted:
        return records.select("record_id")
    names = _signals_used(wanted)
    return map_shards(
        records,
        lambda shard: _only_hits(rules.hits(measure(shard, names).lazy(), compiled, wanted).collect(), wanted),
        what="looking for what can be repaired",
    )


def _only_hits(frame: pl.DataFrame, wanted: list[rules.Rule]) -> pl.DataFrame:
    return frame.select("record_id", *(rule.id for rule in wanted))


def _signals_used(wanted: Collection[rules.Rule]) -> set[str]:
    known = signals.schema()
    return {name for rule in wanted for name in rules.columns_used(rule) if name in known}


def _wanted_fixes(hits: pl.DataFrame, repairing: list[rules.Rule]) -> dict[str, pl.Series]:
    """For each fix, in the order of the packs, the records that a rule wants it on."""
    wanted: dict[str, pl.Series] = {}
    for rule in repairing:
        mask = hits[rule.id]
        wanted[str(rule.fix)] = wanted[str(rule.fix)] | mask if str(rule.fix) in wanted else mask
    return wanted


def _measured(records: pl.DataFrame, ruleset: rules.RuleSet) -> pl.DataFrame:
    names = _signals_used([rule for rule in ruleset.rules if not rule.fix]) | set(ALWAYS_MEASURED)
    columns = ["record_id", "tools", *TEXT_COLUMNS, *sorted(names)]
    return map_shards(records, lambda shard: measure(shard, names).select(columns), what="measuring signals")


def _duplicates(measured: pl.DataFrame, judged: pl.DataFrame, wanted: recipe.Dedup) -> pl.DataFrame:
    """`record_id`, the duplicate columns and `twin_id`, for every record; null throughout when switched off."""
    ids = measured.select("record_id")
    if not wanted.enabled:
        nothing = {"twin_id": pl.String, **DUPLICATE_COLUMNS}
        return ids.with_columns(**{name: pl.lit(None, dtype=dtype) for name, dtype in nothing.items()})
    rank = pl.col("verdict").replace_strict({"keep": 0, "review": 1, "drop": 2}, return_dtype=pl.Int64)
    order = dedup.keep_order(
        measured.join(judged.select("record_id", rank=rank), on="record_id", maintain_order="left"),
        policy=wanted.keep,
        rank=pl.col("rank"),
    )
    edges = dedup.find_edges(measured, view=wanted.view, threshold=wanted.threshold)
    # Of copies that a rule drops anyway none is kept, so none is a duplicate of a kept record.
    lost = judged.filter(pl.col("verdict") == "drop").select(twin_id="record_id")
    removals = dedup.resolve(edges, order).join(lost, on="twin_id", how="anti")
    return (
        ids.join(removals, on="record_id", how="left", maintain_order="left")
        .rename({"kind": "duplicate_kind", "similarity": "duplicate_similarity"})
        .join(dedup.conflicts(measured), on="record_id", how="left", maintain_order="left")
        .select("record_id", "twin_id", *DUPLICATE_COLUMNS)
    )


def _without_answers(records: pl.DataFrame) -> Iterator[Problem]:
    """The sources of tuples of which not one has an answer: most likely it stands in a column nobody named."""
    tuples = records.filter(pl.col("kind") == "tuple")
    answers = tuples.group_by("source").agg(pl.col("response").is_null().all(), pl.col("meta").drop_nulls().first())
    for source, is_unanswered, meta in answers.sort("source").iter_rows():
        if is_unanswered:
            unread = ", ".join(name for name in orjson.loads(meta or "{}") if not name.startswith("_")) or "none"
            hint = f"columns that are not read: {unread}; name them: --column instruction=… --column response=…"
            yield Problem("not one record has an answer", source, hint)


def _selected(judged: pl.DataFrame, records: pl.DataFrame, wanted: recipe.Selection) -> pl.DataFrame:
    """Turn `keep` into `drop` for the records that the budget has no room for."""
    if wanted.budget is None:
        return judged
    passed = records.join(judged.filter(pl.col("verdict") == "keep"), on="record_id", how="semi")
    chosen = selection.select(passed, budget=wanted.budget, strata=wanted.strata, seed=wanted.seed)
    is_left_out = (pl.col("verdict") == "keep") & ~pl.col("record_id").is_in(chosen.implode())
    return judged.with_columns(
        verdict=pl.when(is_left_out).then(pl.lit("drop")).otherwise("verdict"),
        decided_by=pl.when(is_left_out).then(pl.lit("selection")).otherwise("decided_by"),
    )


def _signal_columns(measured: pl.DataFrame) -> pl.DataFrame:
    known = signals.schema()
    return measured.select("record_id", *(name for name in measured.columns if name in known), *DUPLICATE_COLUMNS)


def _libraries() -> Mapping[str, str]:
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
