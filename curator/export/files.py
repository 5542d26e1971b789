"""Write a version's records back into the format they came in, or another."""

from collections.abc import Callable
from pathlib import Path, PurePath

import polars as pl

from curator import formats, remote, writers
from curator.errors import DataError
from curator.readers.sources import STDIN, find
from curator.versions import DatasetVersion


def export(
    version: DatasetVersion,
    path: Path | str,
    *,
    format: str | None = None,
    keep_review: bool = False,
    remark: Callable[[str], None] = lambda _: None,
) -> int:
    """Write the kept records of `version` to `path`, in the order of the sources; return how many.

    Args:
        version: whose records.
        path: the container follows from its suffix; `-` is standard output; an address such as `s3://bucket/key`.
        format: name of a record format; none: the one each record was read in.
        keep_review: write the records that wait for review too.
        remark: is told what `writers.write` says that whoever reads the file should know.

    Raises:
        DataError: nothing was kept, the records do not fit the format, or the file cannot be written. Nothing is
            half-written.
    """
    records = kept(version, keep_review=keep_review)
    own = {source["name"]: source["format"] for source in version.manifest["sources"]}
    for each in writers.write(records, path, format=format, formats=own, columns=columns_of(version)):
        remark(each)
    return records.height


def columns_of(version: DatasetVersion) -> writers.Columns:
    """The types of the columns of its sources, of those that are tables."""
    return {source["name"]: source.get("columns", ()) for source in version.manifest["sources"]}


def kept(version: DatasetVersion, *, keep_review: bool = False) -> pl.DataFrame:
    """The records to export, in the order of the sources.

    Raises:
        DataError: there are none.
    """
    records = version.with_verdict("keep", *(["review"] if keep_review else [])).collect()
    if records.is_empty():
        raise DataError(
            f"no record of {version.id} was kept; there is nothing to write",
            hint=f"see why: curator report {version.id}",
        )
    return records


def check_writable(path: Path | str, sources: list[str], format: str | None = None) -> None:
    """Refuse an output before the long run rather than after it.

    Raises:
        DataError: its folder or bucket is missing, or it is one of the sources.
        ServiceError: the service behind an address does not let us in.
        RecipeError: its suffix says no container, or there is no such format.
    """
    if format:
        formats.named(format)
    if str(path) == "-":
        return
    writers.container_for(PurePath(path))
    if isinstance(path, str):
        if path in sources:
            raise DataError("the output would replace a source", where=path, hint="choose another name")
        remote.check_writable(path)
        return
    if not path.parent.is_dir():
        raise DataError("no such folder", where=str(path.parent), hint="make it, or write somewhere else")
    if path.is_dir():
        raise DataError("is a folder, not a file", where=str(path), hint="name a file in it")
    named = [each for each in sources if each != STDIN and not remote.is_address(each)]
    if path.exists() and named and any(each.path and path.samefile(each.path) for each in find(named)):
        raise DataError("the output would replace a source", where=str(path), hint="choose another name")
