"""The instruction tuples: every example once, most of them spoilt, and copies of a few clean ones."""

import random
from itertools import islice

from compose import STEMS, Example, Material
from plant import COPIES, COPIES_OF_ONE, IN_PLACE, Spoiler, mojibake, name_of, near_copy, wrong_label
from rows import Row

EXAMPLES_PER_TASK = 132


def make_tuples(material: Material, rng: random.Random) -> list[Row]:
    """Alpaca records in random order."""
    examples = [example for task in STEMS for example in islice(material.train(task), EXAMPLES_PER_TASK)]
    rng.shuffle(examples)
    rows = []
    # Mojibake first: few sentences have a letter outside ASCII, and later faults are less choosy.
    for spoiler, count in sorted(IN_PLACE.items(), key=lambda each: each[0] is not mojibake):
        for example in examples.copy():
            if count and (row := _spoilt(example, spoiler, rng)):
                rows.append(row)
                examples.remove(example)
                count -= 1
    clean = {example: Row(example.as_tuple()) for example in examples}
    rows += [*clean.values(), *_copies(clean, rng)]
    rng.shuffle(rows)
    return rows


def _spoilt(example: Example, spoiler: Spoiler, rng: random.Random) -> Row | None:
    record = spoiler(example, rng)
    return Row(record, name_of(spoiler)) if record else None


def _copies(clean: dict[Example, Row], rng: random.Random) -> list[Row]:
    """Copies of each kind; exact ones pile up on a few records, as they do in scraped data."""
    left = list(clean)
    rng.shuffle(left)
    rows = []
    for kind, count in COPIES.items():
        each = COPIES_OF_ONE if kind == "exact-duplicate" else 1
        for _ in range(count // each):
            example = left.pop()
            rows += [Row(_copy(kind, example, rng), kind, clean[example]) for _ in range(each)]
    return rows


def _copy(kind: str, example: Example, rng: random.Random) -> dict[str, str]:
    if kind == "exact-duplicate":
        return example.as_tuple()
    return near_copy(example, rng) if kind == "near-duplicate" else wrong_label(example, rng)
