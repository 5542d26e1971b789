"""Which rule bought or cost how much: a version against the same version without one rule, rule by rule."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from curator.errors import RecipeError
from curator.evaluate import Compared, Comparison, Heldout
from curator.recipe import Evaluate, Train
from curator.studies.proxy import Leverage, Proxy, agreement
from curator.trial.arms import Arm
from curator.trial.contest import WITHOUT, check_arms
from curator.trial.journal import Journal, fingerprint
from curator.trial.trial import Trial
from curator.trial.variants import variant
from curator.versions import DatasetVersion, VersionStore

WHOLE = "all rules"
LEAST = 0.01


@dataclass(frozen=True)
class Candidate:
    """A rule, how many records of the version it decides about, and why it is not put on trial, if so.

    `changed` counts records that are kept with and not without the rule or the other way round, or kept with another
    text; null where nobody looked, because the rule hits nothing or only flags.
    """

    rule: str
    then: str
    hits: int
    changed: int | None
    skipped: str | None


@dataclass(frozen=True)
class Attribution:
    """What each rule did, by the trainings, by the proxy, or by both."""

    version: str
    candidates: tuple[Candidate, ...]
    comparison: Comparison | None
    proxies: Mapping[str, Leverage]

    def of(self, rule: str) -> dict[str, Compared]:
        """What the trainings say of a rule, by metric; a positive difference was bought by it."""
        found = self.comparison.comparisons if self.comparison else ()
        return {each.metric: each for each in found if each.b == f"{WITHOUT}{rule}"}

    def to_dict(self) -> dict[str, Any]:
        """What `attribute --json` prints."""
        trained = {each.rule: self.of(each.rule) for each in self.candidates}
        return {
            "version": self.version,
            "rules": [
                {
                    **asdict(each),
                    "effects": {metric: found.to_dict() for metric, found in trained[each.rule].items()},
                    "proxy": self.proxies[each.rule].to_dict() if each.rule in self.proxies else None,
                }
                for each in self.candidates
            ],
            "agreement": agreement(trained, self.proxies),
            "trial": self.comparison.to_dict() if self.comparison else None,
        }


@dataclass(frozen=True)
class Attributing:
    """What is asked: of which version, which rules, measured on what."""

    store: VersionStore
    version: DatasetVersion
    heldout: Heldout
    train: Train
    evaluate: Evaluate
    rules: Sequence[str] = ()
    """Ids; none: every rule that changes enough records."""
    least: float = LEAST
    """Share of the kept records that a rule must change to be put on trial, where it was not asked for by name."""
    trainings: bool = True
    with_proxy: bool = False

    @property
    def folder(self) -> Path:
        """Where its journal lies."""
        of = {"version": self.version.id, "heldout": self.heldout.sha256}
        return self.store.root / "loops" / f"attribute-{fingerprint(of)[:8]}"

    def candidates(self) -> list[Candidate]:
        """The rules, those that change the most records first; the version is curated anew without each of them.

        Raises:
            RecipeError: the version has no such rule.
            DataError: its sources are gone, or it holds people's verdicts.
        """
        manifest = self.version.manifest["rules"]
        check_arms([f"{WITHOUT}{name}" for name in self.rules], [rule["id"] for rule in manifest])
        asked = [rule for rule in manifest if not self.rules or rule["id"] in self.rules]
        found = [self._candidate(rule) for rule in asked]
        return sorted(found, key=lambda each: (-(each.changed or 0), -each.hits))

    def run(self, candidates: Sequence[Candidate]) -> Attribution:
        """Train and measure whatever the journal does not hold yet.

        Raises:
            RecipeError: no rule is left to be put on trial.
            CuratorError: as `Trial.run`.
        """
        wanted = [each.rule for each in candidates if each.skipped is None]
        if not wanted:
            most = max((each.changed or 0 for each in candidates), default=0)
            raise RecipeError(
                f"no rule of {self.version.id} changes enough records to be put on trial; the most is {most:,}",
                hint="name rules to try them all the same: --rules RULE, or lower --least",
            )
        journal = Journal(self.folder / "journal.jsonl")
        without = {rule: variant(self.store, self.version, without=[rule]) for rule in wanted}
        comparison = self._trial(without, journal).run() if self.trainings else None
        proxies: Mapping[str, Leverage] = {}
        if self.with_proxy:
            proxies = Proxy(self.version, without, self.heldout, self.train, self.evaluate, journal).run()
        return Attribution(self.version.id, tuple(candidates), comparison, proxies)

    def _trial(self, without: Mapping[str, DatasetVersion], journal: Journal) -> Trial:
        names = {rule: f"{WITHOUT}{rule}" for rule in without}
        return Trial(
            arms=[Arm(WHOLE, self.version), *(Arm(names[rule], version) for rule, version in without.items())],
            pairs=[(WHOLE, name) for name in names.values()],
            heldout=self.heldout,
            train=self.train,
            evaluate=self.evaluate,
            journal=journal,
            runs=self.store.root / "runs",
        )

    def _candidate(self, rule: Mapping[str, Any]) -> Candidate:
        def told(changed: int | None, skipped: str | None) -> Candidate:
            return Candidate(rule["id"], rule["then"], rule["hits"], changed, skipped)

        if not rule["hits"]:
            return told(None, "it hits nothing")
        if rule["then"] == "flag":
            return told(None, "it only flags")
        changed = differing(self.version, variant(self.store, self.version, without=[rule["id"]]))
        if not changed:
            return told(0, "other rules remove all that it removes")
        kept = self.version.manifest["counts"]["kept"]
        if not self.rules and changed < self.least * kept:
            return told(changed, f"it changes fewer than {self.least:.1%} of {kept:,} kept records")
        return told(changed, None)


def differing(a: DatasetVersion, b: DatasetVersion) -> int:
    """How many records are kept by one of two versions of the same data only, or by both with another text."""
    kept = [version.kept().drop("source", "source_row").collect() for version in (a, b)]
    hashed = [frame.select("record_id", content=frame.hash_rows(seed=0)) for frame in kept]
    both = hashed[0].join(hashed[1], on="record_id", how="full", coalesce=True, suffix="_other")
    return both.filter(pl.col("content").ne_missing(pl.col("content_other"))).height
