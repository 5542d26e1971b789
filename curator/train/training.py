"""Teach the adapter the answers of a sequence of batches."""

import math
from collections.abc import Sequence
from typing import Any

from curator.models.runtime import load_torch
from curator.models.template import Encoded
from curator.progress import stage
from curator.train.batch import Ask, lay_out, passes
from curator.train.course import Course
from curator.train.network import Network
from curator.train.prefix import PromptCache

_TOKENS = 1024
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
        DataError: a loss or a gradient is not finite. The adapter is then in an unknown state.
    """
    optimizer = load_torch().optim.AdamW(network.parameters(), weight_decay=0.0)
    course.enter(len(batches), network.parameters(), optimizer)
    with stage("training", len(batches)) as advance:
        advance(course.done)
        for batch in batches[course.done :]:
            for group in optimizer.param_groups:
                group["lr"] = learning_rate * rate(course.done, len(batches))
            loss = _step(network, cache, batch, optimizer)
            course.did(loss, optimizer.param_groups[0]["lr"], sum(len(row.response) for row in batch))
            advance(1)
    course.leave()


def rate(step: int, steps: int) -> float:
    """Share of the learning rate at `step` of `steps`: up over the first tenth, then down to nothing in a line."""
    rising = math.ceil(steps / 10)
    return min((step + 1) / rising, (steps - step) / max(1, steps - rising))


def _step(network: Network, cache: PromptCache | None, rows: Sequence[Encoded], optimizer: Any) -> float:  # noqa: ANN401
    """One update, unless loss or gradient is not finite; gives the loss, not a number in that case.

    The loss is the sum over the answer tokens of the step divided by their number: dividing row by row, or pass by
    pass, would count a token for more in short answers, and arms differ in the length of their answers.
    """
    torch = load_torch()
    tokens = sum(len(row.response) for row in rows)
    total = 0.0
    asks = [Ask.of(row) for row in rows]
    for group in passes(asks, is_cached=cache is not None, tokens=_TOKENS, prompt_tokens=PROMPT_TOKENS):
        batch = lay_out([asks[at] for at in group], cache)
        loss = torch.nn.functional.cross_entropy(network.logits(batch), batch.wanted, reduction="sum") / tokens
        loss.backward()
        total += loss.item()
    norm = torch.nn.utils.clip_grad_norm_(network.parameters(), _CLIP)
    if torch.isfinite(norm):
        optimizer.step()
    optimizer.zero_grad()
    return total if torch.isfinite(norm) else math.nan
