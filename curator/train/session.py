"""Train and score one model many times: load it once, start the adapter anew for every run."""

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from curator.errors import DataError
from curator.models.folder import ModelFolder
from curator.models.runtime import load_torch
from curator.models.template import Encoded, Message, Template
from curator.train import adapter
from curator.train.arms import random_matched
from curator.train.asking import Asking
from curator.train.checkpoints import Checkpoints
from curator.train.compatibility import usable_cache
from curator.train.course import Course, Follower
from curator.train.examples.checks import lost, unfit
from curator.train.fitted import LORA, PREFIX_FROZEN, SUPERVISED, Fitted
from curator.train.network import Network
from curator.train.order import Budget
from curator.train.precision import Precision
from curator.train.rows import Row, Skipped
from curator.train.training import AT_ONCE, train


class Session(Asking):
    """One model and the settings that all runs share.

    A new session answers as the untrained model does. Dropout is off throughout. Runs do not depend on the runs
    before them, but for one thing: prompts are computed in groups, the grouping decides their last bits, and
    training amplifies a last bit (one seed gave 0.361 and 0.380 exact match). `prepare` settles the grouping.
    """

    def __init__(
        self,
        model: ModelFolder,
        *,
        rank: int = 8,
        alpha: int = 16,
        learning_rate: float = 1.5e-3,
        batch_size: int = 16,
        examples_seen: int = 480,
        epochs: float | None = None,
        tokens_seen: int | None = None,
        max_tokens: int = 1024,
        system: str | None = None,
        template: str | None = None,
        threads: int | None = None,
        precision: Precision | None = None,
    ) -> None:
        """Load the model.

        Args:
            model: what to train, from `resolve`.
            rank: of the adapter's matrices.
            alpha: strength of the adapter; it is scaled by alpha / rank.
            learning_rate: highest, after warm-up.
            batch_size: rows a step.
            examples_seen: rows a run sees, repeats counted; with `batch_size` it fixes the number of steps.
            epochs: passes over the rows of a run, instead of `examples_seen`.
            tokens_seen: answer tokens a run learns in its steps, instead of `batch_size` rows a step.
            max_tokens: longer conversations are skipped, never cut.
            system: system message for conversations without one.
            template: chat template instead of the model's own; see `Template.of`.
            threads: for torch; none: its own choice.
            precision: of the frozen weights; none: whichever is faster here, measured.

        Raises:
            DataError: the model cannot be used.
            MissingExtra: the packages for training are not installed.
        """
        load_torch(threads)
        self.model = model
        self._template = Template.of(model, system, template)
        self._network = Network(model, rank, alpha, precision)
        self._learning_rate = learning_rate
        self._budget = Budget(batch_size, examples_seen, epochs, tokens_seen)
        self._max_tokens = min(max_tokens, self._network.longest or max_tokens)
        self._tokens: dict[int, tuple[Row, Encoded | str]] = {}
        self._cache = usable_cache(self._network, self._template)

    @property
    def method(self) -> str:
        """How this model is trained: `prefix-frozen LoRA`, or `LoRA` where the model does not allow that."""
        return PREFIX_FROZEN if self._cache else LORA

    def supervised_tokens(self, rows: Sequence[Row]) -> int:
        """Answer tokens of the rows that can be trained on, ends of turns counted."""
        return sum(map(self._answer_tokens, rows))

    def random_matched(self, rows: Sequence[Row], supervised_tokens: int, seed: int) -> list[Row]:
        """A random subset of `rows` with about as many answer tokens as given; see `arms.random_matched`."""
        return random_matched(rows, supervised_tokens, seed, self._answer_tokens)

    def prepare(self, runs: Iterable[tuple[Sequence[Row], int]], questions: Iterable[Sequence[Message]] = ()) -> None:
        """Compute the prompts of all `runs` (rows and seed, as given to `fit`) and `questions` at once.

        After it every one of these runs gives bit for bit the same, whichever of them are made, in any order and
        in any process with as many threads: an interrupted comparison can be taken up again. It is also faster,
        because more prompts are met that begin alike.

        Raises:
            DataError: a run without a row that can be trained on, or a question that the template refuses.
        """
        batches = [batch for rows, seed in runs for batch in self._batches(self._usable(rows)[0], seed)]
        self._read([*chain.from_iterable(batches), *(self._template.encode(messages, "") for messages in questions)])

    def fit(
        self,
        rows: Sequence[Row],
        seed: int,
        checkpoints: Checkpoints | None = None,
        followers: Sequence[Follower] = (),
    ) -> Fitted:
        """Train a new adapter on `rows`; the seed decides its first weights and the order of the rows.

        Every run takes the same number of steps, however many rows there are.

        Args:
            rows: what to learn.
            seed: of the adapter and the order.
            checkpoints: where the run is kept while it is under way, and taken up again.
            followers: are told of every step.

        Raises:
            DataError: no row can be trained on, a loss is not finite, or memory runs out; the adapter is then
                untrained.
        """
        usable, skipped = self._usable(rows)
        batches = self._batches(usable, seed)
        course = Course((SUPERVISED,), checkpoints, followers)
        self._read(list(chain.from_iterable(batches)))
        self.reset(seed)
        try:
            train(self._network, self._cache, batches, self._learning_rate, course)
        except DataError:
            self.reset(seed)
            raise
        return Fitted(
            method=self.method,
            steps=len(batches),
            examples_seen=sum(map(len, batches)),
            tokens_seen=course.tokens,
            losses=tuple(course.losses[0]),
            skipped=tuple(skipped),
            threads=load_torch().get_num_threads(),
            precision=self._network.precision,
            seconds=course.seconds,
            cpu_seconds=course.cpu_seconds,
            stages=((SUPERVISED, len(batches)),),
            resumed_at=course.resumed_at,
            remarks=(f"memory ran out; {course.at_once:,} tokens ran at once",) if course.at_once < AT_ONCE else (),
        )

    def save(self, path: Path) -> None:
        """Write the adapter as a folder that peft loads, with a note of what it belongs to.

        Raises:
            DataError: the folder exists, or cannot be written.
        """
        adapter.save(
            self._network.adapted, path, self._belongs(self.method), self._template.header if self._cache else ()
        )

    def load(self, path: Path) -> None:
        """Take up an adapter that `save` wrote.

        Raises:
            DataError: there is none, or it belongs to another model, template, rank or method.
        """
        adapter.load(self._network.adapted, path, self._belongs(self.method))

    def _batches(self, usable: Sequence[Encoded], seed: int) -> list[list[Encoded]]:
        """The rows of every step of a run."""
        made = self._budget.batches([len(row.response) for row in usable], seed)
        return [[usable[at] for at in batch] for batch in made]

    def _usable(self, rows: Sequence[Row]) -> tuple[list[Encoded], list[Skipped]]:
        usable: list[Encoded] = []
        skipped: list[Skipped] = []
        for row in rows:
            encoded = self._encode(row)
            if isinstance(encoded, str):
                skipped.append(Skipped(row.record_id, encoded))
            else:
                usable.append(encoded)
        if not usable:
            reason = f"; the first: {skipped[0].reason}" if skipped else ""
            raise DataError(f"none of {len(rows):,} rows can be trained on{reason}")
        return usable, skipped

    def _encode(self, row: Row) -> Encoded | str:
        """The row as tokens, or why it cannot be trained on; worked out once a row."""
        if id(row) not in self._tokens:
            # Holding the row keeps its id from being given to another one.
            self._tokens[id(row)] = row, self._tokenised(row)
        return self._tokens[id(row)][1]

    def _tokenised(self, row: Row) -> Encoded | str:
        messages = [*row.messages, {"role": "assistant", "content": row.response, **row.more}]
        if why := unfit(messages, row.tools, self._template.vocabulary):
            return why
        try:
            encoded = self._template.encode(row.messages, row.response, more=row.more, tools=row.tools)
            pieces = self._template.pieces(messages, row.tools, every=False)
        except DataError as error:
            return error.problems[0].what
        if why := lost(messages, row.tools, pieces):
            return why
        if encoded.tokens > self._max_tokens:
            return f"longer than {self._max_tokens:,} tokens"
        return encoded if encoded.response else "no token to learn"

    def _answer_tokens(self, row: Row) -> int:
        encoded = self._encode(row)
        return 0 if isinstance(encoded, str) else len(encoded.response)
