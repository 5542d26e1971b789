"""Run a recipe: read, repair, measure, find duplicates, judge, select; store nothing."""

import time
from collections.abc import Iterator

import orjson
import polars as pl

from curator import fixes, overrides, recipe, rules, schema, selection
from curator import ledger as ledgers
from curator.cache import SignalCache
from curator.errors import Problem
from curator.pipeline import twins
from curator.pipeline.frames import ALWAYS_MEASURED, hits, measured, rule_schema, signals_used
from curator.pipeline.judged import Judged
from curator.pipeline.meaning import domain_named, wanted_of_meaning, with_meaning
from curator.pipeline.modelled import model_of, wanted_of_model, with_model
from curator.pipeline.sentences import with_sentences
from curator.readers import scan
from curator.versions import VersionStore


def judge(
    run: recipe.Recipe,
    *,
    store: VersionStore | None = None,
    ruleset: rules.RuleSet | None = None,
    held_out: frozenset[str] = frozenset(),
) -> Judged:
    """Run a recipe and store nothing but what was measured.

    Args:
        run: what to do.
        store: knows what earlier runs measured and which records people restored, and remembers what this one
            measures; none: nothing is known.
        ruleset: the rules to judge by; none: those that the recipe names.
        held_out: ids of records that are kept for measuring models: they are taken out before anything is done.

    Raises:
        CuratorError: the recipe, its rules or the data cannot be used.
    """
    began = time.monotonic()
    ruleset = rules.load(run.rules) if ruleset is None else ruleset
    rules.check_over_limit(run.over_limit, ruleset.rules)
    compiled = rules.compile(ruleset, rule_schema())
    of_model = wanted_of_model(ruleset, run.signals.model)
    of_meaning = wanted_of_meaning(ruleset, run.signals.domain)
    measuring, domain = model_of(of_model, run.signals.model), domain_named(run.signals.domain)
    standing = overrides.load(store.root) if store else {}
    cache = store.root / "cache" if store else None
    known_signals = SignalCache(cache / "signals" if cache else None)
    read = scan(run.data.sources, format=run.data.format, columns=run.data.columns, compiler=True)
    original = _without(read.records.collect(), held_out)

    repairing = [rule for rule in ruleset.rules if rule.fix]
    ids = original["record_id"].str.split("-").list.first()  # without the number of a repeat
    used = signals_used(repairing)
    to_repair = measured(original, ids, used, known_signals, what="looking for what can be repaired")
    repair_hits = hits(original, to_repair, compiled, repairing)
    records, changes = fixes.apply(original, _wanted_fixes(repair_hits, repairing) if run.fixes else {})
    ids = _renamed(ids, records, changes)

    judging = [rule for rule in ruleset.rules if not rule.fix and not rules.uses_duplicates(rule)]
    relating = [rule for rule in ruleset.rules if not rule.fix and rules.uses_duplicates(rule)]
    used = signals_used([*judging, *relating]) | set(ALWAYS_MEASURED)
    known = measured(records, ids, used, known_signals, what="measuring signals").hstack(with_sentences(records))
    modelled, model = with_model(records, ids, of_model, measuring, known_signals)
    meant, meaning = with_meaning(records, of_meaning, domain)
    known = known.hstack(modelled).hstack(meant)
    found = hits(records, known, compiled, judging).join(repair_hits, on="record_id", maintain_order="left")

    before = rules.judge(found, [*repairing, *judging])
    repeats = twins.of_run(records, ids, before, run.dedup, store)
    known = known.join(repeats.drop("twin_id"), on="record_id", maintain_order="left")
    found = found.join(hits(records, known, compiled, relating), on="record_id", maintain_order="left")

    places = records.select("record_id", "source", "source_row")
    judged = places.join(rules.judge(found, ruleset.rules), on="record_id").join(
        repeats.select("record_id", "twin_id", similarity="duplicate_similarity"), on="record_id"
    )
    judged = overrides.apply(_selected(judged, records, run.selection), standing)
    return Judged(
        recipe=run,
        rules=ruleset,
        sources=read.sources,
        records=records,
        signals=known,
        changes=changes,
        quarantine=read.quarantine,
        model=model,
        meaning=meaning,
        ledger=ledgers.build(judged, changes, read.quarantine, [rule.id for rule in ruleset.rules]),
        warnings=(*compiled.warnings, *_without_answers(records)),
        held_out=held_out,
        seconds=time.monotonic() - began,
        measured_anew=known_signals.anew,
    )


def _without(records: pl.DataFrame, held_out: frozenset[str]) -> pl.DataFrame:
    """The records but for those of these ids."""
    if not held_out:
        return records
    return records.filter(~pl.col("record_id").is_in(sorted(held_out)))


def _wanted_fixes(hits: pl.DataFrame, repairing: list[rules.Rule]) -> dict[str, pl.Series]:
    """For each fix, in the order of the packs, the records that a rule wants it on."""
    wanted: dict[str, pl.Series] = {}
    for rule in repairing:
        mask = hits[rule.id]
        wanted[str(rule.fix)] = wanted[str(rule.fix)] | mask if str(rule.fix) in wanted else mask
    return wanted


def _renamed(ids: pl.Series, records: pl.DataFrame, changes: pl.DataFrame) -> pl.Series:
    """Content ids of repaired records: those of records that were changed name the new content."""
    is_changed = records["record_id"].is_in(changes["record_id"].unique().implode())
    changed = is_changed.arg_true()
    if not len(changed):
        return ids
    digests = [schema.record_digest(row) for row in records[changed].iter_rows(named=True)]
    return ids.scatter(changed, digests)


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
