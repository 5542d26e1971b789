"""What faults in the data cost a model, and how much of that curation saves: accuracy against their share."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator import evaluate as measuring
from curator import injection, rules
from curator.errors import RecipeError
from curator.evaluate import Comparison, Heldout
from curator.evaluate.statistics import Difference
from curator.evaluate.trend import Trend, interval, trend, weighed
from curator.recipe import Evaluate, Recipe, Train
from curator.studies.doses import Clean, Dosed, dosed
from curator.trial.arms import Arm
from curator.trial.journal import Journal, fingerprint
from curator.trial.trial import Trial
from curator.versions import VersionStore

RAW, CURATED, RANDOM = "raw", "curated", "random"


@dataclass(frozen=True)
class Curve:
    """One kind of fault: what each arm reaches at each share, and how that moves."""

    fault: str
    claimed_by: str
    doses: tuple[Dosed, ...]
    trends: dict[str, dict[str, Trend]]
    """By arm (raw, curated) and metric."""
    gains: dict[str, Difference]
    """By metric: curated minus random, averaged over the shares above 0."""


@dataclass(frozen=True)
class Outcome:
    """The whole trial."""

    clean: Clean
    shares: tuple[float, ...]
    curves: tuple[Curve, ...]
    comparison: Comparison

    def to_dict(self) -> dict[str, Any]:
        """What `dose --json` prints."""
        return {
            "records": len(self.clean.rows),
            "left_out": self.clean.left_out,
            "shares": list(self.shares),
            "faults": [_curve(each) for each in self.curves],
            **self.comparison.to_dict(),
        }


@dataclass(frozen=True)
class Dose:
    """What is injected, and how the arms are trained and measured."""

    store: VersionStore
    clean: Clean
    heldout: Heldout
    faults: Sequence[str]
    shares: Sequence[float]
    recipe: Recipe
    """How the faulty data are curated: its rules, fixes and deduplication."""
    train: Train
    evaluate: Evaluate
    seed: int = 0
    """Of the injection."""

    def __post_init__(self) -> None:
        shares, faults = list(self.shares), list(self.faults)
        if len(shares) < 2 or shares != sorted(set(shares)) or shares[0] != 0 or shares[-1] > 1:
            raise RecipeError(
                f"the shares are {', '.join(f'{share:g}' for share in shares) or 'none'}",
                hint="give 0 and at least one more up to 1, from the smallest to the largest: --shares 0,0.2,0.5,0.8",
            )
        if len(set(faults)) < len(faults):
            raise RecipeError(f"a fault is named twice: {', '.join(faults)}", hint="name each once")

    @property
    def runs(self) -> int:
        """How many trainings it takes."""
        return len(self.train.seeds) * (2 + 3 * len(self.faults) * (len(self.shares) - 1))

    @property
    def folder(self) -> Path:
        """Where its journal and its datasets lie."""
        of = {
            "rows": self.clean.sha256,
            "heldout": self.heldout.sha256,
            "faults": list(self.faults),
            "shares": list(self.shares),
            "rules": rules.load(self.recipe.rules).text,
            "seed": self.seed,
        }
        return self.store.root / "loops" / f"dose-{fingerprint(of)[:8]}"

    def run(self) -> Outcome:
        """Do whatever the journal does not hold yet.

        Raises:
            CuratorError: a fault or a share that cannot be had, or as `Trial.run`.
        """
        journal = Journal(self.folder / "journal.jsonl")
        made = dosed(
            self.clean,
            self.faults,
            self.shares,
            recipe=self.recipe,
            store=self.store,
            journal=journal,
            seed=self.seed,
        )
        arms = [arm for each in made for arm in _arms(each)]
        names = {arm.name for arm in arms}
        pairs = [
            (_name(CURATED, each), _name(other, each))
            for each in made
            for other in (RAW, RANDOM)
            if _name(other, each) in names
        ]
        comparison = Trial(
            arms=arms,
            pairs=pairs,
            heldout=self.heldout,
            train=self.train,
            evaluate=self.evaluate,
            journal=journal,
            runs=self.store.root / "runs",
        ).run()
        curves = tuple(_curve_of(fault, made, comparison) for fault in self.faults)
        return Outcome(self.clean, tuple(self.shares), curves, comparison)


def _arms(dosed: Dosed) -> list[Arm]:
    """As it is, curated, and a random subset of as many supervised tokens; without faults nothing is to be matched."""
    raw, curated = Arm(_name(RAW, dosed), dosed.raw), Arm(_name(CURATED, dosed), dosed.curated)
    if not dosed.share:
        return [raw, curated]
    return [raw, curated, Arm(_name(RANDOM, dosed), dosed.raw, matched_to=curated.name)]


def _name(arm: str, dosed: Dosed) -> str:
    return f"{arm} {dosed.label}"


def _curve_of(fault: str, made: Sequence[Dosed], comparison: Comparison) -> Curve:
    doses = [each for each in made if each.fault in ("", fault)]
    faulty = [each for each in doses if each.share]
    arms = {arm.arm: arm for arm in comparison.arms}
    metrics = list(comparison.arms[0].to_dict()["metrics"])

    def found(kind: str, these: Sequence[Dosed]) -> list[measuring.Arm]:
        return [arms[_name(kind, each)] for each in these]

    shares = [each.share for each in doses]
    trends = {kind: {name: trend(shares, found(kind, doses), name) for name in metrics} for kind in (RAW, CURATED)}
    weights = [1 / len(faulty)] * len(faulty) + [-1 / len(faulty)] * len(faulty)
    both = [*found(CURATED, faulty), *found(RANDOM, faulty)]
    gains = {name: weighed(both, weights, name) for name in metrics}
    return Curve(fault, injection.kinds().get(fault, ""), tuple(doses), trends, gains)


def _curve(curve: Curve) -> dict[str, Any]:
    return {
        "fault": curve.fault,
        "claimed_by": curve.claimed_by,
        "doses": [
            {
                "share": each.share,
                "injected": each.injected,
                "arms": {kind: _name(kind, each) for kind in (RAW, CURATED, RANDOM) if each.share or kind != RANDOM},
                "kept": each.curated.manifest["counts"]["kept"],
                **each.outcome(),
            }
            for each in curve.doses
        ],
        "trends": {
            kind: {name: each.to_dict() for name, each in found.items()} for kind, found in curve.trends.items()
        },
        "gains": {name: interval(each) for name, each in curve.gains.items()},
    }
