"""The columns that vectors of words measure: how novel a record is among the others, and how well it fits a domain."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import polars as pl

from curator import rules
from curator.errors import Problem, RecipeError
from curator.pipeline.frames import measure
from curator.schema import VIEWS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from curator.dedup.embedding import Vectors
    from curator.meaning.domain import Domain

_DOMAIN = ("full_domain_similarity", "full_domain_rank")

REFERENCE_NEAR = 0.7
"""Cosine from which on a seed counts as covered by a record."""


def wanted_of_meaning(ruleset: rules.RuleSet, domain: str | None) -> list[str]:
    """The columns that a run measures: those that rules compare, and how well records fit a domain that is named.

    Raises:
        RecipeError: rules compare records with a domain and none is named.
    """
    used = {rule.id: rules.columns_used(rule) & rules.MEANING_COLUMNS for rule in ruleset.rules}
    hint = "describe it, or name a file of its records: --domain TEXT|FILE; in a recipe: signals: {domain: …}"
    problems = [
        Problem(f"rule {rule} compares records with your domain, and none is named", ruleset.place(rule), hint)
        for rule, names in used.items()
        if names & set(_DOMAIN) and domain is None
    ]
    if problems:
        raise RecipeError.of(problems)
    return sorted(set().union(*used.values(), _DOMAIN if domain is not None else ()))


def domain_named(domain: str | None) -> "Domain | None":
    """The domain that is named, with its vectors, made before anything is read.

    Raises:
        RecipeError: the domain is empty or its file missing.
        DataError: its file cannot be read.
        MissingExtra: the vectors are not installed.
    """
    if domain is None:
        return None
    from curator.meaning.domain import domain_of

    found = domain_of(domain)
    assert len(found.vectors) == len(found.seeds)
    return found


def with_meaning(
    records: pl.DataFrame, wanted: Collection[str], named: "Domain | None"
) -> tuple[pl.DataFrame, dict[str, Any] | None]:
    """The wanted columns, a row a record in the same order; and what is known of the domain and of the whole.

    Raises:
        RecipeError: there are too many records to measure their novelty.
        MissingExtra: the vectors are not installed.
    """
    if not wanted:
        return pl.DataFrame(), None
    from curator.dedup.embedding import embed
    from curator.meaning.coverage import covered_share, effective_topics
    from curator.meaning.novelty import novelty

    texts = measure(records, ())
    vectors: dict[str, Vectors] = {view: embed(texts[view].str.strip_chars()) for view in VIEWS if _reads(wanted, view)}
    columns = [_column(f"{view}_novelty", novelty(vectors[view])) for view in VIEWS if f"{view}_novelty" in wanted]
    found: dict[str, Any] = {}
    if "full" in vectors:
        found["effective_topics"] = effective_topics(vectors["full"])
    if named:
        columns += _fit(named, vectors["full"])
        covered = covered_share(named.vectors, vectors["full"], REFERENCE_NEAR)
        found |= {"domain": named.identity, "seeds": len(named.seeds), "seeds_covered": covered}
    return pl.DataFrame(columns).select(list(wanted)), found


def _reads(wanted: Collection[str], view: str) -> bool:
    return any(name.startswith(f"{view}_") for name in wanted)


def _fit(domain: "Domain", vectors: "Vectors") -> list[pl.Series]:
    similarity = domain.similarity(vectors)
    rank = domain.rank(similarity)
    ranks = pl.Series("full_domain_rank", [None] * len(vectors), pl.Float64)
    return [
        _column("full_domain_similarity", similarity),
        ranks if rank is None else _column("full_domain_rank", rank),
    ]


def _column(name: str, values: "NDArray[np.float32]") -> pl.Series:
    return pl.Series(name, values).cast(pl.Float64).fill_nan(None)
