"""Hold a stored version against rules: hits come from its ledger, and for changed rules from its stored signals."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager

import polars as pl

from curator import rules, schema, signals
from curator.errors import DataError
from curator.rules.checker import Schema
from curator.rules.compile import CompiledRules
from curator.versions import DatasetVersion

_SHOWN = 4


def rules_of(version: DatasetVersion) -> rules.RuleSet:
    """The rules that a version was judged by, as its manifest remembers them: without examples and places.

    Raises:
        DataError: the manifest cannot be read.
    """
    return rules.RuleSet(tuple(rules.Rule.from_dict(each) for each in version.manifest["rules"]))


def judged_rows(
    version: DatasetVersion, ruleset: rules.RuleSet, columns: Schema, also: Collection[str] = ()
) -> pl.DataFrame:
    """A row for each readable record of `version`, with one Boolean column for each rule of `ruleset`.

    A rule that hits by the same condition as one of the version's own takes its hits from the ledger. A rule that
    repairs and is new hits nothing here: what it would repair is not stored.

    Args:
        version: whose records.
        ruleset: the rules to judge by.
        columns: every column that rules may compare, with its type.
        also: columns to add.

    Returns:
        Beside the hits, those of the version's own rules that `ruleset` leaves out, and `also`: `record_id`, `source`,
        `twin_id`, `fixes`, `was` (the verdict the version's rules gave, before a budget), `was_decided_by`, and
        `is_settled`: a person decided, so no rule does.

    Raises:
        RecipeError: a rule has a mistake.
        DataError: the version did not store a column that a changed rule compares, or is damaged.
    """
    own = {rule.id: rule for rule in rules_of(version).rules}
    known = [rule.id for rule in ruleset.rules if rule.id in own and _hits_are_stored(rule, own[rule.id])]
    left_out = [name for name in own if name not in {rule.id for rule in ruleset.rules}]
    repairing = [rule.id for rule in ruleset.rules if rule.fix and rule.id not in known]
    changed = tuple(rule for rule in ruleset.rules if rule.id not in known and not rule.fix)
    compiled = rules.compile(rules.RuleSet(changed, ruleset.packs, ruleset.places), columns)
    needed = (compiled.columns | set(also)) - {"source"}
    _check_stored(version, needed, compiled)

    is_ruled = pl.col("decided_by").is_null() | pl.col("decided_by").is_in([*own, "selection"])
    ledger = (
        version.frame("ledger")
        .filter(pl.col("verdict") != "quarantined")
        .select(
            "record_id",
            "source",
            "twin_id",
            "fixes",
            *known,
            *left_out,
            was=pl.when(pl.col("decided_by") == "selection").then(pl.lit("keep")).otherwise("verdict"),
            was_decided_by=pl.when(pl.col("decided_by") != "selection").then("decided_by"),
            is_settled=~is_ruled,
        )
    )
    measured = rules.hits(_with_columns(version, ledger, needed, is_judged=bool(changed)), compiled)
    with _undamaged(version):
        found = measured.with_columns(**{rule_id: pl.lit(False) for rule_id in repairing}).collect()
    return found.select(*ledger.collect_schema().names(), *(each.id for each in changed), *repairing, *sorted(also))


def quoted(version: DatasetVersion, record_ids: Collection[str]) -> dict[str, str]:
    """The beginning of each of these records, safe to print.

    Raises:
        DataError: the version is damaged.
    """
    with _undamaged(version):
        return rules.excerpts(version.frame("records"), record_ids) if record_ids else {}


@contextmanager
def _undamaged(version: DatasetVersion) -> Iterator[None]:
    """Rules stop on no value, so what stops the engine is a file."""
    try:
        yield
    except pl.exceptions.PolarsError as error:
        raise DataError(
            f"a file of this version is damaged: {str(error).splitlines()[0]}",
            where=str(version.path),
            hint="see curator versions verify",
        ) from None


def _hits_are_stored(rule: rules.Rule, own: rules.Rule) -> bool:
    """A repair hits records as they came, a judging rule as they were repaired: the one does not tell the other."""
    return rules.hit_alike(rule, own) and bool(rule.fix) == bool(own.fix)


def _with_columns(
    version: DatasetVersion, ledger: pl.LazyFrame, needed: Collection[str], *, is_judged: bool
) -> pl.LazyFrame:
    measured = version.frame("signals")
    stored = [name for name in measured.collect_schema().names() if name in needed]
    texts = {name: schema.views().get(name, pl.col(name)) for name in needed if name not in stored}
    if stored:
        ledger = ledger.join(measured.select("record_id", *stored), on="record_id", how="left")
    if is_judged or texts:
        records = version.frame("records").select("record_id", **{"kind": pl.col("kind"), **texts})
        ledger = ledger.join(records, on="record_id", how="left")
    return ledger


def _check_stored(version: DatasetVersion, needed: Iterable[str], compiled: CompiledRules) -> None:
    stored = version.frame("signals").collect_schema().names()
    versions = version.manifest["signals"]
    wanted = sorted(set(needed) & {*signals.schema(), *rules.DATASET_COLUMNS})
    missing = [name for name in wanted if name not in stored]
    known = [name for name in wanted if name in stored and name in signals.SIGNALS]
    outdated = [name for name in known if versions.get(name) != signals.SIGNALS.get(name).version]
    lacking = missing or outdated
    if lacking:
        named = [each.rule.id for each in compiled.rules if each.predicate.columns & set(lacking)]
        what = "did not measure" if missing else "measured in another way than this curator does"
        sources = " ".join(version.manifest["recipe"]["data"]["sources"])
        raise DataError(
            f"version {version.id} {what}: {_some(lacking)}; compared by {_some(named) or 'the rule'}",
            hint=f"curate again with these rules: curator curate {sources} --rules …",
        )


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
