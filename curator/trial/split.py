"""Take a share of the raw records out for measuring, before anything is curated, by clusters of prompts alike."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import polars as pl

from curator import schema
from curator.errors import DataError
from curator.evaluate import Heldout, Item
from curator.readers import scan
from curator.recipe import Recipe
from curator.train import Row, training_rows
from curator.trial.together import alike

SEED = 0


@dataclass(frozen=True)
class Split:
    """What was taken.

    `record_ids` are all records that were taken, `heldout` the questions they gave, in the order of the records;
    `report` says in JSON values how the split was made, and by which hash it is known.
    """

    heldout: Heldout
    record_ids: frozenset[str]
    report: dict[str, Any]


def split_off(recipe: Recipe, share: float, *, seed: int = SEED) -> Split:
    """Hold out about this share of the records that a recipe reads.

    Records whose prompts are near-duplicates, over any number of steps, stay together on one side, so no held-out
    question has its like among the training records. Whole clusters are taken in an order that a hash of their prompts
    and the seed decides: other runs and other machines take the same, and a few more records change little. What is
    taken is never curated: its answers stand as they came. A record whose answer is missing is taken as well but
    gives no question.

    Raises:
        DataError: fewer than two clusters, or no record taken that gives a question.
        CuratorError: the data cannot be read.
    """
    read = scan(recipe.data.sources, format=recipe.data.format, columns=recipe.data.columns)
    return split(read.records.collect(), share, seed=seed)


def split(records: pl.DataFrame, share: float, *, seed: int = SEED) -> Split:
    """As `split_off`, of canonical records."""
    prompts = records.lazy().select("record_id", prompt=schema.views()["prompt"]).collect()
    asked = prompts.filter(pl.col("prompt").str.contains(r"\S"))
    of_record = dict(zip(asked["record_id"], alike(asked["prompt"].to_list()), strict=True))
    clusters: dict[int, list[str]] = defaultdict(list)
    for record_id, cluster in of_record.items():
        clusters[cluster].append(record_id)
    if len(clusters) < 2:
        raise DataError(
            f"{len(clusters)} cluster of prompts cannot be split", hint="hold out a file of your own: evaluate.heldout"
        )
    taken = _taken([sorted(members) for members in clusters.values()], share * records.height, seed)
    items = _items(records.filter(pl.col("record_id").is_in(sorted(taken))), of_record)
    if not items:
        raise DataError(
            f"none of {len(taken):,} held-out records has a prompt and an answer", hint="raise evaluate.split"
        )
    lines = [orjson.dumps([item.item_id, [dict(turn) for turn in item.messages], item.answer]) for item in items]
    sha256 = hashlib.sha256(b"\n".join(lines)).hexdigest()
    report = {
        "share": share,
        "seed": seed,
        "records": len(taken),
        "of": records.height,
        "clusters": len({of_record[record_id] for record_id in taken}),
        "items": len(items),
        "without_answer": len(taken) - len(items),
        "sha256": sha256,
    }
    return Split(Heldout(tuple(items), sha256, f"{share:g} of the data"), frozenset(taken), report)


def _taken(clusters: Sequence[Sequence[str]], wanted: float, seed: int) -> set[str]:
    """Whole clusters in the order of their hashes, until there are enough; one that would overshoot is passed over."""

    def place(members: Sequence[str]) -> bytes:
        return hashlib.blake2b(f"{seed} {members[0]}".encode(), digest_size=16).digest()

    taken: set[str] = set()
    for members in sorted(clusters, key=place):
        if len(taken) + len(members) <= max(1, round(wanted)):
            taken.update(members)
    return taken


def _items(records: pl.DataFrame, clusters: dict[str, int]) -> list[Item]:
    """A question for each record that ends with an answer; items are named by their records."""
    rows = [row for row in training_rows(records).rows if isinstance(row, Row) and _is_question(row)]
    sources = dict(records.select("record_id", "source").iter_rows())
    return [
        Item(
            item_id=row.record_id,
            messages=tuple({name: str(turn[name]) for name in ("role", "content")} for turn in row.messages),
            answer=row.response,
            options=None,
            task=sources[row.record_id],
            cluster=f"prompt {clusters[row.record_id]}",
        )
        for row in rows
    ]


def _is_question(row: Row) -> bool:
    """Whether it asks in words and is answered in words."""
    return bool(row.response.strip()) and all(isinstance(turn.get("content"), str) for turn in row.messages)
