"""Write the sample data: `python sample_data/make.py [FOLDER]` gives the same files each time."""

import json
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

from chats import make_chats
from compose import Example, Material
from pairs import make_pairs
from rows import Row
from tuples import make_tuples

from curator.readers import scan

HERE = Path(__file__).parent
SEED = 20261
HELD_OUT = {"route": 40, "kind": 40, "remark": 39, "town": 39}


def main(folder: Path = HERE) -> None:
    """Write every file into `folder`."""
    rng = random.Random(SEED)
    material = Material(HERE / "sentences.txt", rng)
    # The held-out set first: a training sentence that comes too close to it is then never written.
    held_out = [example for task, n in HELD_OUT.items() for example in islice(material.held_out(task), n)]
    sets = {
        "tuples.jsonl": make_tuples(material, rng),
        "chats.jsonl": make_chats(material, rng),
        "preferences.jsonl": make_pairs(material, rng),
    }
    _write(folder / "heldout.jsonl", [_item(example, rng) for example in held_out])
    for name, rows in sets.items():
        _write(folder / name, [row.record for row in rows])
    _write(folder / "truth.jsonl", [line for name, rows in sets.items() for line in _truth(folder / name, rows)])


def _item(example: Example, rng: random.Random) -> dict[str, object]:
    """A held-out item; its options are shuffled when the instruction lists none."""
    options = list(example.options)
    if not options:
        options = [example.answer, *example.rivals]
        rng.shuffle(options)
    return {**example.as_tuple(), "options": options, "task": example.task}


def _truth(path: Path, rows: Sequence[Row]) -> Iterable[dict[str, object]]:
    """One line a faulty record: where it is, what is wrong, and the row it copies, if it does."""
    records = scan([str(path)]).records.sort("source_row").select("record_id").collect()
    place = {row: at for at, row in enumerate(rows)}
    for at, row in enumerate(rows):
        if row.fault:
            yield {
                "file": path.name,
                "row": at,
                "record_id": records["record_id"][at],
                "fault": row.fault,
                "copy_of_row": place[row.copy_of] if row.copy_of else None,
            }


def _write(path: Path, objects: Iterable[Mapping[str, object]]) -> None:
    lines = [json.dumps(each, ensure_ascii=False) + "\n" for each in objects]
    path.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
