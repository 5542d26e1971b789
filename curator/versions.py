"""Dataset versions: immutable, named by a hash of what made them, kept in a folder."""

import errno
import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from curator.errors import DataError, Problem
from curator.files import whole_file, whole_folder
from curator.registry import closest

FRAMES = ("records", "ledger", "signals", "changes", "quarantine")
ID_DIGITS = 12
FULL_BYTES = 1 << 20  # a disk with less room than this is called full
LATEST = "latest"


@dataclass(frozen=True)
class DatasetVersion:
    """What one run made of its input, never edited.

    Frames (lazy): `records` (canonical, repaired, of every verdict), `ledger` (a row a record that came in),
    `signals` (`record_id` and the measures), `changes` (`record_id, fix, field, before, after`) and `quarantine`.
    """

    path: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Counts, sources, recipe, rules, library versions and the hash of every file."""
        try:
            manifest: dict[str, Any] = orjson.loads((self.path / "manifest.json").read_bytes())
        except (OSError, orjson.JSONDecodeError) as error:
            raise DataError(
                f"the manifest cannot be read: {error}", where=str(self.path), hint="see curator versions verify"
            ) from None
        return manifest

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits."""
        return self.path.name

    @property
    def parent(self) -> str | None:
        """The version this one was made from."""
        parent: str | None = self.manifest["parent"]
        return parent

    def frame(self, name: str) -> pl.LazyFrame:
        """One of the version's frames."""
        assert name in FRAMES, name
        file = self.path / f"{name}.parquet"
        try:
            frame = pl.scan_parquet(file, glob=False)
            frame.collect_schema()
        except (OSError, pl.exceptions.PolarsError) as error:
            what = "missing" if not file.is_file() else f"damaged: {str(error).splitlines()[0]}"
            raise DataError(
                f"a file of this version is {what}", where=str(file), hint="see curator versions verify"
            ) from None
        return frame

    def with_verdict(self, *verdicts: str) -> pl.LazyFrame:
        """The canonical records of these verdicts, in the order of the sources."""
        wanted = self.frame("ledger").filter(pl.col("verdict").is_in(verdicts)).select("record_id")
        return self.frame("records").join(wanted, on="record_id", how="semi").sort("source", "source_row")

    def kept(self) -> pl.LazyFrame:
        """The records that the version consists of."""
        return self.with_verdict("keep")


def version_id(identity: Mapping[str, Any], kept: pl.DataFrame, changes: pl.DataFrame) -> str:
    """Name a version by what decides it and by the content kept.

    Args:
        identity: parent, recipe, rule text, signal versions; JSON values only.
        kept: `record_id` of the kept records; any order.
        changes: the repairs; those of records that were not kept do not count.
    """
    digest = hashlib.blake2b(orjson.dumps(identity, option=orjson.OPT_SORT_KEYS), digest_size=ID_DIGITS // 2)
    for record_id in kept["record_id"].sort():
        digest.update(record_id.encode() + b"\n")
    content = changes.join(kept.select("record_id"), on="record_id", how="semi")
    for row in content.select("record_id", "field", "after").sort("record_id", "field").iter_rows():
        digest.update(orjson.dumps(row))
    return digest.hexdigest()


class VersionStore:
    """A folder of versions. A version appears in it whole, by one rename, or not at all."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folder = root / "versions"

    def commit(self, name: str, manifest: Mapping[str, Any], frames: Mapping[str, pl.DataFrame]) -> DatasetVersion:
        """Store a version called `name` (from `version_id`); one that is there already stays as it is.

        Raises:
            DataError: the disk is full or not writable; the store is then as it was.
        """
        assert set(frames) == set(FRAMES), set(frames)
        target = self._folder / name
        if not target.is_dir():
            with whole_folder(target) as folder:
                for each, frame in frames.items():
                    _write(frame, folder / f"{each}.parquet")
                files = {f"{each}.parquet": _sha256(folder / f"{each}.parquet") for each in FRAMES}
                whole = {"id": name, "created": datetime.now(UTC).isoformat(), **manifest, "files": files}
                (folder / "manifest.json").write_bytes(orjson.dumps(whole, option=orjson.OPT_INDENT_2))
        with whole_file(self.root / LATEST) as file:
            file.write_text(name + "\n")
        return DatasetVersion(target)

    def all(self) -> list[DatasetVersion]:
        """Every version, oldest first."""
        found = [DatasetVersion(each) for each in self._folder.glob(f"{'[0-9a-f]' * ID_DIGITS}") if each.is_dir()]
        return sorted(found, key=lambda version: (version.manifest["created"], version.id))

    def get(self, name: str) -> DatasetVersion:
        """The version with this id, or with this unique beginning of one, or the `latest`.

        Raises:
            DataError: there is none, or several begin so.
        """
        ids = [version.path.name for version in self.all()]
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
        """The id of the version that was made last."""
        pointer = self.root / LATEST
        named = pointer.read_text().strip() if pointer.is_file() else ""
        versions = [version.id for version in self.all()]
        return named if named in versions else versions[-1]

    def newest_first(self) -> list[DatasetVersion]:
        """Every version: the latest one, then the others from the newest to the oldest."""
        versions = list(reversed(self.all()))
        return sorted(versions, key=lambda version: version.id != self.latest())

    def verify(self) -> list[Problem]:
        """Hash every file of every version again; what is missing or not as it was written."""
        problems = []
        for folder in sorted(self._folder.glob("[0-9a-f]*")):
            try:
                files: dict[str, str] = DatasetVersion(folder).manifest["files"]
            except (DataError, KeyError) as error:
                problems.append(Problem(f"the manifest is damaged: {error}", str(folder)))
                continue
            for name, expected in files.items():
                file = folder / name
                if not file.is_file():
                    problems.append(Problem("is missing", str(file)))
                elif _sha256(file) != expected:
                    problems.append(Problem("is not as it was written", str(file), "curate again or restore a backup"))
        return problems


def diff(a: DatasetVersion, b: DatasetVersion) -> pl.DataFrame:
    """Every record whose verdict or content differs: `record_id, before, after, rules_before, rules_after, changed`.

    A record that one version never saw has a null verdict there; `changed` is true when its text differs.
    """

    def judged(version: DatasetVersion) -> pl.LazyFrame:
        repairs = (
            version.frame("changes")
            .group_by("record_id")
            .agg(repairs=pl.concat_str("field", pl.col("after").fill_null("")).sort().str.join("\n"))
        )
        return version.frame("ledger").select("record_id", "verdict", "rules").join(repairs, on="record_id", how="left")

    both = judged(a).join(judged(b), on="record_id", how="full", coalesce=True, suffix="_after")
    return (
        both.with_columns(changed=pl.col("repairs").ne_missing(pl.col("repairs_after")))
        .filter(pl.col("verdict").ne_missing(pl.col("verdict_after")) | pl.col("changed"))
        .select(
            "record_id",
            before="verdict",
            after="verdict_after",
            rules_before="rules",
            rules_after="rules_after",
            changed="changed",
        )
        .sort("record_id")
        .collect()
    )


def lineage(store: VersionStore, version: DatasetVersion) -> Sequence[str]:
    """The ids from `version` up to the one without a parent; a parent that is gone ends the line."""
    line = [version.id]
    known = {each.id: each for each in store.all()}
    while (parent := known[line[-1]].parent) in known and parent not in line:
        line.append(parent)
    return line


def _write(frame: pl.DataFrame, path: Path) -> None:
    """Write Parquet; polars tells a full disk in words of its own, which say little."""
    try:
        frame.write_parquet(path, compression="zstd", statistics=False)
    except pl.exceptions.PolarsError as error:
        is_full = shutil.disk_usage(path.parent).free < FULL_BYTES or "No space left" in str(error)
        raise OSError(errno.ENOSPC if is_full else errno.EIO, str(error)) from None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
