"""Meet records with rules: which rules hit, and what becomes of each record."""

from collections.abc import Collection, Sequence

import polars as pl

from curator.errors import SignalError
from curator.rules.compile import CompiledRule, CompiledRules, in_scope
from curator.rules.pack import Rule

_SEVERITIES = ("high", "medium", "low")
REMOVING = ("drop", "review")

_KEY = "_hits_from_"
_BITS = 62  # hits that go into one whole number


def hits(frame: pl.LazyFrame, compiled: CompiledRules, wanted: Collection[Rule] | None = None) -> pl.LazyFrame:
    """Add one Boolean column for each rule, named by its id, never null, all in one pass.

    Args:
        frame: `record_id`, `kind`, `source` and every column that the rules compare.
        compiled: the rules.
        wanted: only these of them; none: all.

    Raises:
        SignalError: when the frame is collected, if a rule with `on_null: fail` meets a missing value.
    """
    ids = {rule.id for rule in wanted} if wanted is not None else None
    chosen = [each for each in compiled.rules if ids is None or each.rule.id in ids]
    found = frame.with_columns(**{each.rule.id: _hit(each) for each in chosen})
    strict = [each.rule.id for each in chosen if each.rule.on_null == "fail"]
    return found.map_batches(lambda batch: _no_nulls(batch, strict)) if strict else found


def judge(frame: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    """Add `verdict`, `decided_by` and `rules` to a frame that has the hit columns.

    - `verdict`: drop if a rule that drops hit, else review if a rule that wants a review hit, else keep.
    - `decided_by`: of the rules with that verdict that hit, the most severe, then the first; null for keep.
    - `rules`: every rule that hit, in order, whatever it asks for; empty for none.
    """
    # Few combinations of hits occur, so each is judged once: a list for every record is what would take the time.
    keys = {f"{_KEY}{at}": _packed(rules[at : at + _BITS]) for at in range(0, max(len(rules), 1), _BITS)}
    packed = frame.with_columns(**keys)
    combinations = packed.select(*keys, *(rule.id for rule in rules)).unique(subset=list(keys))
    judged = combinations.select(*keys, **_verdicts(rules))
    return packed.join(judged, on=list(keys), how="left", maintain_order="left").drop(keys)


def _packed(rules: Sequence[Rule]) -> pl.Expr:
    """The hits of at most `_BITS` rules as one number."""
    bits = (pl.col(rule.id).cast(pl.Int64) * 2**place for place, rule in enumerate(rules))
    return pl.sum_horizontal(pl.lit(0, dtype=pl.Int64), *bits)


def _verdicts(rules: Sequence[Rule]) -> dict[str, pl.Expr]:
    deciding = [
        rule
        for action in REMOVING
        for severity in _SEVERITIES
        for rule in rules
        if rule.then.action == action and rule.severity == severity
    ]
    is_dropped, is_reviewed = (
        pl.any_horizontal(False, *(rule.id for rule in deciding if rule.then.action == action)) for action in REMOVING
    )
    verdict = pl.when(is_dropped).then(pl.lit("drop")).when(is_reviewed).then(pl.lit("review"))
    named = {rule.id: pl.when(rule.id).then(pl.lit(rule.id)) for rule in rules}
    nothing = pl.lit([], dtype=pl.List(pl.String))
    return {
        "verdict": verdict.otherwise(pl.lit("keep")),
        "decided_by": pl.coalesce(*(named[rule.id] for rule in deciding), pl.lit(None, dtype=pl.String)),
        "rules": pl.concat_list(named.values()).list.drop_nulls() if named else nothing,
    }


def _hit(each: CompiledRule) -> pl.Expr:
    applies, found = in_scope(each.rule), each.predicate.expression
    if each.rule.on_null == "fail":
        return pl.when(applies).then(found).otherwise(False)
    return applies & found.fill_null(each.rule.on_null == "hit")


def _no_nulls(batch: pl.DataFrame, rule_ids: Sequence[str]) -> pl.DataFrame:
    for rule_id in rule_ids:
        missing = batch.filter(pl.col(rule_id).is_null())
        if missing.height:
            raise SignalError(
                f"rule {rule_id} cannot decide about {missing.height:,} records: a value it compares is missing",
                where=f"record {missing['record_id'][0]}",
                hint="set on_null: ignore or on_null: hit, or narrow the rule's scope",
            )
    return batch
