"""Find the files that a user names: paths, patterns, `-`; and give each a short name."""

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from curator.errors import DataError

STDIN = "-"

_SIGNS_OF_A_PATTERN = "*?["


@dataclass(frozen=True)
class Source:
    """One file to read, or standard input (no path); `name` tells it from the others of the same run."""

    path: Path | None
    name: str

    @property
    def where(self) -> str:
        """How messages call it."""
        return str(self.path) if self.path else "standard input"


def find(sources: Sequence[str]) -> list[Source]:
    """The files behind paths and patterns (`data/*.jsonl`, `**` for any depth), in order; each file once.

    The name of a source is its file name; files with the same name get as much of their path as tells them apart.

    Raises:
        DataError: nothing given, a file that does not exist, a directory, a pattern without a match, or an address.
    """
    if not sources:
        raise DataError("no file given", hint="name a file, a pattern such as 'data/*.jsonl', or - for standard input")
    paths: dict[Path | None, Path | None] = {}
    for each in sources:
        try:
            found = [None] if each == STDIN else _matches(each)
        except (OSError, ValueError) as error:
            raise DataError(f"cannot be looked up: {error}", where=each, hint="check the path") from None
        for path in found:
            paths.setdefault(path.resolve() if path else None, path)
    names = _names([path for path in paths.values() if path])
    return [Source(path, names[path] if path else "stdin") for path in paths.values()]


def _matches(source: str) -> list[Path]:
    path = Path(source)
    if "://" in source:
        raise DataError("cannot read from an address", where=source, hint="download it and name the file")
    if path.is_dir():
        kinds = Counter(inside.suffix for inside in path.iterdir() if inside.is_file() and inside.suffix)
        pattern = path / f"*{max(kinds, key=lambda kind: kinds[kind], default='.jsonl')}"
        raise DataError("is a directory", where=source, hint=f"name files in it, for example '{pattern}'")
    if path.exists():
        return [path]
    if any(sign in source for sign in _SIGNS_OF_A_PATTERN):
        found = sorted(_expanded(path))
        files = [each for each in found if each.is_file() and not each.name.startswith(".")]
        if not files:
            raise DataError("no file matches", where=source, hint="check the pattern and the working folder")
        return files
    raise DataError("no such file", where=source, hint=_near_misses(path))


def _expanded(pattern: Path) -> Iterator[Path]:
    """The matches of a pattern; its leading parts without signs are the folder to look in."""
    fixed = list(takewhile(lambda part: not any(sign in part for sign in _SIGNS_OF_A_PATTERN), pattern.parts))
    return Path(*fixed).glob(str(Path(*pattern.parts[len(fixed) :])))


def _near_misses(path: Path) -> str:
    folder = path.parent
    if not folder.is_dir():
        return f"there is no folder {folder} either"
    there = sorted(each.name for each in folder.iterdir())
    near = difflib.get_close_matches(path.name, there, n=3, cutoff=0.6)
    return f"did you mean {' or '.join(str(folder / name) for name in near)}?" if near else "check the path"


def _names(paths: Sequence[Path]) -> dict[Path, str]:
    """For every path its shortest end that no other path has."""
    parts = {path: path.resolve().parts for path in paths}
    names: dict[Path, str] = {}
    for path, own in parts.items():
        others = [other for another, other in parts.items() if another != path]
        length = next(
            (length for length in range(1, len(own)) if all(other[-length:] != own[-length:] for other in others)),
            len(own),
        )
        names[path] = "/".join(own[-length:])
    return names
