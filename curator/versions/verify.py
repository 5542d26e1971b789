"""Hash everything in a store again, and name what is missing, damaged, edited or does not belong there."""

from collections.abc import Iterator
from pathlib import Path

from curator import overrides
from curator.errors import DataError, Problem
from curator.versions import frames, manifest
from curator.versions.version import FRAMES, DatasetVersion

AGAIN = "curate again, or restore a backup"


def problems_of_store(root: Path, versions: Path, pointer: Path) -> Iterator[Problem]:
    """Every problem of the versions in a folder and of the files that a store keeps beside them.

    Args:
        root: the store.
        versions: its folder of versions.
        pointer: its file that names the latest one.
    """
    # Before the folders: a version that is committed meanwhile stands in its folder before it is named.
    named = pointer.read_text(errors="replace").strip() if pointer.is_file() else ""
    folders = sorted(each for each in versions.glob("*") if not each.name.startswith("."))
    for folder in folders:
        yield from damage(folder)
        yield from _strangers(folder)
    if named and named not in {folder.name for folder in folders}:
        yield Problem(f"names {named[:40]!r}, which is not in the store", str(pointer), "curate again")
    try:
        overrides.load(root)
    except DataError as error:
        yield from error.problems


def damage(folder: Path) -> Iterator[Problem]:
    """Whatever of one version is not as it was written."""
    try:
        says = manifest.read(folder)
    except DataError as error:
        yield from error.problems
        return
    if says["id"] != folder.name:
        yield Problem(f"the manifest is that of {says['id']}", str(folder), "give the folder its old name back")
    if not manifest.is_as_written(says):
        yield Problem("was edited after it was written", str(folder / manifest.NAME), AGAIN)
    for name in DatasetVersion(folder).frames:
        file = folder / f"{name}.parquet"
        yield from _damage_of_file(file, says["files"].get(file.name))


def _strangers(folder: Path) -> Iterator[Problem]:
    try:
        names = DatasetVersion(folder).frames
    except DataError:
        names = FRAMES
    own = {manifest.NAME, *(f"{name}.parquet" for name in names)}
    if folder.is_dir():
        for each in sorted(folder.iterdir()):
            if each.name not in own:
                yield Problem("does not belong to the version", str(each), "move it away")


def _damage_of_file(file: Path, digest: object) -> Iterator[Problem]:
    if not file.is_file():
        yield Problem("is missing", str(file), AGAIN)
        return
    try:
        found = frames.sha256(file)
    except OSError as error:
        yield Problem(f"cannot be read: {error.strerror or error}", str(file), AGAIN)
        return
    if found != digest:
        yield Problem("is not as it was written", str(file), AGAIN)
