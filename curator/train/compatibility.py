"""Find out whether a model's prompts can be computed frozen and apart from the rest."""

from curator.lazy import need
from curator.models.runtime import EXTRA, load_torch
from curator.models.template import Encoded, Template
from curator.train.batch import Ask, lay_out
from curator.train.network import Network
from curator.train.prefix import PromptCache

LIMIT_BYTES = 2 << 30
"""Of the prompts that are kept."""
_TOLERANCE = 0.1
"""Share of the spread of the logits. Rounding the cache to bfloat16 costs about a hundredth (SmolLM2-135M); a model
that does not follow the cache or the positions is off by about one."""


def usable_cache(network: Network, template: Template) -> PromptCache | None:
    """A cache of prompts for this model, or none when it must be trained on whole conversations.

    It needs a template that opens the assistant's turn with a special token, a model whose memory is nothing but
    keys and values of all earlier tokens, and the same predictions with the cache as without: all three are tried.

    Raises:
        DataError: the tokenizer does not fit the model.
    """
    if not template.header:
        return None
    answers = ("Yes, it does.", "No.")
    rows = [template.encode([{"role": "user", "content": "Does this work?"}], answer) for answer in answers]
    network.check_tokens(part for row in rows for part in (row.prompt, row.header, row.response))
    if not _remembers_everything(network, rows[0]) or not _agrees(network, rows):
        return None
    return PromptCache(network.frozen, LIMIT_BYTES)


def _remembers_everything(network: Network, row: Encoded) -> bool:
    torch = load_torch()
    full = need("transformers.cache_utils", extra=EXTRA).DynamicLayer
    with torch.no_grad():
        output = network.frozen(input_ids=torch.tensor([row.prompt]), use_cache=True)
    layers = getattr(getattr(output, "past_key_values", None), "layers", [])
    # Exactly this class: its children forget (sliding windows) or keep something else.
    return {type(layer) for layer in layers} == {full} and len({_shape(layer) for layer in layers}) == 1


def _shape(layer: object) -> tuple[int, ...]:
    keys, values = getattr(layer, "keys", None), getattr(layer, "values", None)
    return () if keys is None or values is None else (*keys.shape, *values.shape)


def _agrees(network: Network, rows: list[Encoded]) -> bool:
    torch = load_torch()
    together = Ask(rows[0].prompt, rows[0].header, tuple(row.response for row in rows))
    with torch.no_grad():
        whole = torch.cat([network.logits(lay_out([Ask.of(row)], None)) for row in rows])
        try:
            apart = network.logits(lay_out([together], PromptCache(network.frozen, 0)))
        except (TypeError, ValueError, RuntimeError, AttributeError):
            return False  # the model takes no cache of this kind
    return bool((apart - whole).abs().mean() < _TOLERANCE * whole.std())
