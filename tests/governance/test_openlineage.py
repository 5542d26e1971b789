"""Events as the OpenLineage specification (2-0-2) wants them; the schema below says what it requires."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from curator import DatasetVersion
from curator.governance import openlineage

STRING = {"type": "string", "minLength": 1}
URI = {"type": "string", "format": "uri", "pattern": "^[a-z][a-z0-9]*:[^ ]+$"}
COUNT = {"type": "integer", "minimum": 0}


def facet(required: list[str] = [], **properties: Any) -> dict[str, Any]:  # noqa: B006  # never changed
    return {
        "type": "object",
        "required": ["_producer", "_schemaURL", *required],
        "properties": {"_producer": URI, "_schemaURL": URI, **properties},
    }


def facets(**known: Any) -> dict[str, Any]:
    return {"type": "object", "properties": known, "additionalProperties": False}


FIELD = {"type": "object", "required": ["name"], "properties": {"name": STRING, "type": STRING}}
ASSERTION = {
    "type": "object",
    "required": ["assertion", "success"],
    "properties": {
        **dict.fromkeys(["assertion", "name", "content", "contentType", "expected", "actual", "severity"], STRING),
        "success": {"type": "boolean"},
    },
}
DATASET = {
    "type": "object",
    "required": ["namespace", "name"],
    "properties": {
        "namespace": STRING,
        "name": STRING,
        "facets": facets(
            dataSource=facet(name=STRING, uri=URI),
            version=facet(["datasetVersion"], datasetVersion=STRING),
            schema=facet(fields={"type": "array", "items": FIELD}),
        ),
        "inputFacets": facets(
            inputStatistics=facet(rowCount=COUNT, size=COUNT, fileCount=COUNT),
            dataQualityMetrics=facet(["columnMetrics"], rowCount=COUNT, columnMetrics={"type": "object"}),
            dataQualityAssertions=facet(["assertions"], assertions={"type": "array", "items": ASSERTION}),
        ),
        "outputFacets": facets(outputStatistics=facet(["rowCount"], rowCount=COUNT, size=COUNT)),
    },
    "additionalProperties": False,
}
RUN_EVENT = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["eventType", "eventTime", "run", "job", "producer", "schemaURL"],
    "properties": {
        "eventType": {"enum": ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"]},
        "eventTime": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"},
        "producer": URI,
        "schemaURL": URI,
        "run": {
            "type": "object",
            "required": ["runId"],
            "properties": {
                "runId": {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
                "facets": facets(
                    processing_engine=facet(["version"], version=STRING, name=STRING),
                    errorMessage=facet(
                        ["message", "programmingLanguage"], message=STRING, programmingLanguage={"const": "PYTHON"}
                    ),
                ),
            },
        },
        "job": {
            "type": "object",
            "required": ["namespace", "name"],
            "properties": {
                "namespace": STRING,
                "name": STRING,
                "facets": facets(jobType=facet(["processingType", "integration"], processingType={"const": "BATCH"})),
            },
        },
        "inputs": {"type": "array", "items": DATASET},
        "outputs": {"type": "array", "items": DATASET},
    },
    "additionalProperties": False,
}
RUN = "0b6e4c5a-9f0f-4c0e-8a61-111111111111"


def check(event: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(RUN_EVENT, format_checker=jsonschema.FormatChecker()).validate(event)


@pytest.mark.parametrize("kind", ["START", "COMPLETE", "FAIL", "ABORT"])
def test_every_kind_of_event_is_valid(kind: openlineage.Kind, version: DatasetVersion) -> None:
    event = openlineage.event(
        kind,
        run_id=RUN,
        job="curate",
        inputs=[*openlineage.measured(version.manifest["recipe"]["data"]["sources"], version)],
        outputs=[openlineage.written_to(version)],
        error=ValueError("broken \x1b[31m \ud800") if kind == "FAIL" else None,
    )
    check(event)


def test_the_check_can_fail() -> None:
    event = openlineage.event("START", run_id=RUN, job="curate")
    with pytest.raises(jsonschema.ValidationError):
        check({**event, "run": {"runId": "7"}})


@pytest.mark.parametrize(
    ("address", "namespace", "name"),
    [
        ("/data/a b.jsonl", "file", "/data/a b.jsonl"),
        ("-", "file", "/dev/stdin"),
        ("s3://bucket/a folder/*.jsonl", "s3://bucket", "a folder/*.jsonl"),
        ("hf://datasets/owner/name@main/a.jsonl", "hf://datasets", "owner/name@main/a.jsonl"),
        ("https://me:secret@example.org:8000/a.jsonl?key=secret", "https://example.org:8000", "a.jsonl"),
    ],
)
def test_datasets_are_named_by_their_place(address: str, namespace: str, name: str) -> None:
    dataset = openlineage.read_from(address)
    assert (dataset["namespace"], dataset["name"]) == (namespace, name)
    assert "secret" not in str(dataset)
    check(openlineage.event("START", run_id=RUN, job="curate", inputs=[dataset]))


def test_a_relative_path_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert openlineage.read_from("a.jsonl")["name"] == str(tmp_path / "a.jsonl")


def test_each_source_is_told_its_own_rows_and_hits(version: DatasetVersion) -> None:
    addresses = version.manifest["recipe"]["data"]["sources"]
    found = {Path(each["name"]).name: each["inputFacets"] for each in openlineage.measured(addresses, version)}
    assert {name: facets["inputStatistics"]["rowCount"] for name, facets in found.items()} == {
        "tuples.jsonl": 10,
        "chats.jsonl": 2,
        "pairs.jsonl": 1,
    }
    failed = {
        name: {
            each["name"]: each["actual"]
            for each in facets["dataQualityAssertions"]["assertions"]
            if not each["success"]
        }
        for name, facets in found.items()
    }
    assert failed["tuples.jsonl"] == {"empty-answer": "1", "sentinel-input": "1"}
    assert failed["pairs.jsonl"] == {}


def test_a_pattern_stands_for_its_files(version: DatasetVersion, tmp_path: Path) -> None:
    one = openlineage.measured([str(tmp_path / "private-folder" / "*.jsonl")], version)
    statistics = one[0]["inputFacets"]["inputStatistics"]
    assert (statistics["rowCount"], statistics["fileCount"]) == (13, 3)


def test_nothing_is_said_of_files_that_two_patterns_may_mean(version: DatasetVersion) -> None:
    assert [each["inputFacets"] for each in openlineage.measured(["a/*.jsonl", "b/*.jsonl"], version)] == [{}, {}]


def test_a_version_is_named_with_what_it_holds(version: DatasetVersion) -> None:
    dataset = openlineage.written_to(version)
    assert dataset["name"] == str(version.path.parent)
    assert dataset["facets"]["version"]["datasetVersion"] == version.id
    assert {"name": "response", "type": "String"} in dataset["facets"]["schema"]["fields"]
    assert dataset["outputFacets"]["outputStatistics"]["rowCount"] == 12
