"""Annotations make a new version whose parent is the one that people looked at."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import polars as pl

from curator import selection, signals
from curator.errors import Problem
from curator.label import frame as remembered
from curator.label.annotations import Annotations
from curator.label.apply import Applied, WithoutEffect, apply
from curator.label.asking import tasks_of
from curator.label.frame import ANNOTATIONS
from curator.label.sampling import Strategy, sample
from curator.label.tasks import write
from curator.label.verdicts import PLACED, SAID, Verdicts, by_record
from curator.pipeline import measure, rule_schema
from curator.versions import DatasetVersion, VersionStore, derive

SHOWN = 5  # reasons given in one error


def export_tasks(
    version: DatasetVersion,
    folder: Path,
    *,
    budget: int,
    seed: int = 0,
    strategy: Strategy | None = None,
    control: float = 0.0,
) -> dict[str, int]:
    """Write records as Label Studio tasks, a file a kind of record beside its labelling configuration.

    Args:
        version: whose records.
        folder: where `<kind>.json` and `<kind>.xml` go.
        budget: tasks at the most.
        seed: of the draw.
        strategy: what makes a record worth a look, see `sampling.sample`; none: all that wait for review, at random
            with the kinds' shares when more wait than there is budget for.
        control: with a strategy, the share of the budget that is drawn from everything.

    Returns:
        The number of tasks of each kind; empty when there is nothing to look at.
    """
    drawn: pl.DataFrame | None = None
    if strategy is None:
        waiting = version.with_verdict("review").collect()
        if waiting.height > budget:
            chosen = selection.select(waiting, budget=budget, strata=["kind"], seed=seed)
            waiting = waiting.filter(pl.col("record_id").is_in(chosen.implode()))
    else:
        drawn = sample(version, rule_schema(), budget=budget, strategy=strategy, control=control, seed=seed)
        waiting = version.frame("records").filter(pl.col("record_id").is_in(drawn["record_id"].implode())).collect()
    reasons = {rule["id"]: rule.get("message") or rule["why"] for rule in version.manifest["rules"]}
    tasks = tasks_of(version, waiting, reasons=reasons, drawn=drawn)
    write(tasks, folder)
    if tasks:
        VersionStore.of(version).refer(version, "label tasks", folder)
    return {kind: len(listed) for kind, listed in tasks.items()}


def import_annotations(
    store: VersionStore, version: DatasetVersion, annotations: Annotations
) -> tuple[DatasetVersion, Applied]:
    """Store what people said about `version` as its child, which remembers every annotation.

    Corrected records are measured anew; their rule hits stay as they were judged, so that people's verdicts can be
    held against them. Who was asked before is heard again: a record is decided by all that was ever said about it.

    Returns:
        The child, and what the new annotations did; `version` itself when it remembers all of them already.

    Raises:
        WithoutEffect: not one annotation has an effect on the version.
    """
    records = version.frame("records").collect()
    before = remembered.of(version)
    said = annotations.verdicts.table.with_columns(is_known=pl.col("record_id").is_in(records["record_id"].implode()))
    parts = [ANNOTATIONS.to_frame()]

    def heard() -> Iterator[Verdicts]:
        # Records decide nothing about each other: only a part of them is held more than once at a time.
        for old, new in by_record(before, said):
            now = remembered.merged(old, new.filter("is_known")) if new.height else old
            parts.append(now)
            yield _heard(old, now, new)

    applied = apply(records, version.frame("ledger").collect(), heard(), version.frame("changes").collect())
    applied = replace(applied, problems=(*annotations.problems, *applied.problems))
    after = pl.concat(parts)
    is_new = not after.equals(before)
    if said["is_known"].any() and not is_new:
        return version, applied
    if not (is_new and (applied.decided or applied.disputed or applied.skipped)):
        reasons = [Problem("not one annotation has an effect on this version", version.id), *applied.problems[:SHOWN]]
        raise WithoutEffect.of(reasons)
    changed = {
        "records": applied.records,
        "ledger": applied.ledger,
        "signals": _measured_again(version, applied),
        "changes": applied.changes.sort("record_id", "field", "fix"),
        remembered.NAME: after,
    }
    identity = {"annotated": _decisions(applied.ledger), "annotations": remembered.digest(after)}
    return derive(store, version, changed, identity=identity, facts={"decided": dict(applied.decided)}), applied


def _heard(before: pl.DataFrame, after: pl.DataFrame, new: pl.DataFrame) -> Verdicts:
    """Everything that was ever said about the records about which something new is said."""
    every = pl.concat([new.select(*PLACED), Verdicts.remembered(after).table])
    said = every.unique(subset=list(SAID), keep="first", maintain_order=True)
    both = pl.concat([before.select(*SAID), said.select(*SAID)])
    is_old = both.select(pl.struct(*SAID).is_duplicated()).to_series().tail(said.height)
    about = said.filter(~is_old)["record_id"].unique()
    return Verdicts(said.filter(pl.col("record_id").is_in(about.implode())))


def _decisions(ledger: pl.DataFrame) -> orjson.Fragment:
    """Who decided what: part of the version's id, so that two people's equal verdicts are told apart."""
    decided = ledger.filter(pl.col("decided_by").str.starts_with("annotator:")).sort("record_id")
    return orjson.Fragment(b"".join(remembered.json_rows(decided.select("record_id", "verdict", "decided_by"))))


def _measured_again(version: DatasetVersion, applied: Applied) -> pl.DataFrame:
    """The version's signals, with those of the records that people changed measured on the new text."""
    before = version.frame("signals").collect()
    changed = applied.records.filter(pl.col("record_id").is_in(applied.edited))
    if changed.is_empty():
        return before
    names = [name for name in before.columns if name in signals.schema()]
    return before.update(measure(changed, names).select("record_id", *names), on="record_id", include_nulls=True)
