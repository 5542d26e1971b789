"""Everything a run found out, before it is stored."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import polars as pl

from curator import ledger as ledgers
from curator import overrides, recipe, rules, scores
from curator.errors import Problem
from curator.pipeline.frames import versions_of
from curator.readers import SourceInfo

LIBRARIES = ("instruct-curator", "polars", "datasketch", "langdetect", "ftfy", "numpy")


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
    model: Mapping[str, str] | None
    """Name and identity of the language model that measured, if one did."""
    meaning: Mapping[str, Any] | None
    """What the records are about together, and the domain they were compared with, if that was measured."""
    ledger: pl.DataFrame
    warnings: tuple[Problem, ...]
    """Rules that are allowed but probably not meant so, and sources that are probably not read as they should be."""
    seconds: float
    measured_anew: int = 0
    """Different records about which something was measured that no earlier run had stored."""
    held_out: frozenset[str] = frozenset()
    """Ids of the records that were taken out before anything was done, to measure models on them."""

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
            "rules": [{**rule, **counted[rule["id"]]} for rule in self.rules.described()],
            "duplicates": self.duplicates(),
            "recipe": self.recipe.model_dump(mode="json"),
            "signals": versions_of(self.signals),
            **self._measured_by(),
            **(
                {"held_out": {"records": len(self.held_out), "record_ids": sorted(self.held_out)}}
                if self.held_out
                else {}
            ),
            "libraries": _libraries(),
            "threads": pl.thread_pool_size(),
            "seconds": round(self.seconds, 3),
        }

    def qualities(self) -> scores.Qualities:
        """The quality index of what was read and of what is kept."""
        return scores.qualities(self.ledger, scores.scored_rules(self.rules.described()))

    def identity(self, parent: str | None) -> dict[str, Any]:
        """What decides the content of the version, for `version_id`."""
        return {
            "parent": parent,
            "recipe": self.recipe.identity(),
            "rules": self.rules.text,
            "signals": versions_of(self.signals),
            **({"model": self.model["identity"]} if self.model else {}),
            **({"domain": self.meaning["domain"]} if self.meaning and "domain" in self.meaning else {}),
            "left out": self._left_out(),
            **({"held out": sorted(self.held_out)} if self.held_out else {}),
            **overrides.identity(self.ledger),
        }

    def _measured_by(self) -> dict[str, Any]:
        found = {"model": self.model, "meaning": self.meaning}
        return {name: dict(value) for name, value in found.items() if value is not None}

    def _left_out(self) -> str:
        """A hash of what is not kept: a version whose ledger has other lines is another version."""
        decided = self.ledger.filter(pl.col("verdict").is_in(["drop", "review"])).sort("record_id")
        lines = [" ".join(row) for row in decided.select("record_id", "verdict").iter_rows()]
        lines += self.quarantine["excerpt"].sort().to_list()  # where a line stands decides nothing
        return hashlib.blake2b("\n".join(lines).encode(), digest_size=10).hexdigest()

    def check_limits(self) -> None:
        """Make sure that no rule takes away more of the data than it is trusted with.

        Raises:
            RecipeError: every rule that does, and its hits in the worst source.
        """
        read = self.ledger.filter(pl.col("verdict") != "quarantined")
        rules.check_limits(read, self.rules.rules, records=self.records, over_limit=self.recipe.over_limit)

    def frames(self) -> dict[str, pl.DataFrame]:
        """The frames that a version stores."""
        return {
            "records": self.records.sort("source", "source_row"),
            "ledger": self.ledger,
            "signals": self.signals.sort("record_id"),
            "changes": self.changes.sort("record_id", "field", "fix"),
            "quarantine": self.quarantine,
        }


@cache
def _libraries() -> Mapping[str, str]:
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
