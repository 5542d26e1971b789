"""An index on disk: a manifest, and Parquet files with the kept records, one more for each portion that came."""

import hashlib
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from curator.dedup.index.query import WHERE, Index
from curator.dedup.rethreshold import check_threshold
from curator.dedup.views import columns_of
from curator.errors import CuratorError, DataError, RecipeError
from curator.files import make_folder, whole_file, whole_folder, writing

FORMAT = 2
"""Raised whenever an older index would be read wrongly."""

MANIFEST = "manifest.json"

_DIGITS = 12
_REBUILD = "build the index again: curator dedup index build DIR SOURCE…"


@dataclass(frozen=True)
class Part:
    """The records that stayed of one portion."""

    file: str
    records: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """How an index was made, and what it holds."""

    view: str
    threshold: float
    records: int = 0
    """That were looked at so far."""
    exact: int = 0
    near: int = 0
    blank: int = 0
    """Of these repeated one exactly, repeated one nearly, or had no text to compare."""
    parts: tuple[Part, ...] = field(default=())

    @property
    def kept(self) -> int:
        """Records that the index holds."""
        return sum(part.records for part in self.parts)

    def counting(self, answers: pl.DataFrame, parts: tuple[Part, ...]) -> "Manifest":
        """With what came of more records."""
        return Manifest(
            self.view,
            self.threshold,
            self.records + answers.height,
            self.exact + int((answers["kind"] == "exact").sum()),
            self.near + int((answers["kind"] == "near").sum()),
            self.blank + int((~answers["is_compared"]).sum()),
            (*self.parts, *parts),
        )


def build(
    folder: Path, frames: Iterable[pl.DataFrame], *, view: str = "full", threshold: float = 0.8
) -> tuple[Manifest, pl.DataFrame]:
    """Make an index; `Index.add` says of what and tells what the answers mean.

    Raises:
        RecipeError: there is no such view, or the threshold is none, or the records lack the column.
        DataError: the folder has something in it, or cannot be written.
    """
    index = Index(view, threshold)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        is_index = (folder / MANIFEST).exists()
        what, hint = (
            ("there is an index already", "add to it: curator dedup index add DIR SOURCE…; or name another folder")
            if is_index
            else ("is not empty", "name a folder that is empty or not there yet")
        )
        raise DataError(what, where=str(folder), hint=hint)
    with writing(folder):
        make_folder(folder.parent)  # before anything is read
    answers = _added(index, frames)
    with whole_folder(folder) as new:
        manifest = Manifest(view, threshold).counting(answers, _write_part(new, index.records, 0))
        _write(new, manifest)
    return manifest, answers


def add(folder: Path, frames: Iterable[pl.DataFrame]) -> tuple[Manifest, pl.DataFrame]:
    """Add records to an index: one part more, and then the manifest that names it.

    Raises:
        DataError: there is no index, it is damaged or cannot be written, or somebody else added to it meanwhile.
        RecipeError: the records lack the column that is compared.
    """
    manifest, index = load(folder)
    n_before = index.records.height
    answers = _added(index, frames)
    parts = _write_part(folder, index.records[n_before:], len(manifest.parts))
    if read(folder) != manifest:
        raise DataError("somebody else added to the index meanwhile", where=str(folder), hint="add the records again")
    manifest = manifest.counting(answers, parts)
    _write(folder, manifest)
    return manifest, answers


def load(folder: Path) -> tuple[Manifest, Index]:
    """An index in memory, and what its manifest says.

    Raises:
        DataError: there is none, it is damaged, or another version of curator made it.
    """
    manifest = read(folder)
    index = Index(manifest.view, manifest.threshold)
    for part in manifest.parts:
        index.restore(_part(folder, part, index.records.schema))
    return manifest, index


def read(folder: Path) -> Manifest:
    """What the manifest of an index says.

    Raises:
        DataError: there is none, it is damaged, or another version of curator made it.
    """
    path = folder / MANIFEST
    try:
        said = orjson.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        hint = "make one: curator dedup index build DIR SOURCE…"
        raise DataError("is no index of curator", where=str(folder), hint=hint) from None
    except (OSError, orjson.JSONDecodeError) as error:
        raise _damaged(path, f"cannot be read: {error}") from None
    if isinstance(said, dict) and said.get("format") != FORMAT and isinstance(said.get("format"), int):
        raise _damaged(path, "was made by another version of curator")
    try:
        return _manifest(said)
    except (KeyError, TypeError, ValueError, CuratorError):
        raise _damaged(path, "does not describe an index") from None


def check(manifest: Manifest, folder: Path, *, view: str | None = None, threshold: float | None = None) -> None:
    """Make sure that an index was made as somebody expects; none: whatever it is.

    Raises:
        RecipeError: it was not.
    """
    for name, wanted, made in (("view", view, manifest.view), ("threshold", threshold, manifest.threshold)):
        if wanted is not None and wanted != made:
            raise RecipeError(
                f"the index was built with {name} {made}, and {wanted} is asked for",
                where=str(folder),
                hint=f"leave out --{name}, or build another index: curator dedup index build",
            )


def _added(index: Index, frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat([index.add(pl.DataFrame(schema={index.columns[0]: pl.String})), *map(index.add, frames)])


def _write_part(folder: Path, records: pl.DataFrame, nth: int) -> tuple[Part, ...]:
    """Write records, if there are any."""
    if records.is_empty():
        return ()
    buffer = io.BytesIO()
    records.write_parquet(buffer)
    content = buffer.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    part = Part(f"part-{nth}-{digest[:_DIGITS]}.parquet", records.height, digest)
    with whole_file(folder / part.file) as path:
        path.write_bytes(content)
    return (part,)


def _write(folder: Path, manifest: Manifest) -> None:
    with whole_file(folder / MANIFEST) as path:
        path.write_bytes(orjson.dumps({"format": FORMAT, **asdict(manifest)}, option=orjson.OPT_INDENT_2))


def _part(folder: Path, part: Part, schema: pl.Schema) -> pl.DataFrame:
    path = folder / part.file
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _damaged(path, f"cannot be read: {(error.strerror or str(error)).lower()}") from None
    if hashlib.sha256(content).hexdigest() != part.sha256:
        raise _damaged(path, "is not as it was written")
    try:
        records = pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        raise _damaged(path, "is no Parquet file") from None
    if records.schema != schema or records.height != part.records or records[schema.names()[len(WHERE)]].null_count():
        raise _damaged(path, "does not hold what an index holds")
    return records


def _manifest(said: Any) -> Manifest:  # noqa: ANN401
    """The manifest, if it is one.

    Raises:
        KeyError, TypeError, ValueError, CuratorError: it is none.
    """
    told = dict(said)
    del told["format"]
    parts = tuple(Part(**part) for part in told.pop("parts"))
    manifest = Manifest(**told, parts=parts)
    columns_of(manifest.view)
    check_threshold(manifest.threshold)
    counts = [manifest.records, manifest.exact, manifest.near, manifest.blank, *(part.records for part in parts)]
    names_are_safe = all(Path(part.file).name == part.file and isinstance(part.sha256, str) for part in parts)
    if not names_are_safe or not all(isinstance(count, int) and count >= 0 for count in counts):
        raise ValueError
    return manifest


def _damaged(path: Path, what: str) -> DataError:
    return DataError(what, where=str(path), hint=_REBUILD)
