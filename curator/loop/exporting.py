"""Keep the champion's records in a file of the user's choice."""

from pathlib import Path

import orjson

from curator import remote
from curator.export import check_writable, export
from curator.files import whole_file
from curator.versions import DatasetVersion

FILE = "exported.json"


def place_of(path: str) -> Path | str:
    """Where a recipe's `loop.export` is: a path, or an address such as `s3://bucket/key`."""
    return path if remote.is_address(path) else Path(path)


def check(path: str, sources: list[str]) -> None:
    """Make sure that the file can be written, before anything is trained.

    Raises:
        CuratorError: it cannot, or it is one of the sources.
    """
    check_writable(place_of(path), sources)


def keep_exported(version: DatasetVersion, path: str, folder: Path) -> bool:
    """Write a version's kept records to `path`, unless that is where they were written last; tell whether.

    Args:
        version: the champion.
        path: of the file, which is replaced whole or not at all.
        folder: of the loop, which remembers what was written.

    Raises:
        CuratorError: the file cannot be written.
    """
    place = place_of(path)
    memory = folder / FILE
    said = orjson.dumps({"version": version.id, "path": path})
    is_there = isinstance(place, str) or place.is_file()
    if is_there and memory.is_file() and memory.read_bytes() == said:
        return False
    export(version, place)
    with whole_file(memory) as file:
        file.write_bytes(said)
    return True
