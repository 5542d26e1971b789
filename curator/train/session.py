"""Train and score one model many times: load it once, start the adapter anew for every run."""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from curator.errors import DataError
from curator.progress import stage
from curator.train import adapter
from curator.train.arms import random_matched
from curator.train.batch import Ask, Batch, lay_out
from curator.train.grouping import by_length
from curator.train.models import ModelFolder
from curator.train.network import Network, rate
from curator.train.precision import Precision
from curator.train.prefix import PromptCache
from curator.train.rows import Row, Skipped
from curator.train.runtime import load_torch
from curator.train.template import Encoded, Message, Template

_FIT_TOKENS = 1024
"""Most tokens, padding counted, that run forward and backward at once; 2048 answer tokens' logits take 400 MB."""
_SCORE_TOKENS = 2048
_PROMPTS_BYTES = 2 << 30
_CLIP = 1.0

PREFIX_FROZEN = "prefix-frozen LoRA"
PLAIN = "LoRA"


@dataclass(frozen=True)
class Fitted:
    """What one training run did."""

    method: str
    """`prefix-frozen LoRA` (the adapter acts from the assistant's header on) or `LoRA` (it acts everywhere)."""
    steps: int
    examples_seen: int
    supervised_tokens: int
    """Answer tokens learnt from, repeats counted."""
    losses: tuple[float, ...]
    """Mean loss of an answer token, in nats, at each step."""
    skipped: tuple[Skipped, ...]
    """Rows that could not be trained on."""
    threads: int
    precision: Precision
    """Of the frozen weights; with `threads` it decides the last digits."""
    seconds: float
    cpu_seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for a journal."""
        return asdict(self)


@dataclass(frozen=True)
class Scored:
    """How likely a completion is."""

    tokens: int
    """Its tokens, the end of the turn counted."""
    log_likelihood: float
    """Sum over them, in nats."""
    greedy_match: bool
    """Every one of them is the likeliest, so that greedy decoding writes exactly this and stops."""


class Session:
    """One model and the settings that all runs share.

    A new session answers as the untrained model does. Nothing about a run depends on the runs before it, up to
    rounding: prompts are computed in groups, and how they are grouped can change the last bits.
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
        max_tokens: int = 1024,
        system: str | None = None,
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
            max_tokens: longer conversations are skipped, never cut.
            system: system message for conversations without one.
            threads: for torch; none: its own choice.
            precision: of the frozen weights; none: measured, whichever this machine is faster with.

        Raises:
            DataError: the model cannot be used.
            MissingExtra: the packages for training are not installed.
        """
        load_torch(threads)
        self.model = model
        self._template = Template.of(model, system)
        self._network = Network(model, rank, alpha, precision)
        self._learning_rate = learning_rate
        self._batch_size = batch_size
        self._steps = max(1, examples_seen // batch_size)
        self._max_tokens = max_tokens
        self._cache = PromptCache(self._network.frozen, _PROMPTS_BYTES) if self._template.header else None

    @property
    def method(self) -> str:
        """How this model is trained: `prefix-frozen LoRA`, or `LoRA` where the model does not allow it."""
        return PREFIX_FROZEN if self._cache else PLAIN

    def supervised_tokens(self, rows: Sequence[Row]) -> int:
        """Answer tokens of the rows that can be trained on, ends of turns counted."""
        return sum(map(self._answer_tokens, rows))

    def random_matched(self, rows: Sequence[Row], supervised_tokens: int, seed: int) -> list[Row]:
        """A random subset of `rows` with about as many answer tokens as given."""
        return random_matched(rows, supervised_tokens, seed, self._answer_tokens)

    def reset(self, seed: int) -> None:
        """Forget what was trained."""
        self._network.reset(seed)

    def fit(self, rows: Sequence[Row], seed: int) -> Fitted:
        """Train a new adapter on `rows`; the seed decides its first weights and the order of the rows.

        Every run takes the same number of steps. The loss of a step is the sum over the answer tokens in its rows
        divided by their number, so that a token counts alike in short and long answers.

        Raises:
            DataError: no row can be trained on, or the loss is not a number; the adapter is then untrained.
        """
        usable, skipped = self._usable(rows)
        self._remember(usable)
        self.reset(seed)
        begin, cpu_begin = time.perf_counter(), time.process_time()
        order = _order(len(usable), self._steps * self._batch_size, seed)
        losses: list[float] = []
        seen = 0
        optimizer = load_torch().optim.AdamW(self._network.parameters(), weight_decay=0.0)
        with stage("training", self._steps) as advance:
            for step in range(self._steps):
                chosen = [usable[next(order)] for _ in range(self._batch_size)]
                for group in optimizer.param_groups:
                    group["lr"] = self._learning_rate * rate(step, self._steps)
                losses.append(self._step(chosen, optimizer, seed))
                seen += sum(len(row.response) for row in chosen)
                advance(1)
        return Fitted(
            method=self.method,
            steps=self._steps,
            examples_seen=self._steps * self._batch_size,
            supervised_tokens=seen,
            losses=tuple(losses),
            skipped=tuple(skipped),
            threads=load_torch().get_num_threads(),
            precision=self._network.precision,
            seconds=time.perf_counter() - begin,
            cpu_seconds=time.process_time() - cpu_begin,
        )

    def log_likelihoods(self, items: Sequence[tuple[Sequence[Message], str]]) -> list[Scored]:
        """How likely the model, as it is now, finds each completion of its conversation.

        Raises:
            DataError: a conversation that the chat template refuses or that is longer than the model can read.
        """
        encoded = [self._template.encode(messages, completion) for messages, completion in items]
        self._check_lengths(encoded)
        self._remember(encoded)
        asked: dict[tuple[int, ...], list[int]] = {}
        for at, row in enumerate(encoded):
            asked.setdefault(row.prompt, []).append(at)
        places = list(asked.values())
        asks = [Ask(p, self._template.header, tuple(encoded[at].response for at in ats)) for p, ats in asked.items()]
        found: dict[int, Scored] = {}
        for group in by_length([ask.fresh(is_cached=self._cache is not None) for ask in asks], _SCORE_TOKENS):
            batch = lay_out([asks[at] for at in group], self._cache)
            scored = self._scored(batch)
            found.update(zip((at for which in group for at in places[which]), scored, strict=True))
        return [found[at] for at in range(len(items))]

    def _scored(self, batch: Batch) -> list[Scored]:
        """The answers of a batch, in its order."""
        torch = load_torch()
        with torch.no_grad():
            logits = self._network.logits(batch)
        best, likelihoods = logits.argmax(dim=-1), -torch.nn.functional.cross_entropy(logits, batch.wanted, reduction="none")
        is_best = best == batch.wanted
        return [
            Scored(size, float(likelihood.sum()), bool(hit.all()))
            for size, likelihood, hit in zip(batch.sizes, likelihoods.split(batch.sizes), is_best.split(batch.sizes), strict=True)
        ]

    def save(self, path: Path) -> None:
        """Write the adapter as a folder that peft loads, with a note of what it belongs to.

        Raises:
            DataError: the folder exists, or cannot be written.
        """
        adapter.save(self._network.adapted, path, self._belongs(), self._template.header if self._cache else ())

    def load(self, path: Path) -> None:
        """Take up an adapter that `save` wrote.

        Raises:
            DataError: there is none, or it belongs to another model, template, rank or method.
        """
        adapter.load(self._network.adapted, path, self._belongs())

    def _belongs(self) -> dict[str, str]:
        return {
            "model": self.model.name,
            "model_sha256": self.model.sha,
            "template_sha256": self._template.sha,
            "method": self.method,
        }

    def _step(self, rows: Sequence[Encoded], optimizer: Any, seed: int) -> float:  # noqa: ANN401 - torch comes late
        """One update; gives the mean loss of an answer token before it."""
        torch = load_torch()
        tokens = sum(len(row.response) for row in rows)
        total = 0.0
        asks = [Ask.of(row) for row in rows]
        for group in by_length([ask.fresh(is_cached=self._cache is not None) for ask in asks], _FIT_TOKENS):
            batch = lay_out([asks[at] for at in group], self._cache)
            logits = self._network.logits(batch)
            loss = torch.nn.functional.cross_entropy(logits, batch.wanted, reduction="sum") / tokens
            loss.backward()
            total += loss.item()
        norm = torch.nn.utils.clip_grad_norm_(self._network.parameters(), _CLIP)
        if not (torch.isfinite(norm) and torch.isfinite(torch.tensor(total))):
            optimizer.zero_grad()
            self.reset(seed)
            raise DataError(
                f"the loss of a training step is {total}; nothing was learnt", hint="lower the learning rate"
            )
        optimizer.step()
        optimizer.zero_grad()
        return total

    def _remember(self, rows: Sequence[Encoded]) -> None:
        """Compute the prompts that no run has met yet."""
        prompts = [row.prompt for row in rows]
        if self._cache and (missing := self._cache.missing(prompts)):
            with stage("reading prompts", missing) as advance:
                for done in self._cache.fill(prompts):
                    advance(done)

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
        """The row as tokens, or why it cannot be trained on."""
        try:
            encoded = self._template.encode(row.messages, row.response)
        except DataError as error:
            return error.problems[0].what
        if encoded.tokens > self._max_tokens:
            return f"longer than {self._max_tokens:,} tokens"
        if not encoded.response:
            return "no token to learn"
        return encoded

    def _answer_tokens(self, row: Row) -> int:
        encoded = self._encode(row)
        return 0 if isinstance(encoded, str) else len(encoded.response)

    def _check_lengths(self, items: Sequence[Encoded]) -> None:
        limit = self._network.longest
        for at, item in enumerate(items):
            if limit is not None and item.tokens > limit:
                raise DataError(
                    f"the conversation is {item.tokens:,} tokens long; {self.model.name} reads {limit:,}",
                    where=f"item {at}",
                    hint="take it out of the held-out set, or name a model that reads more",
                )


def _order(rows: int, wanted: int, seed: int) -> Iterator[int]:
    """At least `wanted` row numbers: every row once in random order, then every row again."""
    draw = random.Random(seed)
    for _ in range(-(-wanted // rows)):
        yield from draw.sample(range(rows), rows)
