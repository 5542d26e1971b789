"""The annotations of a version, for commands that mean nothing without any."""

import polars as pl

from curator.errors import DataError
from curator.label import frame
from curator.versions import DatasetVersion


def needs_annotations(version: DatasetVersion) -> pl.DataFrame:
    """What people said about a version and its ancestors.

    Raises:
        DataError: nobody was asked, or everybody skipped everything.
    """
    annotations = frame.of(version)
    if annotations.is_empty():
        raise DataError(
            f"version {version.id} has no annotations",
            hint="bring some: curator label pull, or curator label import EXPORT.json; "
            "both make a version that has them",
        )
    if annotations["action"].null_count() == annotations.height:
        raise DataError(
            f"all {annotations.height:,} annotations of version {version.id} are skips",
            hint="ask somebody else, or other records",
        )
    return annotations
