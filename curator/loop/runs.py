"""Fine-tuned adapters on disk: `runs/<id>/`, the adapter as stock peft loads it beside what it was made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from curator.errors import DataError
from curator.files import whole_file
from curator.recipe import Train
from curator.registry import closest
from curator.train import Row, Session, resolve

FACTS = "run.json"


@dataclass(frozen=True)
class StoredRun:
    """A run in a store."""

    path: Path
    facts: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Its folder's name."""
        return self.path.name


def session_for(train: Train) -> Session:
    """The model of these settings, ready to be trained or asked.

    Raises:
        CuratorError: the model cannot be used.
    """
    return Session(resolve(train.model), train)


def train_and_save(
    session: Session, rows: Sequence[Row], *, seed: int, train: Train, version: str, folder: Path
) -> dict[str, Any]:
    """Fine-tune on `rows` from a fresh adapter, save it as `folder`, and return what was done.

    Raises:
        CuratorError: a loss was not finite, or the adapter cannot be written. Nothing is left half-written.
    """
    fitted = session.fit(rows, seed)
    session.save(folder)
    facts = {
        "version": version,
        "seed": seed,
        "train": train.model_dump(mode="json", exclude={"seeds"}),
        "records": len(rows),
        **fitted.to_dict(),
    }
    with whole_file(folder / FACTS) as file:
        file.write_bytes(orjson.dumps(facts, option=orjson.OPT_INDENT_2))
    return facts


def find_run(runs: Path, name: str) -> StoredRun | None:
    """The run with this id, or with this unique beginning of one; none when no run begins so.

    Raises:
        DataError: several do, or its facts are damaged.
    """
    found = sorted(path for path in runs.glob("[0-9a-f]*") if path.name.startswith(name) and (path / FACTS).is_file())
    if not found:
        return None
    if len(found) > 1:
        raise DataError(f"{len(found)} runs begin with {name!r}", hint=closest(name, [path.name for path in found]))
    try:
        facts = orjson.loads((found[0] / FACTS).read_bytes())
    except orjson.JSONDecodeError as error:
        raise DataError(f"not JSON: {error}", where=str(found[0] / FACTS), hint="train it again") from None
    return StoredRun(found[0], facts)
