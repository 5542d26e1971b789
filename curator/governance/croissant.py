"""Croissant 1.0 metadata of a published version: what is in which file, under which hash, and how it was made."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

import polars as pl
from polars.datatypes import DataTypeClass

from curator.governance.datafiles import DataFile
from curator.governance.facts import Facts
from curator.governance.words import annotation, limits, personal, processing, summary

CONFORMS_TO = ["http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0"]

# The context of the specification (Croissant 1.0, "Namespaces").
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

WHOLE_SPLIT = "train"  # the record set of this split has the name of its configuration

_DATA_TYPES: dict[pl.DataType, str] = {
    pl.String(): "sc:Text",
    pl.Boolean(): "sc:Boolean",
    pl.Int64(): "sc:Integer",
    pl.Float64(): "sc:Float",
}


def describe(facts: Facts, files: Sequence[DataFile]) -> dict[str, Any]:
    """The metadata as JSON-LD; file paths in it are relative to where it lies."""
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": facts.name,
        "description": summary(facts),
        # A semantic version with the version's id: contents have no major or minor.
        "version": f"1.0.0+{facts.version}",
        "dateCreated": facts.created,
        "license": [license or "unknown" for license in _licenses(facts)],
        **({"inLanguage": list(facts.languages)} if facts.languages else {}),
        "rai:dataCollection": _collection(facts),
        "rai:dataPreprocessingProtocol": processing(facts),
        **({"rai:dataAnnotationProtocol": said} if (said := annotation(facts)) else {}),
        "rai:dataLimitations": limits(facts),
        "rai:personalSensitiveInformation": [personal()],
        "distribution": [_file_object(file) for file in files],
        "recordSet": [_record_set(file) for file in files],
    }


def _licenses(facts: Facts) -> Iterator[str | None]:
    yield from dict.fromkeys(part.license for part in facts.mix.parts if part.records)


def _collection(facts: Facts) -> str:
    listed = "; ".join(f"{source.name} ({source.title}, {source.records:,} records)" for source in facts.sources)
    return f"Read from {listed}. How those were collected is not known to the tool that wrote this."


def _file_object(file: DataFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": _file_id(file),
        "name": file.path,
        "contentUrl": file.path,
        "contentSize": f"{file.size_bytes} B",
        "encodingFormat": "application/x-parquet",
        "sha256": file.sha256,
    }


def _record_set(file: DataFile) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": _record_set_id(file),
        "name": _record_set_id(file),
        "description": f"{file.records:,} records of the split {file.split}",
        "field": [_field(file, name, dtype) for name, dtype in file.columns.items()],
    }


def _field(file: DataFile, name: str, dtype: pl.DataType | DataTypeClass) -> dict[str, Any]:
    source = {"fileObject": {"@id": _file_id(file)}, "extract": {"column": name}}
    node: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": _id(_record_set_id(file), name),
        "name": name,
        **_text_note(file, name),
    }
    depth = 0
    while isinstance(dtype, pl.List):
        dtype, depth = dtype.inner, depth + 1
    if depth:
        node["repeated"] = True
    if depth > 1:
        node["description"] = "lists within lists"
    if not isinstance(dtype, pl.Struct):
        return {**node, "dataType": _data_type(dtype), "source": source}
    members = [
        {
            "@type": "cr:Field",
            "@id": _id(_record_set_id(file), name, member.name),
            "name": f"{name}/{member.name}",
            **_text_note(file, f"{name}.{member.name}"),
            "dataType": _data_type(member.dtype),
            "source": {**source, "transform": {"jsonPath": member.name}},
        }
        for member in dtype.fields
    ]
    return {**node, "subField": members}


def _file_id(file: DataFile) -> str:
    """Unlike the path, this is no column's id, whatever the columns are called."""
    return f"{_record_set_id(file)}.parquet"


def _record_set_id(file: DataFile) -> str:
    return file.config if file.split == WHOLE_SPLIT else f"{file.config}.{file.split}"


def _id(*parts: str) -> str:
    return "/".join(quote(part, safe="") for part in parts)


def _text_note(file: DataFile, name: str) -> dict[str, str]:
    return {"description": "JSON as text"} if name in file.json_text else {}


def _data_type(dtype: pl.DataType | DataTypeClass) -> str:
    return next(name for known, name in _DATA_TYPES.items() if known == dtype)
