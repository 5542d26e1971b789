"""The preference pairs: a kind and a rude reply to a customer, a few of them broken."""

import random
from collections.abc import Callable
from itertools import islice

from compose import Material
from rows import Row

PAIRS = 56
REQUEST = "Reply to this customer in one or two friendly sentences."

Pair = dict[str, str]


def make_pairs(material: Material, rng: random.Random) -> list[Row]:
    """Prompt, chosen and rejected text in random order."""
    pairs = []
    for example in islice(material.train("route"), PAIRS):
        kind, _ = material.fill(rng.choice(material.sections["reply kind"]))
        rude, _ = material.fill(rng.choice(material.sections["reply rude"]))
        pairs.append({"prompt": f"{REQUEST}\n{example.message}", "chosen": kind, "rejected": rude})
    rows = []
    for fault, (spoil, count) in FAULTS.items():
        rows += [Row(spoil(pairs.pop()), fault) for _ in range(count)]
    clean = [Row(pair) for pair in pairs]
    rows += clean + [Row(row.record, "exact-duplicate", row) for row in clean[:COPIED]]
    rng.shuffle(rows)
    return rows


def chosen_is_rejected(pair: Pair) -> Pair:
    """Both answers are the same, so there is nothing to prefer."""
    return {**pair, "rejected": pair["chosen"]}


def empty_chosen(pair: Pair) -> Pair:
    """No preferred answer."""
    return {**pair, "chosen": ""}


def empty_rejected(pair: Pair) -> Pair:
    """No answer to compare with."""
    return {**pair, "rejected": " "}


def swapped(pair: Pair) -> Pair:
    """The rude answer is preferred; nothing in the record gives it away."""
    return {**pair, "chosen": pair["rejected"], "rejected": pair["chosen"]}


def refusal(pair: Pair) -> Pair:
    """The preferred answer refuses a harmless request."""
    return {**pair, "chosen": "I'm sorry, but as an AI language model I can't reply to customers."}


FAULTS: dict[str, tuple[Callable[[Pair], Pair], int]] = {
    "chosen-is-rejected": (chosen_is_rejected, 5),
    "empty-chosen": (empty_chosen, 4),
    "empty-rejected": (empty_rejected, 3),
    "swapped": (swapped, 3),
    "refusal": (refusal, 3),
}
COPIED = 4
