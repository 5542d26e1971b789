"""Find the files that a user names: paths, addresses, patterns, `-`; and give each a short name."""

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from curator import remote
from curator.errors import DataError

STDIN = "-"

_SIGNS_OF_A_PATTERN = "*?["


@dataclass(frozen=True)
class Source:
    """A file to read, here or elsewhere, or standard input (neither path nor address)."""

    path: Path | None
    name: str
    """Tells it from the others of the same run."""
    address: str | None = None

    @property
    def where(self) -> str:
        """How messages call it."""
        return self.address or (str(self.path) if self.path else "standard input")

    def stamp(self) -> list[str | int]:
        """What is another when the file is another, as far as can be told without reading it.

        Raises:
            DataError: the file is gone.
            ServiceError: the service it lies at cannot be reached.
        """
        if self.address:
            return [self.address, remote.stamp(self.address)]
        if self.path is None:
            return []
        try:
            status = self.path.stat()
        except OSError as error:
            raise DataError(f"cannot be looked up: {error.strerror}", where=self.where) from None
        return [self.path.name, status.st_size, status.st_mtime_ns]


def find(sources: Sequence[str]) -> list[Source]:
    """The files behind paths, addresses and patterns (`data/*.jsonl`, `**` for any depth), in order; each file once.

    The name of a source is its file name; files with the same name get as much of their path as tells them apart.

    Raises:
        DataError: nothing given, a file that does not exist, a directory, or a pattern without a match.
        ServiceError: the service behind an address (`s3://…`, `hf://…`) cannot be reached or does not let us in.
    """
    if not sources:
        raise DataError("no file given", hint="name a file, a pattern such as 'data/*.jsonl', or - for standard input")
    found: dict[Path | str, Path | str] = {}
    for each in sources:
        for place in _places(each):
            found.setdefault(_key(place), place)
    names = _names([key for key in found if key != STDIN])
    return [_source(place, names.get(key, "stdin")) for key, place in found.items()]


def _key(place: Path | str) -> Path | str:
    """What is the same for two names of one file. A pipe such as /dev/fd/63 has no other name that would last."""
    if not isinstance(place, Path):
        return place
    return place.resolve() if place.is_file() else place.absolute()


def _source(place: Path | str, name: str) -> Source:
    if isinstance(place, Path):
        return Source(place, name)
    return Source(None, name, None if place == STDIN else place)


def _places(source: str) -> Sequence[Path | str]:
    """The files behind one name: paths, addresses, or `-`."""
    if source == STDIN:
        return [STDIN]
    if remote.is_address(source):
        return remote.find(source)
    try:
        return _matches(source)
    except (OSError, ValueError) as error:
        raise DataError(f"cannot be looked up: {error}", where=source, hint="check the path") from None


def _matches(source: str) -> list[Path]:
    path = Path(source)
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


def _names(places: Sequence[Path | str]) -> dict[Path | str, str]:
    """For every place, a resolved path or an address, its shortest end that no other place has."""
    parts = {place: place.parts if isinstance(place, Path) else tuple(place.split("/")) for place in places}
    names: dict[Path | str, str] = {}
    for place, own in parts.items():
        others = [other for another, other in parts.items() if another != place]
        length = next(
            (length for length in range(1, len(own)) if all(other[-length:] != own[-length:] for other in others)),
            len(own),
        )
        names[place] = "/".join(own[-length:])
    return names
