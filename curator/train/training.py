"""Teach the adapter the answers of a sequence of batches."""

import math
from collections.abc import Sequence
from typing import Any

from curator.errors import DataError
from curator.models.runtime import load_torch
from curator.models.template import Encoded
from curator.progress import stage
from curator.train.batch import Ask, lay_out, passes
from curator.train.course import Course
from curator.train.network import Network
from curator.train.prefix import PromptCache
from curator.train.shortage import free_memory, is_out_of_memory

AT_ONCE = 1024
"""Most tokens, padding counted, that run forward and backward at once; so many answer tokens take 200 MB of logits
with a vocabulary of 50,000."""
PROMPT_TOKENS = 4096
"""Most tokens of cached prompts, padding counted, that one pass lays out."""
_CLIP = 1.0


def train(
    network: Network,
    cache: PromptCache | None,
    batches: Sequence[Sequence[Encoded]],
    learning_rate: float,
    course: Course,
) -> None:
    """One step of AdamW a batch; `course` is told the mean loss of an answer token, in nats, before each step.

    Raises:
        DataError: a loss or a gradient is not finite, or memory runs out with a single row. The adapter is then in an
            unknown state.
    """
    optimizer = load_torch().optim.AdamW(network.parameters(), weight_decay=0.0)
    course.enter(len(batches), network.parameters(), optimizer)
    course.at_once = course.at_once or AT_ONCE
    with stage("training", len(batches)) as advance:
        advance(course.done)
        for batch in batches[course.done :]:
            for group in optimizer.param_groups:
                group["lr"] = learning_rate * rate(course.done, len(batches))
            while (loss := _step(network, cache, batch, optimizer, course.at_once)) is None:
                # Out here nothing holds the tensors of the failed pass any more.
                optimizer.zero_grad()
                free_memory()
                course.at_once = _less(batch, cache, course.at_once)
            course.did(loss, optimizer.param_groups[0]["lr"], sum(len(row.response) for row in batch))
            advance(1)
    course.leave()


def rate(step: int, steps: int) -> float:
    """Share of the learning rate at `step` of `steps`: up over the first tenth, then down to nothing in a line."""
    rising = math.ceil(steps / 10)
    return min((step + 1) / rising, (steps - step) / max(1, steps - rising))


def _groups(asks: Sequence[Ask], cache: PromptCache | None, at_once: int) -> list[list[int]]:
    prompt_tokens = PROMPT_TOKENS * at_once // AT_ONCE
    return passes(asks, is_cached=cache is not None, tokens=at_once, prompt_tokens=prompt_tokens)


def _less(rows: Sequence[Encoded], cache: PromptCache | None, at_once: int) -> int:
    """Fewer tokens at once, so that the rows of a step are cut into more passes.

    Raises:
        DataError: each row runs alone already.
    """
    asks = [Ask.of(row) for row in rows]
    groups = _groups(asks, cache, at_once)
    if max(map(len, groups)) == 1:
        raise DataError(
            "memory runs out with a single example at a time",
            hint="lower max_tokens, or train a smaller model; method lora can compute activations twice",
        )
    while _groups(asks, cache, at_once) == groups:
        at_once //= 2
    return at_once


def _step(
    network: Network,
    cache: PromptCache | None,
    rows: Sequence[Encoded],
    optimizer: Any,  # noqa: ANN401
    at_once: int,
) -> float | None:
    """One update, unless loss or gradient is not finite; gives the loss, not a number then, none without memory.

    The loss is the sum over the answer tokens of the step divided by their number: dividing row by row, or pass by
    pass, would count a token for more in short answers, and arms differ in the length of their answers.
    """
    torch = load_torch()
    tokens = sum(len(row.response) for row in rows)
    total = 0.0
    asks = [Ask.of(row) for row in rows]
    try:
        for group in _groups(asks, cache, at_once):
            batch = lay_out([asks[at] for at in group], cache)
            loss = torch.nn.functional.cross_entropy(network.logits(batch), batch.wanted, reduction="sum") / tokens
            loss.backward()
            total += loss.item()
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        return None
    norm = torch.nn.utils.clip_grad_norm_(network.parameters(), _CLIP)
    if torch.isfinite(norm):
        optimizer.step()
    optimizer.zero_grad()
    return total if torch.isfinite(norm) else math.nan
