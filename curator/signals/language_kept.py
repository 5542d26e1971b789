"""Tables made of what langdetect knows, made once on a machine and kept in the cache folder."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curator.lazy import need
from curator.machine import cache_folder
from curator.progress import stage

Array = NDArray[Any]


def kept(fields: Sequence[str], sources: Sequence[str], make: Callable[[], Iterable[Array]]) -> list[Array]:
    """One array for each of the `fields`, made if the cache folder has none of these very sources.

    Raises:
        MissingExtra: langdetect is not installed.
    """
    folder = _folder([*sources, __file__])
    try:
        return [np.load(folder / f"{name}.npy", allow_pickle=False) for name in fields]
    except (OSError, ValueError):  # missing, or half written
        pass
    with stage("learning languages, once on this machine", None):
        made = list(make())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in zip(fields, made, strict=True):
            part = folder / f"{name}.{os.getpid()}.npy"
            np.save(part, table, allow_pickle=False)
            part.replace(folder / f"{name}.npy")
    except OSError:  # nothing can be written: made again next time
        pass
    return made


def profile_files() -> Iterator[Path]:
    """The files of langdetect's profiles, one a language, in the order of their names."""
    need("langdetect")
    from langdetect.detector_factory import PROFILES_DIRECTORY

    return (path for path in sorted(Path(PROFILES_DIRECTORY).iterdir()) if not path.name.startswith("."))


def _folder(sources: Sequence[str]) -> Path:
    """Where the tables of these sources and profiles are kept."""
    try:
        known = metadata.version("langdetect").encode()
    except metadata.PackageNotFoundError:
        need("langdetect")
        raise
    content = b"".join(Path(source).read_bytes() for source in sources) + known
    return cache_folder() / "languages" / sha256(content).hexdigest()[:16]
