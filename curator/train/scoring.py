"""How likely a model finds given answers, and whether it would have written them itself."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from curator.errors import DataError
from curator.models.runtime import load_torch
from curator.models.template import Encoded, Template
from curator.train.batch import Ask, Batch, lay_out, passes
from curator.train.examples.texts import self_supervised
from curator.train.network import Network
from curator.train.prefix import PromptCache
from curator.train.rows import TextRow

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


def score_texts(network: Network, template: Template, texts: Sequence[str], *, is_frozen: bool = False) -> list[Scored]:
    """Each bare text and its end under the network as it is now, its first token taken as given.

    What is longer than the network reads is scored in stretches, of which each sees itself only.

    Args:
        network: what scores.
        template: whose tokenizer.
        texts: what is scored.
        is_frozen: leave the adapter out; one that acts on answers only does not act on texts.

    Raises:
        DataError: the tokenizer has no token that ends a text.
    """
    rows = [TextRow(str(number), text) for number, text in enumerate(texts)]
    made = self_supervised(rows, template.vocabulary, max_tokens=min(network.longest or _TOKENS, _TOKENS)).examples
    encoded = [Encoded(each.ids[:1], (), each.ids[1:]) for each in made]
    with network.without_adapter() if is_frozen else nullcontext():
        scored = score(network, None, encoded)
    together: dict[int, list[Scored]] = {number: [] for number in range(len(texts))}
    for example, each in zip(made, scored, strict=True):
        together[int(example.record_id)].append(each)
    return [
        Scored(sum(p.tokens for p in all_), sum(p.log_likelihood for p in all_), all(p.greedy_match for p in all_))
        for all_ in together.values()
    ]


def check_lengths(network: Network, name: str, items: Sequence[Encoded]) -> None:
    """Make sure that the network reads so much.

    Raises:
        DataError: a conversation is longer.
    """
    for item in items:
        if network.longest is not None and item.tokens > network.longest:
            raise DataError(
                f"a conversation is {item.tokens:,} tokens long; {name} reads {network.longest:,}",
                hint="take it out of the held-out set, or name a model that reads more",
            )


def _scored(network: Network, batch: Batch) -> list[Scored]:
    torch = load_torch()
    with torch.no_grad():
        batch = batch.to(network.device)
        logits = network.logits(batch)
        losses = torch.nn.functional.cross_entropy(logits, batch.wanted, reduction="none")
        is_best = logits.argmax(dim=-1) == batch.wanted
    answers = zip(torch.split(losses, batch.sizes), torch.split(is_best, batch.sizes), strict=True)
    return [Scored(len(loss), -float(loss.sum()), bool(best.all())) for loss, best in answers]
