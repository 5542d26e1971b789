"""How likely a model finds given answers, and whether it would have written them itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from curator.models.runtime import load_torch
from curator.models.template import Encoded
from curator.train.batch import Ask, Batch, lay_out, passes
from curator.train.network import Network
from curator.train.prefix import PromptCache

_TOKENS = 2048
_PROMPT_TOKENS = 8192


@dataclass(frozen=True)
class Scored:
    """How likely a completion is."""

    tokens: int
    """Its tokens, the end of the turn counted."""
    log_likelihood: float
    """Sum over them, in nats."""
    greedy_match: bool
    """Every one of them is the likeliest, so that greedy decoding writes exactly this and stops."""


def score(network: Network, cache: PromptCache | None, rows: Sequence[Encoded]) -> list[Scored]:
    """Each answer under the network as it is now, in order.

    With a cache the answers to one prompt share one pass over the header.
    """
    together: dict[object, list[int]] = {}
    for at, row in enumerate(rows):
        together.setdefault(row.prompt if cache else at, []).append(at)
    places = list(together.values())
    asks = [Ask(rows[at[0]].prompt, rows[at[0]].header, tuple(rows[each].response for each in at)) for at in places]
    found: dict[int, Scored] = {}
    for group in passes(asks, is_cached=cache is not None, tokens=_TOKENS, prompt_tokens=_PROMPT_TOKENS):
        scored = _scored(network, lay_out([asks[at] for at in group], cache))
        found.update(zip((at for number in group for at in places[number]), scored, strict=True))
    return [found[at] for at in range(len(rows))]


def _scored(network: Network, batch: Batch) -> list[Scored]:
    torch = load_torch()
    with torch.no_grad():
        batch = batch.to(network.device)
        logits = network.logits(batch)
        losses = torch.nn.functional.cross_entropy(logits, batch.wanted, reduction="none")
        is_best = logits.argmax(dim=-1) == batch.wanted
    answers = zip(torch.split(losses, batch.sizes), torch.split(is_best, batch.sizes), strict=True)
    return [Scored(len(loss), -float(loss.sum()), bool(best.all())) for loss, best in answers]
