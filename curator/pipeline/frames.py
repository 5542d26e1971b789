"""What rules see of a record: its texts, its measures, and what is known of its duplicates."""

from collections.abc import Collection, Mapping

import polars as pl

from curator import rules, schema, signals
from curator.backends.local import map_shards
from curator.cache import SignalCache
from curator.meaning.columns import MEANING_SIGNALS
from curator.pipeline.sentences import SENTENCE_COLUMNS
from curator.signals.model.columns import MODEL_SIGNALS

TEXT_COLUMNS = ("kind", "source", "system", "instruction", "input", "chosen", "rejected", "text", *schema.VIEWS)

DUPLICATE_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "duplicate_kind": pl.String,  # exact | near; null for a record that is no duplicate of a kept one
    "duplicate_similarity": pl.Float64,
    "prompt_answers": pl.Int64,  # different answers that the data give to the same prompt, this one included
}

MEANING_TYPES: dict[str, pl.DataType | type[pl.DataType]] = {each.name: each.dtype for each in MEANING_SIGNALS}

MODEL_TYPES: dict[str, pl.DataType | type[pl.DataType]] = {each.name: each.dtype for each in MODEL_SIGNALS}

DATASET_TYPES = {**DUPLICATE_COLUMNS, **SENTENCE_COLUMNS, **MEANING_TYPES, **MODEL_TYPES}
"""What no record tells by itself."""

ALWAYS_MEASURED = ("prompt_chars", "response_chars")


def rule_schema() -> dict[str, pl.DataType | type[pl.DataType]]:
    """Every column a rule may compare, with its type."""
    return {**dict.fromkeys(TEXT_COLUMNS, pl.String), **signals.schema(), **DATASET_TYPES}


def measure(records: pl.DataFrame, names: Collection[str]) -> pl.DataFrame:
    """Canonical records as rules see them: the views in place, and the signals called `names`."""
    return _with_signals(records.with_columns(**schema.views()), names)


def try_examples(ruleset: rules.RuleSet) -> list[rules.ExampleResult]:
    """Run the examples that rules carry.

    Raises:
        RecipeError: a rule or an example makes no sense.
    """
    return rules.run_examples(ruleset, _with_signals, rule_schema())


def signals_used(wanted: Collection[rules.Rule]) -> set[str]:
    """The signals that some of the rules compare."""
    known = signals.schema()
    return {name for rule in wanted for name in rules.columns_used(rule) if name in known}


def signal_versions(names: Collection[str]) -> dict[str, int]:
    """The version of each of the signals, by name."""
    return {name: signals.SIGNALS.get(name).version for name in sorted(names)}


def versions_of(known: pl.DataFrame) -> Mapping[str, int]:
    """The version of every signal that is a column of `known`."""
    return signal_versions([name for name in known.columns if name in signals.SIGNALS])


def measured(
    records: pl.DataFrame, content_ids: pl.Series, names: Collection[str], cache: SignalCache, *, what: str
) -> pl.DataFrame:
    """`record_id` and the signals called `names`, a row a record in the same order; measured where nobody knows them.

    Args:
        records: canonical records.
        content_ids: one a record; equal for equal content.
        names: of signals; those of plugins are measured anew each time, because nobody raises their version.
        cache: what earlier runs measured.
        what: the name of the step for whoever watches.
    """

    def anew(rows: pl.Series, wanted: list[str]) -> pl.DataFrame:
        return map_shards(records[rows], lambda shard: measure(shard, wanted).select(wanted), what=what)

    shipped = sorted(signals.SHIPPED.intersection(names))
    own = sorted(set(names).difference(shipped))
    ids = records.select("record_id", content_id=content_ids)
    known = cache.get(content_ids, signal_versions(shipped), anew)
    found = ids.join(known, on="content_id", how="left", maintain_order="left").drop("content_id")
    return found.hstack(anew(pl.Series(range(records.height)), own)) if own else found


def hits(
    records: pl.DataFrame, known: pl.DataFrame, compiled: rules.CompiledRules, wanted: Collection[rules.Rule]
) -> pl.DataFrame:
    """`record_id` and one Boolean column for each of the wanted rules, a row a record in the same order.

    Args:
        records: canonical records.
        known: `record_id` and every measured column that the rules compare, a row a record in the same order.
        compiled: the rules.
        wanted: those that are asked for.
    """
    chosen = ["record_id", *(rule.id for rule in wanted)]
    if not wanted:
        return records.select("record_id")
    whole = records.hstack(known.drop("record_id"))

    def met(shard: pl.DataFrame) -> pl.DataFrame:
        return rules.hits(shard.lazy().with_columns(**schema.views()), compiled, wanted).select(chosen).collect()

    return map_shards(whole, met, what="meeting records with rules")


def _with_signals(frame: pl.DataFrame, names: Collection[str]) -> pl.DataFrame:
    return signals.measure(frame.lazy(), sorted(names)).collect()
