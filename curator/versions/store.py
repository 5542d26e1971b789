"""The store: a folder in which a version appears whole, by one rename, or not at all."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import polars as pl

from curator.errors import DataError, Problem
from curator.files import PART, remove_leftovers, whole_file, whole_folder
from curator.registry import closest
from curator.versions import frames as files
from curator.versions import manifest as manifests
from curator.versions import references
from curator.versions.identity import ID_DIGITS
from curator.versions.lock import PATIENCE_S, locked
from curator.versions.verify import damage, problems_of_store
from curator.versions.version import FRAMES, OPTIONAL, DatasetVersion

LATEST = "latest"
TICK = timedelta(microseconds=1)


class VersionStore:
    """A folder of versions. Anybody may read it at any time; who writes holds its lock."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folder = root / "versions"

    @classmethod
    def of(cls, version: DatasetVersion) -> Self:
        """The store that a version lies in."""
        return cls(version.path.parents[1])

    def lock(self, patience_s: float = PATIENCE_S) -> AbstractContextManager[None]:
        """Keep other writers out while the block runs; the holder may take it again.

        Args:
            patience_s: how long to wait for another writer.

        Raises:
            DataError: the folder is not writable, or another run does not give it back.
        """
        return locked(self.root, patience_s)

    def commit(
        self, name: str, manifest: Mapping[str, Any], frames: Mapping[str, pl.DataFrame], *, aside: bool = False
    ) -> DatasetVersion:
        """Store a version called `name` (from `version_id`); one that is there already and whole stays as it is.

        It is the `latest` from now on, unless it is made `aside`, to compare another one with.

        Raises:
            DataError: the disk is full or not writable; the store is then as it was.
        """
        assert set(FRAMES) <= set(frames) <= {*FRAMES, *OPTIONAL}, set(frames)
        target = DatasetVersion(self._folder / name)
        with self.lock():
            if any(damage(target.path)):
                self._write(target.path, manifest, frames)
            remove_leftovers(self._folder)
            if not aside:
                with whole_file(self.root / LATEST) as file:
                    file.write_text(name + "\n")
        return target

    def ids(self) -> list[str]:
        """The id of every version, damaged ones included, in alphabetical order."""
        return sorted(each.name for each in self._folder.glob("[0-9a-f]" * ID_DIGITS) if each.is_dir())

    def all(self) -> list[DatasetVersion]:
        """Every version that can be read, oldest first; `verify` names the others."""
        return sorted(self._readable(), key=lambda version: (version.manifest["created"], version.id))

    def get(self, name: str) -> DatasetVersion:
        """The version with this id, or with this unique beginning of one, or the `latest`.

        Raises:
            DataError: there is none, or several begin so.
        """
        ids = self.ids()
        if name == LATEST and ids:
            return DatasetVersion(self._folder / self.latest())
        matches = [each for each in ids if each.startswith(name)] if name else []
        if len(matches) == 1:
            return DatasetVersion(self._folder / matches[0])
        if matches:
            raise DataError(f"{len(matches)} versions begin with {name!r}", hint=f"say more: {', '.join(matches[:5])}")
        raise DataError(
            f"no version {name!r} in {self.root}",
            hint=closest(name, ids) if ids else "make one: curator curate FILE; or name the store: --store DIR",
        )

    def latest(self) -> str:
        """The id of the version that was made last, or made again.

        Raises:
            DataError: there is none that can be read.
        """
        pointer = self.root / LATEST
        named = pointer.read_text(errors="replace").strip() if pointer.is_file() else ""
        if named in self.ids():
            return named
        versions = self.all()
        if not versions:
            raise DataError("no version can be read", where=str(self.root), hint="see curator versions verify")
        return versions[-1].id

    def newest_first(self) -> list[DatasetVersion]:
        """Every version: the latest one, then the others from the newest to the oldest."""
        versions = list(reversed(self.all()))
        latest = self.latest() if versions else None
        return sorted(versions, key=lambda version: version.id != latest)

    def verify(self) -> list[Problem]:
        """Hash every file of every version again; what is missing, not as it was written, or does not belong there."""
        return list(problems_of_store(self.root, self._folder, self.root / LATEST))

    def remove(self, version: DatasetVersion) -> None:
        """Take a version out of the store. The caller holds the lock and knows that nothing needs it."""
        gone = self._aside(version.path)
        shutil.rmtree(gone, ignore_errors=True)

    def refer(self, version: DatasetVersion, what: str, where: Path) -> None:
        """Remember that `what` at `where` needs a version for as long as it lies there."""
        with self.lock():
            references.add(self.root, version.id, what, where)

    def _readable(self) -> Iterator[DatasetVersion]:
        for name in self.ids():
            version = DatasetVersion(self._folder / name)
            try:
                version.manifest  # noqa: B018 - read now, kept by the version
            except DataError:
                continue
            yield version

    def _write(self, target: Path, manifest: Mapping[str, Any], frames: Mapping[str, pl.DataFrame]) -> None:
        with whole_folder(target) as folder:
            for name, frame in frames.items():
                files.write(frame, folder / f"{name}.parquet")
            hashes = {f"{name}.parquet": files.sha256(folder / f"{name}.parquet") for name in frames}
            said = {**manifest, "id": target.name, "created": self._now(), "files": hashes}
            manifests.write(said, folder)
            if target.exists():  # damaged, or nobody would write it again
                self._aside(target)

    def _now(self) -> str:
        """The time, or just after the newest version's when the clock has gone back: `created` orders versions."""
        now = datetime.now(UTC)
        newest = self.all()[-1:]
        if newest:
            now = max(now, datetime.fromisoformat(newest[0].manifest["created"]) + TICK)
        return now.isoformat(timespec="microseconds")

    def _aside(self, folder: Path) -> Path:
        """Rename a version so that no reader sees it half removed; what a kill leaves goes with the next write."""
        hidden = folder.with_name(f"{PART}{folder.name}")
        shutil.rmtree(hidden, ignore_errors=True)
        return folder.rename(hidden)
