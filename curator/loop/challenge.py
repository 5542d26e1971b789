"""The challenger against the champion: one trial, one decision, perhaps a new champion, all of it in the lineage."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from curator.errors import DataError
from curator.evaluate import Heldout
from curator.governance import trials
from curator.governance.recorder import Recording, recorded
from curator.loop.champion import BY_TRIAL, Champion, Champions
from curator.loop.curating import RAW, Warn
from curator.loop.decision import PROMOTE, UNCHANGED, Decision, decide
from curator.recipe import Evaluate, Recipe
from curator.trial.arms import Arm
from curator.trial.contest import asked_otherwise, extra_arms
from curator.trial.journal import Journal, Result
from curator.trial.trial import BASE, Trial
from curator.versions import DatasetVersion, VersionStore

CURATED, RANDOM, CHAMPION = "curated", "random", "champion"

NOT_TRIED: dict[str, Any] = {"left_out_of_training": {}, "items": 0, "arms": [], "comparisons": []}
"""What an outcome says of a trial that was not held."""


@dataclass(frozen=True)
class Challenge:
    """What a turn puts on trial: the curated version, against the champion or, while nobody is, the raw data."""

    raw: DatasetVersion
    curated: DatasetVersion
    before: str | None
    """The champion that is challenged."""
    turn: str
    """The fingerprint of the turn."""
    recipe: Recipe
    evaluate: Evaluate
    heldout: Heldout
    store: VersionStore
    journal: Journal
    champions: Champions
    warn: Warn

    def decided(self) -> Result:
        """Hold the trial as far as the journal does not know it, decide, and crown who is promoted.

        Raises:
            CuratorError: the model or the data cannot be used, or the champion's version is gone.
        """
        if self.curated.id == (self.before or self.raw.id):
            reason = "nothing to compare: these data are the champion's" if self.before else "curation changes nothing"
            return {**_facts(Decision(UNCHANGED, (reason,)), self.before, self.before), **NOT_TRIED}
        rival = Arm(CHAMPION, self._champion(self.before)) if self.before else Arm(RAW, self.raw)
        trial = self._trial(rival)
        parents = [self.raw, self.curated, *([rival.version] if self.before else [])]
        with recorded(self.store.root, "loop trial", warn=self.warn, parents=parents) as run:
            comparison = trial.run().to_dict()
            names = {"challenger": CURATED, "champion": rival.name, "control": RANDOM}
            decision = decide(comparison, self.recipe.loop, **names)
            runs = trial.run_ids()
            if decision.word == PROMOTE:
                self._crown(decision, comparison, runs[CURATED])
            after = self.curated.id if decision.word == PROMOTE else self.before
            self._record(run, trial, comparison, runs)
            run.facets.update(trials.decided(decision.word, decision.reasons, before=self.before, after=after))
        left_out = {"left_out_of_training": trial.left_out()}
        return {**_facts(decision, self.before, after), **left_out, **comparison}

    def _trial(self, rival: Arm) -> Trial:
        """The rival, the curated version and as much drawn by chance; and what more arms the recipe wants."""
        raw, curated = Arm(RAW, self.raw), Arm(CURATED, self.curated)
        names = [name for name in self.evaluate.arms if name not in (BASE, RANDOM, rival.name)]
        more = extra_arms(names, self.store, curated, raw)
        arms = [rival, curated, Arm(RANDOM, self.raw, matched_to=CURATED), *more.arms]
        is_wanted = any(RAW in pair for pair in more.pairs)
        return Trial(
            arms=[*arms, raw] if is_wanted and rival.name != RAW else arms,
            pairs=((CURATED, rival.name), (CURATED, RANDOM), *more.pairs),
            heldout=self.heldout,
            train=self.recipe.train,
            evaluate=self.evaluate,
            journal=self.journal,
            runs=self.store.root / "runs",
            asked=asked_otherwise(names, curated.version, self.heldout, self.recipe.train, self.evaluate, self.journal),
            keeps_budget=True,
        )

    def _champion(self, name: str) -> DatasetVersion:
        if name not in self.store.ids():
            raise DataError(
                f"the champion {name} is not in the store any more",
                where=str(self.champions.path),
                hint="bring it back, or crown another: curator loop champion RECIPE --promote VERSION --reason TEXT",
            )
        return self.store.get(name)

    def _crown(self, decision: Decision, comparison: Mapping[str, Any], runs: list[str]) -> None:
        current = self.champions.current()
        if current and current.turn == self.turn:  # crowned before a stop
            return
        arm = next(each for each in comparison["arms"] if each["arm"] == CURATED)
        self.champions.crown(
            Champion(
                loop=self.recipe.name,
                version=self.curated.id,
                by=BY_TRIAL,
                reason="; ".join(decision.reasons),
                previous=self.before,
                turn=self.turn,
                runs=runs,
                scores={name: found["mean"] for name, found in arm["metrics"].items()},
                comparisons=[each for each in comparison["comparisons"] if each["metric"] == self.recipe.loop.metric],
            )
        )

    def _record(self, run: Recording, trial: Trial, found: Mapping[str, Any], runs: Mapping[str, list[str]]) -> None:
        """Say in the lineage what was trained and what the trial found."""
        run.facets.update(trials.trial(found))
        for arm in trial.arms:
            for seed, name in zip(self.recipe.train.seeds, runs[arm.name], strict=False):
                about = {"arm": arm.name, "seed": seed, "trainedOn": arm.version.id}
                run.outputs.append(trials.trained(trial.runs / name, **about))


def _facts(decision: Decision, before: str | None, after: str | None) -> dict[str, Any]:
    return {
        "decision": decision.word,
        "reasons": list(decision.reasons),
        "champion": {"before": before, "after": after},
    }
