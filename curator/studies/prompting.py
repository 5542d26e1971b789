"""Prompting against fine-tuning: the same questions to an untrained model asked well, and to one that was trained."""

import gc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Any

import orjson

from curator import evaluate as measuring
from curator import progress
from curator.errors import DataError
from curator.evaluate import Comparison, Evaluation, Heldout
from curator.evaluate.endpoint import Endpoint, Stopped
from curator.recipe import Evaluate, Train
from curator.studies.asked import (
    WELL_FORMED,
    Answers,
    Latency,
    alike,
    alike_across,
    alike_reworded,
    ask,
    by_text,
    latency,
    scored,
    timed,
)
from curator.studies.respondents import Local, Remote, Respondent, Writer, drawn
from curator.train import resolve
from curator.trial.arms import Arm, material
from curator.trial.journal import Journal
from curator.trial.prompts import Prompt, candidates, parted
from curator.trial.runs import FACTS, find_run, open_run, session_for
from curator.trial.trial import Trial
from curator.versions import DatasetVersion, VersionStore

BASE, PROMPTED, FEW_SHOT, ENDPOINT, TUNED = "base", "prompted", "few-shot", "endpoint", "fine-tuned"


@dataclass(frozen=True)
class Plan:
    """What is asked of whom, and how closely it is looked at."""

    version: DatasetVersion
    heldout: Heldout
    train: Train
    prompts: Path | None = None
    """File of ways to ask; none: the shipped ones."""
    dev_share: float = 0.25
    """Of the questions: by these the prompts are chosen, and nothing else."""
    samples: int = 5
    """Answers drawn to each of some questions, to see how alike they are."""
    temperature: float = 0.7
    """At which they are drawn."""
    sampled_items: int = 30
    timed_requests: int = 20
    margin: float = measuring.comparison.MARGIN
    endpoint: Endpoint | None = None


@dataclass(frozen=True)
class Measured:
    """One arm: what it answered, and how it was asked."""

    arm: str
    about: str
    evaluations: tuple[Evaluation, ...]
    answers: tuple[Answers, ...]
    latency: Latency
    place: str | None = None
    """Where questions are sent; null when they stay on this machine."""
    same_by_chance: float | None = None
    same_across_seeds: float | None = None
    same_reworded: float | None = None
    shots: int = 0
    seeds: tuple[int, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Everything but the answers."""
        texts = [each for answers in self.answers for each in answers.finished]
        return {
            "about": self.about,
            "well_formed": _mean([each.mean(WELL_FORMED) for each in self.evaluations if WELL_FORMED in each.scores]),
            "finished": fmean(texts),
            "consistency": {
                "samples": self.same_by_chance,
                "seeds": self.same_across_seeds,
                "paraphrases": self.same_reworded,
            },
            "prompt_tokens": fmean(fmean(each.prompt_tokens) for each in self.answers),
            "output_tokens": fmean(fmean(each.tokens) for each in self.answers),
            "latency": asdict(self.latency),
            "leaves_machine_to": self.place,
            "examples_sent": self.shots,
        }


@dataclass(frozen=True)
class Outcome:
    """All arms, how the prompts were chosen, and what the training cost."""

    comparison: Comparison
    arms: tuple[Measured, ...]
    metric: str
    dev_items: int
    tried: Mapping[str, Mapping[str, float | None]]
    """Of each prompted arm the accuracy of every prompt on the dev part; null where it could not be asked."""
    training_seconds: float
    """Of one run."""
    records: int
    remarks: tuple[str, ...] = field(default=())


class Prompting:
    """The comparison on its way, with a journal of what was answered."""

    def __init__(self, plan: Plan, store: VersionStore, journal: Journal) -> None:
        """Part the questions; nothing is asked yet.

        Raises:
            RecipeError: too few questions.
        """
        self.plan = plan
        self.dev, self.test = parted(by_text(plan.heldout), plan.dev_share)
        self._store = store
        self._journal = journal
        self._model = resolve(plan.train.model)
        self._remarks: list[str] = []
        self._tried: dict[str, dict[str, float | None]] = {}

    def run(self) -> Outcome:
        """Choose prompts, train, ask, and time; what the journal holds is not done again.

        Raises:
            CuratorError: the model, the data or a prompt file cannot be used.
        """
        rows = material(self.plan.version, self.plan.heldout.frame()).rows
        ways = candidates(rows, self.plan.heldout.items, self.plan.prompts)
        trained = self._trained()
        with progress.stage("arms", 4 + (self.plan.endpoint is not None)) as advance:
            arms = []
            for name, some in ((BASE, []), (PROMPTED, _plain(ways)), (FEW_SHOT, _shown(ways))):
                if arm := self._untrained(name, some):
                    arms.append(arm)
                advance(1)
            if self.plan.endpoint and (arm := self._remote(ways, self.plan.endpoint)):
                arms.append(arm)
            arms.append(self._tuned([run["run"] for run in trained]))
            advance(1)
        pairs = [(TUNED, arm.arm) for arm in arms[:-1]]
        comparison = measuring.compare([self._compared(arm) for arm in arms], pairs, margin=self.plan.margin)
        return Outcome(
            comparison=comparison,
            arms=tuple(arms),
            metric=self.test.tasks[0].metrics[0],
            dev_items=len(self.dev.items),
            tried=self._tried,
            training_seconds=fmean(run["seconds"] for run in trained),
            records=len(rows),
            remarks=tuple(self._remarks),
        )

    def _trained(self) -> list[dict[str, Any]]:
        """The facts of one run a seed, trained by the same trial as any comparison of versions."""
        runs = self._store.root / "runs"
        trial = Trial(
            arms=[Arm(TUNED, self.plan.version)],
            pairs=[],
            heldout=self.test,
            train=self.plan.train,
            evaluate=Evaluate(heldout=self.plan.heldout.path, margin=self.plan.margin),
            journal=self._journal,
            runs=runs,
        )
        trial.run()
        return [_facts(runs, run) for run in trial.run_ids()[TUNED]]

    def _untrained(self, name: str, ways: Sequence[Prompt]) -> Measured | None:
        """The model as it came, asked in the best of several ways; without any, as the questions stand."""
        if name != BASE and not ways:
            self._remarks.append(f"{name}: no prompt of this kind can be used")
            return None

        def start() -> Writer:
            return session_for(self.plan.train)

        model = Local(start)
        way, about = self._chosen(name, ways, model) if ways else (None, "the question alone")
        asked = way.on(self.test) if way else self.test
        answers = self._answers(model, asked, f"{name}/{way.name if way else ''}", self._model.sha)
        same = self._by_chance(model, asked, self._model.sha)
        del model
        return Measured(
            name,
            about,
            (scored(self.test, answers),),
            (answers,),
            self._timed(start, asked, self._model.sha),
            same_by_chance=same,
            same_reworded=alike_reworded(self.test.items, answers.texts),
            shots=len(way.shots) if way else 0,
        )

    def _remote(self, ways: Sequence[Prompt], endpoint: Endpoint) -> Measured | None:
        """The model behind the endpoint, asked in the best of all ways; null when it died before all was answered."""
        model = Remote(endpoint, self._journal)
        try:
            way, about = self._chosen(ENDPOINT, ways, model)
            asked = way.on(self.test)
            answers = ask(model, asked)
            same = self._same(model, asked)
        except (Stopped, DataError) as error:
            self._remarks.append(f"the arm {ENDPOINT} is left out: {error}")
            return None
        return Measured(
            ENDPOINT,
            f"{endpoint.address.model}, {about}",
            (scored(self.test, answers),),
            (answers,),
            latency(answers.seconds, endpoint.concurrency),
            place=None if endpoint.address.is_here else endpoint.address.shown,
            same_by_chance=same,
            same_reworded=alike_reworded(self.test.items, answers.texts),
            shots=len(way.shots),
        )

    def _tuned(self, runs: Sequence[str]) -> Measured:
        """The fine-tuned model, asked as it was trained: the question alone."""
        folder = self._store.root / "runs"
        answers = []
        for run in runs:
            answers.append(self._answers(Local(partial(open_run, folder, run)), self.test, f"{TUNED}/{run}", run))
            gc.collect()
        start = partial(open_run, folder, runs[0])
        return Measured(
            TUNED,
            f"trained on {self.plan.version.id}, the question alone",
            tuple(scored(self.test, each) for each in answers),
            tuple(answers),
            self._timed(start, self.test, runs[0]),
            same_by_chance=self._by_chance(Local(start), self.test, runs[0]),
            same_across_seeds=alike_across(self.test.items, [each.texts for each in answers]),
            same_reworded=_mean([alike_reworded(self.test.items, each.texts) for each in answers]),
            seeds=tuple(self.plan.train.seeds),
        )

    def _chosen(self, arm: str, ways: Sequence[Prompt], model: Respondent) -> tuple[Prompt, str]:
        """The way that does best on the dev part; of several the one with the shorter prompt."""
        tried: dict[str, float | None] = {}
        ranked: list[tuple[float, float, int]] = []
        for number, way in enumerate(ways):
            asked = way.on(self.dev)
            try:
                answers = self._answers(model, asked, f"dev/{arm}/{way.name}", self._model.sha)
            except DataError as error:  # too long for the model
                self._remarks.append(f"prompt {way.name} cannot be asked: {error.problems[0].what}")
                tried[way.name] = None
                continue
            reached = _reached(scored(self.dev, answers))
            tried[way.name] = reached
            ranked.append((-reached, fmean(answers.prompt_tokens), number))
        self._tried[arm] = tried
        if not ranked:
            raise DataError(f"no prompt of the arm {arm} can be asked", hint="questions or examples are too long")
        best = ways[min(ranked)[2]]
        return best, f"best of {len(ways)}: {best.name}"

    def _answers(self, model: Respondent, asked: Heldout, step: str, who: str) -> Answers:
        if isinstance(model, Remote):
            return ask(model, asked)  # it remembers every reply itself
        inputs = self._inputs(asked, who)
        return Answers.from_dict(self._journal.once(f"ask/{step}", inputs, lambda: ask(model, asked).to_dict()))

    def _by_chance(self, model: Respondent, asked: Heldout, who: str) -> float | None:
        inputs = {**self._inputs(asked, who), "samples": self.plan.samples, "temperature": self.plan.temperature}
        inputs["items"] = self.plan.sampled_items
        same: float | None = self._journal.once("sample", inputs, lambda: {"same": self._same(model, asked)})["same"]
        return same

    def _same(self, model: Respondent, asked: Heldout) -> float | None:
        """How alike several answers to one question are, when they are drawn by chance."""
        if self.plan.samples < 2:
            return None
        items = asked.items[: self.plan.sampled_items]
        found = []
        for task in asked.tasks:
            ours = [item for item in items if item.task == task.name]
            decoding = drawn(task.decoding, self.plan.samples, self.plan.temperature)
            given = model.answers([item.messages for item in ours], decoding)
            found += [alike(item, [each.text for each in some]) for item, some in zip(ours, given, strict=True)]
        return _mean(found)

    def _timed(self, start: Callable[[], Writer], asked: Heldout, who: str) -> Latency:
        """Measured on a model that was loaded anew: the one before has prompts in its cache."""
        gc.collect()
        inputs = {**self._inputs(asked, who), "requests": self.plan.timed_requests}
        done = self._journal.once("time", inputs, lambda: asdict(timed(Local(start), asked, self.plan.timed_requests)))
        return Latency(**done)

    def _inputs(self, asked: Heldout, who: str) -> dict[str, Any]:
        return {
            "who": who,
            "train": self.plan.train.model_dump(mode="json", include={"system", "template", "quantization"}),
            "asked": asked.sha256,
            "decodings": [asdict(task.decoding) for task in asked.tasks],
        }

    def _compared(self, arm: Measured) -> measuring.Arm:
        version = self.plan.version.id if arm.seeds else None
        return measuring.Arm(arm.arm, version, arm.seeds, arm.evaluations)


def _plain(ways: Sequence[Prompt]) -> list[Prompt]:
    return [way for way in ways if not way.shots]


def _shown(ways: Sequence[Prompt]) -> list[Prompt]:
    return [way for way in ways if way.shots]


def _reached(found: Evaluation) -> float:
    """The mean of the deciding metrics over items."""
    values = [value for name, column in found.scores.items() if name != WELL_FORMED for value in column]
    return fmean(value for value in values if value is not None)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _facts(runs: Path, run: str) -> dict[str, Any]:
    folder = find_run(runs, run)
    if folder is None:
        raise DataError(f"run {run} is gone", where=str(runs), hint="run the comparison again")
    facts: dict[str, Any] = orjson.loads((folder / FACTS).read_bytes())
    return facts
