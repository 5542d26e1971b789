"""Find a record in the store by its id or by the beginning of one."""

from typing import Any

import polars as pl

from curator.errors import DataError
from curator.versions.store import VersionStore
from curator.versions.version import DatasetVersion

MIN_PREFIX = 4


def find_record(
    store: VersionStore, record: str, version_name: str | None = None
) -> tuple[DatasetVersion, dict[str, Any]]:
    """The version that knows a record, and the record's line in its ledger.

    Args:
        store: where to look.
        record: a record id, or at least four characters that only one id begins with.
        version_name: the version to look in; none: the latest one that knows the record.

    Raises:
        DataError: no version knows it, or several records begin so.
    """
    versions = [store.get(version_name)] if version_name else store.newest_first()
    for version in versions:
        found = version.frame("ledger").filter(pl.col("record_id").str.starts_with(record)).collect()
        exact = found.filter(pl.col("record_id") == record)
        if exact.height == 1 or (found.height == 1 and len(record) >= MIN_PREFIX):
            return version, (exact if exact.height else found).row(0, named=True)
        if found.height > 1 and len(record) >= MIN_PREFIX:
            ids = ", ".join(found["record_id"].head(5))
            raise DataError(f"{found.height:,} records begin with {record!r}", where=version.id, hint=f"such as {ids}")
    if len(record) < MIN_PREFIX:
        raise DataError(f"{record!r} is too short for the beginning of an id", hint=f"give {MIN_PREFIX} digits or more")
    looked = f"version {versions[0].id}" if version_name else f"any of the {len(versions):,} versions in {store.root}"
    raise DataError(
        f"no record {record!r} in {looked}",
        hint="ids stand in the ledger: curator versions export VERSION --ledger FILE" if versions else "curate first",
    )
