"""Every annotation ever seen of a version, a row each: what agreement, calibration and sampling read."""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

import orjson
import polars as pl

from curator.label.suggestion import Suggestion
from curator.label.verdict import Verdict
from curator.versions import DatasetVersion

NAME = "annotations"

_TEXTS = pl.List(pl.String)

_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "record_id": pl.String,
    "content": pl.String,  # digest of the record as it was shown
    "kind": pl.String,
    "annotator": pl.String,  # the number of an account
    "action": pl.String,  # keep, fix, drop, prefer; null: skipped
    "response": pl.String,
    "preferred": pl.String,  # chosen, rejected
    "rating": pl.Int8,  # 1–5
    "errors": _TEXTS,  # never null
    "right_rules": _TEXTS,  # null: not answered
    "note": pl.String,
    "at": pl.Datetime("us", "UTC"),
    "lead_seconds": pl.Float64,
    "project": pl.Int64,  # null for files, whose server is unknown
    "task": pl.Int64,
    "annotation": pl.Int64,
    "suggested_action": pl.String,
    "suggested_rules": _TEXTS,
    "suggested_response": pl.String,
    "stratum": pl.String,  # how the record was drawn; null: the task does not say
    "probability": pl.Float64,  # with which it was drawn
    "is_newest": pl.Boolean,  # of this person about this record as it was shown
}

ANNOTATIONS = pl.Schema(_COLUMNS)

_OF_PERSON = ("record_id", "content", "annotator")
_OF_SERVER = ("project", "annotation", "record_id")
_SAID = [name for name in ANNOTATIONS if name != "is_newest"]
_BY_TIME = sorted(_SAID, key=lambda name: name != "at")


def frame(verdicts: Iterable[Verdict]) -> pl.DataFrame:
    """The verdicts as rows; those that say exactly the same count once."""
    rows = [
        {
            **{name: getattr(each, name) for name in ANNOTATIONS if hasattr(each, name)},
            "suggested_action": each.suggested.action,
            "suggested_rules": each.suggested.rules,
            "suggested_response": each.suggested.response,
        }
        for each in verdicts
    ]
    return _marked(pl.DataFrame(rows, schema={name: ANNOTATIONS[name] for name in _SAID}))


def merged(before: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Both, each annotation once.

    One that a server gave again, edited since, stands as it was last. Those of files have no number to go by: equal
    rows count once.
    """
    return _marked(pl.concat([before.select(_SAID), new.select(_SAID)]))


def of(version: DatasetVersion) -> pl.DataFrame:
    """The annotations that a version remembers; none if nobody was asked about it."""
    return version.frame(NAME).collect() if NAME in version.frames else ANNOTATIONS.to_frame()


def verdicts(annotations: pl.DataFrame) -> list[Verdict]:
    """The rows as verdicts again."""
    return [_verdict(row) for row in annotations.iter_rows(named=True)]


def digest(annotations: pl.DataFrame) -> str:
    """Twenty hexadecimal digits that name what was said."""
    said = orjson.dumps(annotations.select(_SAID).rows())
    return blake2b(said, digest_size=10).hexdigest()


def _marked(said: pl.DataFrame) -> pl.DataFrame:
    """`said` in one fixed order, without what was edited since, the newest of each person marked."""
    is_numbered = pl.col("project").is_not_null() & pl.col("annotation").is_not_null()
    is_last = pl.struct(_OF_SERVER).is_last_distinct()
    by_time = said.unique().sort(_BY_TIME, nulls_last=True).filter(~is_numbered | is_last)
    rows = by_time.sort(_OF_PERSON, maintain_order=True)
    return rows.with_columns(is_newest=pl.struct(_OF_PERSON).is_last_distinct()).select(ANNOTATIONS.names())


def _verdict(row: Mapping[str, Any]) -> Verdict:
    said: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    suggested = Suggestion(*(said.pop(f"suggested_{name}") for name in ("action", "rules", "response")))
    numbers = [f"{name} {said[name]}" for name in ("project", "task", "annotation") if said[name] is not None]
    said.pop("is_newest")
    return Verdict(**said, suggested=suggested, where=", ".join(numbers) or "an annotation of a file")
