"""Annotations make a new version whose parent is the one that people looked at."""

from dataclasses import replace
from pathlib import Path

import polars as pl

from curator import selection, signals
from curator.errors import Problem
from curator.label import frame as remembered
from curator.label.annotations import Annotations
from curator.label.apply import Applied, WithoutEffect, apply
from curator.label.asking import tasks_of
from curator.label.sampling import Strategy, sample
from curator.label.tasks import write
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
    known = set(records["record_id"])
    said = [each for each in annotations.verdicts if each.record_id in known]
    after = remembered.merged(before, remembered.frame(said))
    heard = _heard(before, after, annotations)
    applied = apply(records, version.frame("ledger").collect(), heard, version.frame("changes").collect())
    is_new = not after.equals(before)
    if said and not is_new:
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


def _heard(before: pl.DataFrame, after: pl.DataFrame, annotations: Annotations) -> Annotations:
    """Everything that was ever said about the records about which something new is said."""
    places = {replace(each, where=""): each for each in annotations.verdicts}
    old = {replace(each, where="") for each in remembered.verdicts(before)}
    all_of_them = {replace(each, where=""): each for each in remembered.verdicts(after)}
    new = {each.record_id for each in {*places, *all_of_them} if each not in old}
    verdicts = [places.get(key, each) for key, each in {**places, **all_of_them}.items() if each.record_id in new]
    return replace(annotations, verdicts=tuple(verdicts))


def _decisions(ledger: pl.DataFrame) -> list[list[str]]:
    """Who decided what: part of the version's id, so that two people's equal verdicts are told apart."""
    decided = ledger.filter(pl.col("decided_by").str.starts_with("annotator:")).sort("record_id")
    return [list(row) for row in decided.select("record_id", "verdict", "decided_by").iter_rows()]


def _measured_again(version: DatasetVersion, applied: Applied) -> pl.DataFrame:
    """The version's signals, with those of the records that people changed measured on the new text."""
    before = version.frame("signals").collect()
    changed = applied.records.filter(pl.col("record_id").is_in(applied.edited))
    if changed.is_empty():
        return before
    names = [name for name in before.columns if name in signals.schema()]
    return before.update(measure(changed, names).select("record_id", *names), on="record_id", include_nulls=True)
