"""What was drawn for whom, remembered before it is sent: the same wish again is the same draw, not further records."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import orjson
import polars as pl

from curator.errors import DataError
from curator.files import append_line
from curator.label.journal import FOLDER, pushed
from curator.label.sampling import DRAWN
from curator.versions.lock import PATIENCE_S, locked

NAME = "draws.jsonl"

Draw = Callable[[set[str]], pl.DataFrame]


def remembered(store: Path, wish: Mapping[str, object], draw: Draw) -> pl.DataFrame:
    """The records of a wish: those of the last time if it was wished before, else drawn now from what is left.

    Args:
        store: the folder of the store.
        wish: what tells one draw from another, as JSON values: version, project, strategy, seed.
        draw: draws; given the records that have been sent or drawn already.

    Raises:
        DataError: the file holds something else, or is not writable.
    """
    path = store / FOLDER / NAME
    with locked(path.parent, PATIENCE_S, what="journal of Label Studio", hint="wait for it"):
        taken = pushed(store)
        for wished, records in _draws(path):
            if wished == wish:
                return pl.DataFrame(records, schema=DRAWN, orient="row")
            taken.update(record for record, _, _ in records)
        found = draw(taken).select(DRAWN.names())
        if found.height:
            append_line(path, {"wish": dict(wish), "records": found.rows()})
        return found


def _draws(path: Path) -> Iterator[tuple[Mapping[str, object], list[tuple[str, str, float | None]]]]:
    lines = path.read_bytes().splitlines() if path.is_file() else []
    for number, line in enumerate(lines, start=1):
        try:
            drawn = orjson.loads(line)
        except orjson.JSONDecodeError:
            if number == len(lines):  # cut by a kill: nothing of it was sent
                return
            drawn = None
        if not isinstance(drawn, dict) or not {"wish", "records"} <= drawn.keys():
            hint = "remove the file: what was sent is known from the journals"
            raise DataError("not as curator wrote it", where=f"{path}:{number}", hint=hint)
        yield drawn["wish"], drawn["records"]
