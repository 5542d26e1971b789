"""The columns that a language model measures, for the records whose values under this model nobody knows."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import polars as pl

from curator import rules
from curator.cache import SignalCache
from curator.errors import Problem, RecipeError
from curator.pipeline.frames import measure
from curator.progress import stage
from curator.signals.model.columns import LIKELIHOOD_SIGNALS, TOKEN_SIGNALS

if TYPE_CHECKING:
    from curator.signals.model.measuring import Measuring

AT_ONCE = 64
"""Records whose values are stored together: an interrupted run loses no more."""


def wanted_of_model(ruleset: rules.RuleSet, model: str | None) -> list[str]:
    """The columns of a model that a run measures: those that rules compare; all, if a model is named for nothing else.

    Raises:
        RecipeError: rules compare such columns and no model is named.
    """
    used = {rule.id: sorted(rules.columns_used(rule) & rules.MODEL_COLUMNS) for rule in ruleset.rules}
    wanted = sorted({name for names in used.values() for name in names})
    if model is not None:
        return wanted or sorted(rules.MODEL_COLUMNS)
    hint = "name one: --model smollm2-135m-instruct, a folder or owner/model; in a recipe: signals: {model: …}"
    problems = [
        Problem(f"rule {rule} compares {', '.join(names)}, which a language model measures", ruleset.place(rule), hint)
        for rule, names in used.items()
        if names
    ]
    if problems:
        raise RecipeError.of(problems)
    return []


def model_of(wanted: Collection[str], model: str | None) -> "Measuring | None":
    """The model that is to measure, found before anything is read; none where nothing is wanted of one.

    Args:
        wanted: names of `MODEL_COLUMNS`.
        model: as `curator.models.folder.resolve` takes it.

    Raises:
        DataError: there is no such model.
        ServiceError: the package index or the model hub failed.
        MissingExtra: the packages for models are not installed.
    """
    if not wanted or model is None:
        return None
    from curator.models.folder import resolve
    from curator.models.runtime import load_torch
    from curator.signals.model.measuring import Measuring

    found = Measuring(resolve(model))
    load_torch()
    return found


def with_model(
    records: pl.DataFrame, ids: pl.Series, wanted: Collection[str], measuring: "Measuring | None", cache: SignalCache
) -> tuple[pl.DataFrame, dict[str, str] | None]:
    """The wanted columns, a row a record in the same order; and the model's `name` and `identity`.

    Args:
        records: canonical records.
        ids: their content ids.
        wanted: names of `MODEL_COLUMNS`.
        measuring: the model, if one measures.
        cache: what earlier runs measured; every value is kept under the identity of its model.

    Raises:
        DataError: the model cannot be loaded.
    """
    if measuring is None:
        return pl.DataFrame(), None
    counted = [each.name for each in TOKEN_SIGNALS if each.name in wanted]
    asked = [each.name for each in LIKELIHOOD_SIGNALS if each.name in wanted]
    versions: Mapping[str, str] = {
        **dict.fromkeys(counted, measuring.tokenizer_identity),
        **dict.fromkeys(asked, measuring.identity),
    }
    # The shortest first: what is computed together is about as long.
    chars = measure(records, ())["full"].fill_null("").str.len_chars()
    order = chars.arg_sort()
    chars, ordered, ordered_ids = chars.gather(order), records[order], ids.gather(order)

    def anew(rows: pl.Series, names: list[str]) -> pl.DataFrame:
        seen = measure(ordered[rows], ())
        parts = []
        if set(names) & set(counted):
            parts.append(measuring.tokens(seen))
        if set(names) & set(asked):
            parts.append(measuring.likelihoods(seen))
        advance(int(chars.gather(rows).sum()))
        return pl.concat(parts, how="horizontal").select(names)

    with stage(f"asking {measuring.model.name} (characters)", int(chars.sum())) as advance:
        known = cache.get(ordered_ids, versions, anew, at_once=AT_ONCE)
    found = pl.DataFrame({"content_id": ids}).join(known, on="content_id", how="left", maintain_order="left")
    return found.select(list(wanted)), {"name": measuring.model.name, "identity": measuring.identity}
