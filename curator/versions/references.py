"""What still needs a version, so that pruning leaves it: loops, trained runs, tasks that people are working on."""

import re
from collections.abc import Iterator
from pathlib import Path

import orjson

from curator.files import whole_file
from curator.versions.identity import ID_DIGITS

FILE = "references.jsonl"
NAMED = re.compile(rb"(?<![0-9A-Za-z])[0-9a-f]{%d}(?![0-9A-Za-z])" % ID_DIGITS)
WITHOUT_CLAIM = ("versions", "cache")  # folders whose files name versions without needing them


def add(root: Path, version: str, what: str, where: Path) -> None:
    """Remember that `what` at `where` needs a version for as long as it lies there. The caller holds the lock."""
    line = orjson.dumps({"version": version, "what": what, "where": str(where.resolve())}) + b"\n"
    lines = _lines(root)
    if line not in lines:
        with whole_file(root / FILE) as file:
            file.write_bytes(b"".join([*lines, line]))


def find(root: Path) -> dict[str, str]:
    """For each version that something needs, what that is.

    Every JSON file in a folder of the store (loops, runs) needs the versions that it names.
    """
    found: dict[str, str] = {}
    for version, what in (*_remembered(root), *_named(root)):
        found.setdefault(version, what)
    return found


def _remembered(root: Path) -> Iterator[tuple[str, str]]:
    for line in _lines(root):
        try:
            entry = orjson.loads(line)
            version, what, where = entry["version"], entry["what"], Path(entry["where"])
        except (ValueError, KeyError, TypeError):
            # Not ours to understand, but a version that it names is better kept than lost.
            yield from ((name.decode(), f"a line of {FILE}") for name in NAMED.findall(line))
            continue
        if where.exists():
            yield version, f"{what} in {where}"


def _named(root: Path) -> Iterator[tuple[str, str]]:
    for folder in sorted(each for each in root.glob("*") if each.is_dir() and each.name not in WITHOUT_CLAIM):
        for file in sorted([*folder.rglob("*.json"), *folder.rglob("*.jsonl")]):
            for name in NAMED.findall(file.read_bytes()):
                yield name.decode(), str(file.relative_to(root))


def _lines(root: Path) -> list[bytes]:
    file = root / FILE
    return [line + b"\n" for line in file.read_bytes().splitlines()] if file.is_file() else []
