"""Pre-training against fine-tuning: what reading raw text teaches, what answers teach, and what both forget.

Every arm reads about as many tokens: texts are cut into pieces as long as a question with its answer is on average, and
an arm of two stages takes half the steps in each. All arms train the same adapter, so that the stages are the only
difference.
"""

import gc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Any, Literal

from curator import evaluate as measuring
from curator import progress
from curator.errors import DataError
from curator.evaluate import METRICS, Comparison, Evaluation, Heldout
from curator.models.template import Template
from curator.recipe import Train
from curator.studies.asked import Answers, ask, by_text, scored
from curator.studies.facts import Fact, facts
from curator.studies.pieces import cut, passages
from curator.studies.respondents import Local
from curator.train import Learner, Row, resolve
from curator.train.rows import TextRow
from curator.trial.arms import material
from curator.trial.cards import scores_of
from curator.trial.journal import Journal
from curator.trial.model_card import write_card
from curator.trial.runs import session_for, train_and_save
from curator.versions import DatasetVersion, VersionStore

Stage = Literal["self-supervised", "supervised"]

BASE, READ, TUNED, BOTH = "base", "pre-trained", "fine-tuned", "both"
STAGES: Mapping[str, tuple[Stage, ...]] = {
    READ: ("self-supervised",),
    TUNED: ("supervised",),
    BOTH: ("self-supervised", "supervised"),
}
PAIRS = ((READ, BASE), (TUNED, BASE), (BOTH, BASE), (BOTH, TUNED), (READ, TUNED))

TOLD, ASKED, ENDED, GENERAL = "knowledge_in_text", "knowledge_asked", "ended", "general_text"
FEWEST_FACTS = 10


@dataclass(frozen=True)
class Plan:
    """What is trained on, and by what it is measured."""

    version: DatasetVersion
    heldout: Heldout
    train: Train
    general: Path | None = None
    """Text that should not be forgotten; none: the shipped one."""
    facts: int = 100
    """Asked for at the most."""
    margin: float = measuring.comparison.MARGIN


@dataclass(frozen=True)
class Cost:
    """What one run of an arm read and learnt, the mean over seeds."""

    tokens_read: float
    tokens_learnt: float
    seconds: float


@dataclass(frozen=True)
class Outcome:
    """All arms, what they cost, and how much there was to learn from and to ask."""

    comparison: Comparison
    costs: Mapping[str, Cost]
    metric: str
    facts: int
    pieces: int
    piece_tokens: float
    answers: int
    method: str

    def to_dict(self) -> dict[str, Any]:
        """What `compare --against pretraining --json` prints."""
        return {
            "against": "pretraining",
            **self.comparison.to_dict(),
            "pretraining": {
                "metric": self.metric,
                "facts": self.facts,
                "pieces": self.pieces,
                "piece_tokens": self.piece_tokens,
                "answers": self.answers,
                "method": self.method,
                "costs": {
                    arm: {
                        "tokens_read": cost.tokens_read,
                        "tokens_learnt": cost.tokens_learnt,
                        "seconds": cost.seconds,
                    }
                    for arm, cost in self.costs.items()
                },
            },
        }


class Pretraining:
    """The comparison on its way, with a journal of its runs."""

    def __init__(self, plan: Plan, store: VersionStore, journal: Journal) -> None:
        """Read what there is to learn from and to ask.

        Raises:
            DataError: the version has no texts or no answers, or the texts state too few facts.
        """
        self.plan = plan
        train = plan.train
        # One kind of adapter for all: frozen prompts are for answers alone.
        self._train = train.model_copy(update={"method": "lora" if train.method == "auto" else train.method})
        self._store, self._journal = store, journal
        self._model = resolve(train.model)
        self._heldout = by_text(plan.heldout)
        self._passages = passages(plan.general)
        rows = material(plan.version, plan.heldout.frame(), stages=("self-supervised", "supervised")).rows
        self._answers = [row for row in rows if isinstance(row, Row)]
        self._texts, self._lengths = self._pieces([row for row in rows if isinstance(row, TextRow)])
        self._facts = facts([row.text for row in self._texts], plan.facts)
        if len(self._facts) < FEWEST_FACTS:
            raise DataError(
                f"the texts state only {len(self._facts)} facts that can be asked for; {FEWEST_FACTS} are needed",
                where=plan.version.id,
                hint="facts are numbers and names in sentences of 6 to 40 words: give more text",
            )

    def run(self) -> Outcome:
        """Train and measure what the journal does not hold.

        Raises:
            CuratorError: the model or the data cannot be used, or a loss was not finite.
        """
        runs: dict[str, list[dict[str, Any]]] = {}
        seeds = self._train.seeds
        with progress.stage("runs", 1 + len(STAGES) * len(seeds)) as advance:
            untouched = self._once(BASE, 0, self._train, self._measured_base)
            advance(1)
            for arm, stages in STAGES.items():
                how = self._settings(stages)
                for seed in seeds:
                    work = partial(self._trained, how, seed)
                    runs.setdefault(arm, []).append(self._once(arm, seed, how, work))
                    advance(1)
        arms = [measuring.Arm(BASE, None, (), (Evaluation.from_dict(untouched["scores"]),))]
        for arm, results in runs.items():
            evaluations = tuple(Evaluation.from_dict(each["scores"]) for each in results)
            arms.append(measuring.Arm(arm, self.plan.version.id, tuple(seeds), evaluations))
        return Outcome(
            comparison=measuring.compare(arms, PAIRS, margin=self.plan.margin),
            costs={arm: self._cost(arm, results) for arm, results in runs.items()},
            metric=self._heldout.tasks[0].metrics[0],
            facts=len(self._facts),
            pieces=len(self._texts),
            piece_tokens=fmean(self._lengths.values()),
            answers=len(self._answers),
            method=str(runs[TUNED][0]["method"]),
        )

    def _pieces(self, texts: Sequence[TextRow]) -> tuple[list[TextRow], dict[str, int]]:
        """Pieces of the texts, as many as every arm that reads them can read at least once, and the tokens of all rows.

        Raises:
            DataError: there are no texts or no answers.
        """
        for what, rows, hint in (
            ("raw text", texts, "curate texts and instructions into one version: curator curate texts.txt data.jsonl"),
            ("answers", self._answers, "tuples, and chats that end with the assistant's turn, are needed too"),
        ):
            if not rows:
                raise DataError(f"the version has no {what} to train on", where=self.plan.version.id, hint=hint)
        template = Template.of(self._model, self._train.system, self._train.template)
        lengths = {row.record_id: template.encode(row.messages, row.response).tokens for row in self._answers}

        def tokens(text: str) -> int:
            return len(template.vocabulary.ids(text)) + 1

        most = max(1, self._train.examples_seen // len(STAGES[BOTH]))
        pieces = cut(texts, round(fmean(lengths.values())), tokens, most)
        return pieces, {**lengths, **{row.record_id: tokens(row.text) for row in pieces}}

    def _settings(self, stages: Sequence[Stage]) -> Train:
        seen = max(self._train.batch_size, self._train.examples_seen // len(stages))
        return self._train.model_copy(update={"stages": list(stages), "examples_seen": seen})

    def _trained(self, how: Train, seed: int) -> dict[str, Any]:
        learner = session_for(how)
        facts_of = train_and_save(
            learner,
            [*self._texts, *self._answers],
            seed=seed,
            train=how,
            version=self.plan.version.id,
            runs=self._store.root / "runs",
        )
        measured = self._measured(learner)
        write_card(Path(facts_of["adapter"]), facts_of, self.plan.version, scores_of(measured))
        del learner
        gc.collect()
        kept = {name: facts_of[name] for name in ("run", "method", "tokens_seen", "seconds")}
        return {**kept, "scores": measured.to_dict()}

    def _measured_base(self) -> dict[str, Any]:
        return {"scores": self._measured(session_for(self._train)).to_dict()}

    def _measured(self, learner: Learner) -> Evaluation:
        """Each probe on its own items: what is no item of a probe has no value for it."""
        given = ask(Local(lambda: learner), self._heldout)
        return _joined(self._heldout, given, self._known(learner), self._remembered(learner))

    def _known(self, learner: Learner) -> dict[str, dict[str, float]]:
        """Of each fact whether the right value is the likeliest: in its sentence, and as an answer."""
        told = learner.text_log_likelihoods([fact.filled(each) for fact in self._facts for each in fact.options])
        asked = learner.log_likelihoods([(fact.item().messages, each) for fact in self._facts for each in fact.options])
        found = {}
        for number, fact in enumerate(self._facts):
            size = len(fact.options)
            at = slice(number * size, (number + 1) * size)
            found[fact.fact_id] = {
                TOLD: _wins(fact, [each.log_likelihood for each in told[at]]),
                ASKED: _wins(fact, [each.log_likelihood for each in asked[at]]),
            }
        return found

    def _remembered(self, learner: Learner) -> dict[str, float]:
        """Log-likelihood of a token of each passage, in nats."""
        scored_ = learner.text_log_likelihoods(self._passages)
        return {f"general/{at}": each.log_likelihood / each.tokens for at, each in enumerate(scored_)}

    def _once(self, arm: str, seed: int, how: Train, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        inputs = {
            "version": self.plan.version.id,
            "model": self._model.sha,
            "train": how.model_dump(mode="json", exclude={"seeds", "workers", "threads"}),
            "heldout": self._heldout.sha256,
            "metrics": [task.metrics[0] for task in self._heldout.tasks],
            "facts": [fact.sentence for fact in self._facts],
            "passages": self._passages,
            "seed": seed,
        }
        return self._journal.once(f"pretraining/{arm}/{seed}", inputs, work)

    def _cost(self, arm: str, results: Sequence[Mapping[str, Any]]) -> Cost:
        """Tokens read are reckoned from the mean length of what each stage takes."""
        how = self._settings(STAGES[arm])
        steps = how.examples_seen // how.batch_size * how.batch_size
        ids = {
            "self-supervised": [row.record_id for row in self._texts],
            "supervised": [row.record_id for row in self._answers],
        }
        means = [fmean(self._lengths[each] for each in ids[stage]) for stage in STAGES[arm]]
        return Cost(
            sum(steps * mean for mean in means),
            fmean(each["tokens_seen"] for each in results),
            fmean(each["seconds"] for each in results),
        )


def _wins(fact: Fact, likelihoods: Sequence[float]) -> float:
    at = fact.options.index(fact.value)
    return float(all(likelihoods[at] > each for number, each in enumerate(likelihoods) if number != at))


def _joined(
    heldout: Heldout, given: Answers, known: Mapping[str, Mapping[str, float]], remembered: Mapping[str, float]
) -> Evaluation:
    """One evaluation of all probes."""
    asked = scored(heldout, given)
    ids = [*asked.item_ids, *known, *remembered]
    tasks = [*asked.tasks, *("knowledge" for _ in known), *("general" for _ in remembered)]
    clusters = [*asked.clusters, *known, *remembered]
    columns: dict[str, dict[str, float | None]] = {name: {} for name in (TOLD, ASKED)}
    for name in METRICS:
        if name in asked.scores:
            columns[name] = dict(zip(asked.item_ids, asked.scores[name], strict=True))
    columns[ENDED] = {name: float(each) for name, each in zip(asked.item_ids, given.finished, strict=True)}
    columns[GENERAL] = dict(remembered)
    for name in (TOLD, ASKED):
        columns[name] = {fact: values[name] for fact, values in known.items()}
    scores = {name: tuple(values.get(each) for each in ids) for name, values in columns.items()}
    return Evaluation(tuple(ids), tuple(tasks), scores, tuple(clusters))
