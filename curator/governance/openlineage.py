"""OpenLineage run events (spec 2-0-2) as plain data: what was read, what came out, and how it measured up."""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit

import polars as pl

from curator import __version__
from curator.text import printable
from curator.versions import DatasetVersion

Kind = Literal["START", "COMPLETE", "FAIL", "ABORT"]

PRODUCER = f"pkg:generic/instruct-curator@{__version__}"
NAMESPACE = "instruct-curator"

_SPEC = "https://openlineage.io/spec"
_STDIN = "-"
_LONGEST_MESSAGE = 2_000
_SEVERITY = {"drop": "error", "review": "warn"}


def event(
    kind: Kind,
    *,
    run_id: str,
    job: str,
    inputs: Sequence[Mapping[str, Any]] = (),
    outputs: Sequence[Mapping[str, Any]] = (),
    error: BaseException | None = None,
    facets: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """One event of a run; of the `error` that ended it only the message is told. `facets` are more of the run's."""
    engine = _facet("ProcessingEngineRunFacet", "1-1-1", name=NAMESPACE, version=__version__)
    facets = {"processing_engine": engine, **(facets or {})}
    if error is not None:
        message = printable(f"{type(error).__name__}: {error}", _LONGEST_MESSAGE)
        facets["errorMessage"] = _facet("ErrorMessageRunFacet", "1-0-1", message=message, programmingLanguage="PYTHON")
    job_type = _facet("JobTypeJobFacet", "2-0-4", processingType="BATCH", integration="CURATOR", jobType="COMMAND")
    return {
        "eventType": kind,
        "eventTime": datetime.now(UTC).isoformat(),
        "run": {"runId": run_id, "facets": facets},
        "job": {"namespace": NAMESPACE, "name": job, "facets": {"jobType": job_type}},
        "inputs": list(inputs),
        "outputs": list(outputs),
        "producer": PRODUCER,
        "schemaURL": f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent",
    }


def facet_of_ours(base: str, /, **content: object) -> dict[str, Any]:
    """A facet that the specification does not know, of a `base` such as RunFacet; names with a prefix are free."""
    return {"_producer": PRODUCER, "_schemaURL": f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/{base}", **content}


def read_from(address: str) -> dict[str, Any]:
    """A file, pattern or address as a dataset, by OpenLineage's naming rules and without any key in it."""
    namespace, name = _named(address)
    uri = Path(name).as_uri() if namespace == "file" else f"{namespace}/{quote(name)}"
    facets = {"dataSource": _facet("DatasourceDatasetFacet", "1-0-1", name=namespace, uri=uri)}
    return {"namespace": namespace, "name": name, "facets": facets}


def stored(version: DatasetVersion) -> dict[str, Any]:
    """A stored version as a dataset: the store has one name, the id tells the version."""
    schema = version.frame("records").collect_schema()
    fields = [{"name": name, "type": str(dtype)} for name, dtype in schema.items()]
    return {
        "namespace": "file",
        "name": str(version.path.parent.absolute()),
        "facets": {
            "version": _facet("DatasetVersionDatasetFacet", "1-0-1", datasetVersion=version.id),
            "schema": _facet("SchemaDatasetFacet", "1-2-0", fields=fields),
        },
    }


def written_to(version: DatasetVersion) -> dict[str, Any]:
    """A version that a run made, with how many records it kept and what it takes on disk."""
    size = sum(file.stat().st_size for file in version.path.glob("*.parquet"))
    kept = version.manifest["counts"]["kept"]
    statistics = _facet("OutputStatisticsOutputDatasetFacet", "1-0-2", rowCount=kept, size=size)
    return {**stored(version), "outputFacets": {"outputStatistics": statistics}}


def measured(addresses: Sequence[str], version: DatasetVersion) -> list[dict[str, Any]]:
    """What a run read, with what it found out about each address: rows, unreadable ones, and the hits of its rules.

    Files of the same name behind several patterns cannot be told apart; nothing is said about those.
    """
    matching = {address: _sources_of(address, version.manifest["sources"]) for address in addresses}
    claimed = [source["name"] for sources in matching.values() for source in sources]
    ledger = version.frame("ledger").collect()
    found = []
    for address, sources in matching.items():
        names = [source["name"] for source in sources]
        is_sure = names and all(claimed.count(name) == 1 for name in names)
        facets = _input_facets(version, ledger.filter(pl.col("source").is_in(names)), len(names)) if is_sure else {}
        found.append({**read_from(address), "inputFacets": facets})
    return found


def _named(address: str) -> tuple[str, str]:
    if address == _STDIN:
        return "file", "/dev/stdin"
    if "://" not in address:
        # A file name may hold bytes that are no text.
        return "file", os.fsencode(Path(address).absolute()).decode("utf-8", "backslashreplace")
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2] if parts.scheme.startswith("http") else parts.netloc
    return f"{parts.scheme}://{host}", parts.path.lstrip("/") or "/"


def _sources_of(address: str, sources: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The sources of a run that an address may stand for; they are named by the ends of their paths."""
    if address == _STDIN:
        return [source for source in sources if source["name"] == "stdin"]
    pattern = Path(address).name
    return [source for source in sources if fnmatchcase(Path(source["name"]).name, pattern)]


def _input_facets(version: DatasetVersion, ledger: pl.DataFrame, files: int) -> dict[str, Any]:
    rules = version.manifest["rules"]
    hits = ledger.select(pl.col(rule["id"]).sum() for rule in rules).row(0, named=True) if rules else {}
    assertions = [
        {
            "assertion": "no record breaks the rule",
            "name": rule["id"],
            "description": rule["why"],
            "content": rule["when"],
            "contentType": "expression",
            "expected": "0",
            "actual": str(hits[rule["id"]]),
            "success": not hits[rule["id"]],
            "severity": _SEVERITY.get(rule["then"], "warn"),
        }
        for rule in rules
    ]
    size = {"rowCount": ledger.height, "fileCount": files}
    return {
        "inputStatistics": _facet("InputStatisticsInputDatasetFacet", "1-0-0", **size),
        "dataQualityMetrics": _facet("DataQualityMetricsInputDatasetFacet", "1-0-3", **size, columnMetrics={}),
        "dataQualityAssertions": _facet("DataQualityAssertionsDatasetFacet", "1-1-0", assertions=assertions),
    }


def _facet(name: str, number: str, /, **content: object) -> dict[str, Any]:
    return {"_producer": PRODUCER, "_schemaURL": f"{_SPEC}/facets/{number}/{name}.json#/$defs/{name}", **content}
