"""A language model that is trained from scratch in a tenth of a second, and a task on which data quality shows.

A question is four words; the first belongs to one of three classes, and the answer names it. Which word belongs where
is drawn anew for each world, so that nothing but the training examples tells. The model is a Llama of one layer, all of
whose weights are trained.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curator.evaluate import Evaluation
from curator.models.runtime import load_torch, load_transformers

CUES, OTHERS, CLASSES = 40, 20, 3
ASK = CUES + OTHERS
VOCABULARY = ASK + 1 + CLASSES
STEPS, BATCH, RATE = 24, 32, 0.01

Examples = NDArray[np.int64]
"""(n, 6): four words, the sign that asks, and the answer."""


@dataclass(frozen=True)
class World:
    """Which class each cue belongs to."""

    classes: NDArray[np.int64]

    @classmethod
    def drawn(cls, draw: np.random.Generator) -> "World":
        """Any."""
        return cls(draw.integers(0, CLASSES, CUES))

    def examples(self, n: int, draw: np.random.Generator) -> Examples:
        """So many, all of them right."""
        cue = draw.integers(0, CUES, n)
        others = draw.integers(CUES, ASK, (n, 3))
        return np.column_stack([cue, others, np.full(n, ASK), ASK + 1 + self.classes[cue]])


def spoiled(rows: Examples, share: float, draw: np.random.Generator) -> Examples:
    """The same rows, this share of them with another answer."""
    is_wrong = draw.random(len(rows)) < share
    answer = rows[:, -1] - ASK - 1
    other = (answer + draw.integers(1, CLASSES, len(rows))) % CLASSES
    return np.column_stack([rows[:, :-1], ASK + 1 + np.where(is_wrong, other, answer)])


def trained_and_measured(rows: Examples, heldout: Examples, seed: int) -> Evaluation:
    """Train a new model on the rows and measure it; the seed decides weights and order."""
    torch, transformers = load_torch(1), load_transformers()
    torch.manual_seed(seed)
    config = transformers.LlamaConfig(
        vocab_size=VOCABULARY,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=1,
        num_attention_heads=2,
        max_position_embeddings=8,
        tie_word_embeddings=False,
    )
    model = transformers.LlamaForCausalLM(config)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.0)
    order = np.random.default_rng(seed)
    seen = np.concatenate([order.permutation(len(rows)) for _ in range(1 + STEPS * BATCH // len(rows))])
    for step in range(STEPS):
        batch = torch.from_numpy(rows[seen[step * BATCH : (step + 1) * BATCH]])
        logits = model(batch[:, :-1]).logits[:, -1]
        torch.nn.functional.cross_entropy(logits, batch[:, -1]).backward()
        optimizer.step()
        optimizer.zero_grad()
    with torch.no_grad():
        asked = torch.from_numpy(heldout)
        likelihood = torch.log_softmax(model(asked[:, :-1]).logits[:, -1], dim=-1)
        right = (likelihood.argmax(dim=-1) == asked[:, -1]).double()
        gold = likelihood.gather(1, asked[:, -1:])[:, 0].double()
    return Evaluation(
        tuple(map(str, range(len(heldout)))),
        ("cues",) * len(heldout),
        {"exact_match": tuple(right.tolist()), "answer_log_likelihood": tuple(gold.tolist())},
    )
