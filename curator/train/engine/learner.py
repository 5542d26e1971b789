"""Train and score one model through the trainers of transformers and TRL: any stages, LoRA, DoRA or all weights."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from curator.errors import DataError
from curator.models.folder import ModelFolder
from curator.models.loading import load_tokenizer
from curator.models.runtime import load_torch
from curator.models.template import Message, Template
from curator.recipe import PREFERENCE_SHARE, Stage, Train
from curator.train.arms import random_matched
from curator.train.asking import Asking
from curator.train.checkpoints import Checkpoints
from curator.train.course import Course, Follower
from curator.train.engine import export, preference, supervised
from curator.train.engine.memory import Need
from curator.train.engine.planning import Plan, kind_of, on_gpu, precision_of
from curator.train.engine.stepping import untouched
from curator.train.examples import Example, Pair, Prepared, can_pack, length, prepare
from curator.train.fitted import Fitted
from curator.train.network import Kind, Network
from curator.train.order import Budget
from curator.train.rows import AnyRow

_METHODS: dict[Kind, str] = {"lora": "LoRA", "dora": "DoRA", "full": "all weights"}
_LABELS = {
    "self-supervised": "training on texts",
    "supervised": "training on answers",
    "preference": "training on preferences",
}


class TrainerLearner(Asking):
    """One model and the settings that all runs share.

    A new one answers as the untrained model does. Dropout is off throughout, and runs do not depend on the runs
    before them.
    """

    def __init__(self, model: ModelFolder, train: Train) -> None:
        """Load the model, unless memory would not hold what is to be trained.

        Raises:
            DataError: the model cannot be used, or does not fit.
            MissingExtra: the packages for training are not installed.
        """
        load_torch(train.threads)
        self.model = model
        self._train = train
        self._kind = kind_of(train)
        self._template = Template.of(model, train.system, train.template)
        self._plan = Plan.of(model, train)
        self._plan.told(self._plan.need(1))
        self._network = Network(
            model,
            train.rank,
            train.alpha,
            precision_of(train),
            kind=self._kind,
            quantization=train.quantization,
            device="cuda" if on_gpu() else "cpu",
        )
        self._can_pack = train.packing and can_pack(self._network.base, self._network.vocabulary)
        self._learnt: dict[int, tuple[AnyRow, int]] = {}

    @property
    def method(self) -> str:
        """How this model is trained: `LoRA`, `DoRA`, `all weights`; with the quantization and the loss if not usual."""
        more = [self._train.quantization or "", "every answer" if self._train.loss == "assistant" else ""]
        stages = "" if self._train.stages == ["supervised"] else " → ".join(self._train.stages)
        return ", ".join(part for part in (_METHODS[self._kind], *more, stages) if part)

    def supervised_tokens(self, rows: Sequence[AnyRow]) -> int:
        """Tokens that the rows teach at these stages; of preferences those of both answers."""
        return sum(map(self._learnt_tokens, rows))

    def random_matched(self, rows: Sequence[Any], supervised_tokens: int, seed: int) -> list[Any]:
        """A random subset of `rows` with about as many learnt tokens as given; see `arms.random_matched`."""
        return random_matched(rows, supervised_tokens, seed, self._learnt_tokens)

    def prepare(
        self, runs: Iterable[tuple[Sequence[AnyRow], int]], questions: Iterable[Sequence[Message]] = ()
    ) -> None:
        """Nothing is shared among runs."""

    def fit(
        self,
        rows: Sequence[AnyRow],
        seed: int,
        checkpoints: Checkpoints | None = None,
        followers: Sequence[Follower] = (),
    ) -> Fitted:
        """Train anew on `rows`, stage by stage; the seed decides the first weights and the order of the rows.

        Args:
            rows: what to learn; each stage takes those it can use.
            seed: of the first weights and the order.
            checkpoints: where the run is kept while it is under way, and taken up again.
            followers: are told of every step.

        Raises:
            DataError: a stage has no row that can be trained on, a loss is not finite, or memory runs out; the model
                is then untrained.
        """
        course = Course(self._train.stages, checkpoints, followers)
        stages = self._prepared(rows)
        need = self._plan.need(max(map(_longest, stages)))
        course.at_once = course.at_once or need.at_once
        self.reset(seed)
        if need.checkpointing:
            self._network.checkpoint()
        steps = [self._steps(name, prepared, seed) for name, prepared in zip(self._train.stages, stages, strict=True)]
        try:
            for number in range(course.stage, len(stages)):
                with untouched(self._network):
                    self._run(self._train.stages[number], steps[number], course)
        except DataError:
            self.reset(seed)
            raise
        return Fitted(
            method=self.method,
            steps=sum(map(len, steps)),
            examples_seen=sum(len(step) for stage in steps for step in stage),
            tokens_seen=course.tokens,
            losses=tuple(loss for stage in course.losses for loss in stage),
            skipped=tuple(each for prepared in stages for each in prepared.left_out),
            threads=load_torch().get_num_threads(),
            precision=self._network.precision,
            seconds=course.seconds,
            cpu_seconds=course.cpu_seconds,
            stages=tuple((name, len(stage)) for name, stage in zip(self._train.stages, steps, strict=True)),
            resumed_at=course.resumed_at,
            remarks=tuple(self._remarks(stages, need, course)),
        )

    def save(self, path: Path) -> None:
        """Write the adapter, or the whole model when all weights were trained.

        Raises:
            DataError: the folder exists, or cannot be written.
        """
        export.save(self._network, self._template, path, self._belongs(_METHODS[self._kind]))

    def load(self, path: Path) -> None:
        """Take up what `save` wrote.

        Raises:
            DataError: there is nothing, or it belongs to another model, template, rank or method.
        """
        export.load(self._network, path, self._belongs(_METHODS[self._kind]))

    def merge(self, run: Path) -> Path:
        """Write a saved run as a model of its own, and give its folder.

        Raises:
            DataError: it cannot be written.
        """
        return export.merge(self.model, self._template, run)

    def _prepared(self, rows: Sequence[AnyRow]) -> list[Prepared]:
        found = []
        for name in self._train.stages:
            prepared = self._encoded(rows, name)
            if not prepared.examples and not prepared.pairs:
                reason = f"; the first: {prepared.left_out[0].reason}" if prepared.left_out else ""
                raise DataError(
                    f"none of {len(rows):,} rows can be trained on in the {name} stage{reason}",
                    hint=None if reason else f"leave {name} out of the stages, or add {_WANTED[name]}",
                )
            ids = [each.ids for each in prepared.examples]
            ids += [part for each in prepared.pairs for part in (each.prompt, each.chosen, each.rejected)]
            self._network.check_tokens(ids)
            found.append(prepared)
        return found

    def _encoded(self, rows: Sequence[AnyRow], stage: Stage) -> Prepared:
        return prepare(rows, stage, self._template, loss=self._train.loss, max_tokens=self._limit)

    @property
    def _limit(self) -> int:
        longest = self._network.longest
        return self._train.max_tokens if longest is None else min(self._train.max_tokens, longest)

    def _steps(self, stage: Stage, prepared: Prepared, seed: int) -> list[list[Any]]:
        """What the stage learns at each step."""
        units: Sequence[Any] = prepared.examples or prepared.pairs
        train, is_answers = self._train, stage == "supervised"
        budget = Budget(train.batch_size, train.examples_seen, train.epochs, train.tokens_seen if is_answers else None)
        batches = budget.batches([each.supervised for each in units], seed)
        return [[units[at] for at in batch] for batch in batches]

    def _run(self, name: Stage, steps: Sequence[Sequence[Any]], course: Course) -> None:
        rate = self._train.learning_rate
        if name == "preference":
            preference.train(
                self._network,
                load_tokenizer(self.model),
                _LABELS[name],
                steps,
                rate * PREFERENCE_SHARE,
                self._train.beta,
                course,
            )
        else:
            pack_to = self._limit if self._can_pack else None
            supervised.train(self._network, _LABELS[name], steps, rate, course, pack_to=pack_to)

    def _remarks(self, stages: Sequence[Prepared], need: Need, course: Course) -> Iterable[str]:
        yield from dict.fromkeys(remark for prepared in stages for remark in prepared.remarks)
        if self._train.packing and not self._can_pack:
            yield "not packed: this model would let packed examples see each other"
        if self._network.is_checkpointing and not self._train.gradient_checkpointing:
            yield "activations were computed twice, for lack of memory"
        if course.at_once < need.at_once:
            yield f"memory ran out; {course.at_once:,} instead of {need.at_once:,} tokens ran at once"

    def _learnt_tokens(self, row: AnyRow) -> int:
        if id(row) not in self._learnt:
            # Holding the row keeps its id from being given to another one.
            tokens = sum(self._encoded([row], stage).supervised for stage in self._train.stages)
            self._learnt[id(row)] = row, tokens
        return self._learnt[id(row)][1]


_WANTED: dict[Stage, str] = {
    "self-supervised": "records of kind text",
    "supervised": "tuples, or chats that end with the assistant's turn",
    "preference": "records with a chosen and a rejected answer",
}


def _longest(prepared: Prepared) -> int:
    units: Sequence[Example | Pair] = prepared.examples or prepared.pairs
    return max(map(length, units))
