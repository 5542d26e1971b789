"""Write those records of sources or of a version that stay, in the form in which they came."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from curator.cli.common import Session

if TYPE_CHECKING:
    from curator.readers import Scan
    from curator.versions import DatasetVersion


def write_kept(
    session: Session, came_from: "Scan | DatasetVersion", kept: Iterable[pl.DataFrame], output: Path | str
) -> None:
    """Write records, in portions, as the sources or the version that they came from hold them.

    Raises:
        DataError: they cannot be written.
    """
    from curator import writers
    from curator.export.files import columns_of
    from curator.readers import Scan

    if not isinstance(came_from, Scan):
        formats = {source["name"]: source["format"] for source in came_from.manifest["sources"]}
        remarks = writers.write(pl.concat(kept), output, formats=formats, columns=columns_of(came_from))
    else:
        formats = {source.name: source.format for source in came_from.sources}
        types = {source.name: source.columns for source in came_from.sources}
        if came_from.is_on_disk:
            remarks = writers.write_parts(kept, output, formats=formats, columns=types)
        else:
            remarks = writers.write(pl.concat(kept), output, formats=formats, columns=types)
    for remark in remarks:
        session.note(remark)
