"""Every annotation ever seen of a version, a row each: what agreement, calibration and sampling read."""

from collections.abc import Iterable, Iterator
from hashlib import blake2b

import orjson
import polars as pl

from curator.label.verdict import Verdict
from curator.label.verdicts import SAID, Verdicts
from curator.versions import DatasetVersion

NAME = "annotations"

ANNOTATIONS = pl.Schema({**SAID, "is_newest": pl.Boolean})
"""What was said, and whether it is the newest of this person about this record as it was shown."""

_AT_ONCE = 1000  # rows that are objects at a time

_OF_PERSON = ("record_id", "content", "annotator")
_OF_SERVER = ("project", "annotation", "record_id")
_BY_TIME = sorted(SAID, key=lambda name: name != "at")


def frame(verdicts: Iterable[Verdict]) -> pl.DataFrame:
    """The verdicts as rows; those that say exactly the same count once."""
    return _marked(Verdicts.of(verdicts).table.select(*SAID))


def merged(before: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Both, each annotation once.

    One that a server gave again, edited since, stands as it was last. Those of files have no number to go by: equal
    rows count once.
    """
    return _marked(pl.concat([before.select(*SAID), new.select(*SAID)]))


def of(version: DatasetVersion) -> pl.DataFrame:
    """The annotations that a version remembers; none if nobody was asked about it."""
    return version.frame(NAME).collect() if NAME in version.frames else ANNOTATIONS.to_frame()


def decided_at(version: DatasetVersion, ledger: pl.DataFrame) -> pl.Series:
    """When the last of those spoke who decided each record of the ledger (UTC); null where no person did."""
    said = of(version).filter("is_newest", pl.col("action").is_not_null())
    latest = said.group_by("record_id").agg(decided_at=pl.col("at").max())
    is_peoples = pl.col("decided_by").str.starts_with("annotator:")
    known = ledger.join(latest, on="record_id", how="left", maintain_order="left")
    return known.select(decided_at=pl.when(is_peoples).then("decided_at")).to_series()


def digest(annotations: pl.DataFrame) -> str:
    """Twenty hexadecimal digits that name what was said."""
    name = blake2b(digest_size=10)
    for part in json_rows(annotations.select(*SAID)):
        name.update(part)
    return name.hexdigest()


def json_rows(rows: pl.DataFrame) -> Iterator[bytes]:
    """The rows as a JSON list of lists, a part at a time."""
    yield b"["
    for nth, part in enumerate(rows.iter_slices(_AT_ONCE)):
        yield b"," * (nth > 0) + orjson.dumps(part.rows())[1:-1]
    yield b"]"


def _marked(said: pl.DataFrame) -> pl.DataFrame:
    """`said` in one fixed order, without what was edited since, the newest of each person marked."""
    is_numbered = pl.col("project").is_not_null() & pl.col("annotation").is_not_null()
    is_last = pl.struct(_OF_SERVER).is_last_distinct()
    by_time = said.unique().sort(_BY_TIME, nulls_last=True).filter(~is_numbered | is_last)
    rows = by_time.sort(_OF_PERSON, maintain_order=True)
    return rows.with_columns(is_newest=pl.struct(_OF_PERSON).is_last_distinct()).select(ANNOTATIONS.names())
