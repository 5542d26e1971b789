"""A version's records as tasks: with what its rules say of them, the score, and the repairs that were not made."""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from curator import fixes
from curator.label.tasks import Task, last_reply, make_tasks
from curator.scores import record_scores, scored_rules
from curator.versions import DatasetVersion


def tasks_of(
    version: DatasetVersion, records: pl.DataFrame, *, reasons: Mapping[str, str], drawn: pl.DataFrame | None = None
) -> dict[str, list[Task]]:
    """The tasks of each kind of record; see `make_tasks`.

    Args:
        version: whose ledger and rules tell of the records.
        records: of the version, all or some.
        reasons: what to tell the annotator about a rule, by rule id.
        drawn: which of the records, whatever their verdict; none: those in review.
    """
    ledger, rules = version.frame("ledger").collect(), version.manifest["rules"]
    asked = records if drawn is None else records.filter(pl.col("record_id").is_in(drawn["record_id"].implode()))
    return make_tasks(
        asked,
        ledger,
        reasons=reasons,
        model_version=version.id,
        drawn=drawn,
        scores=record_quality(ledger, rules),
        proposals=proposals(asked, ledger, rules),
    )


def record_quality(ledger: pl.DataFrame, rules: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """The composite score of each record that rules look at, by id: 1 where no rule hit.

    Args:
        ledger: of a version.
        rules: as its manifest describes them.
    """
    found = record_scores(ledger, scored_rules(rules))["score"].round(4)
    return {name: score for name, score in zip(ledger["record_id"], found, strict=True) if score is not None}


def proposals(records: pl.DataFrame, ledger: pl.DataFrame, rules: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The repaired text of records whose repair a rule asked for and nobody made, by id.

    Args:
        records: to look at; of each the text that a person would correct.
        ledger: of their version.
        rules: as its manifest describes them.
    """
    repairing = [rule for rule in scored_rules(rules) if rule.fix in fixes.FIXES]
    open_ = {
        str(rule.fix): pl.any_horizontal(
            pl.col(each.id) & ~pl.col("fixes").list.contains(pl.lit(each.fix))
            for each in repairing
            if each.fix == rule.fix
        )
        for rule in repairing
    }
    if not open_:
        return {}
    hit = records.select("record_id").join(ledger.select("record_id", **open_), on="record_id", how="left")
    marked = hit.select(pl.any_horizontal(*open_).fill_null(False)).to_series()
    before = records.filter(marked)
    after, _ = fixes.apply(before, {name: hit.filter(marked)[name] for name in open_})
    pairs = zip(before.iter_rows(named=True), after.iter_rows(named=True), strict=True)
    return {old["record_id"]: last_reply(new) for old, new in pairs if last_reply(new) not in ("", last_reply(old))}
