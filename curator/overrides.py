"""What people decided against the rules, kept beside the versions: a restored record stays in every later one."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson
import polars as pl

from curator.errors import DataError
from curator.files import append_line, is_whole

FILE = "overrides.jsonl"
RESTORED = "restored"  # what `decided_by` says of a record that is kept because somebody restored it


@dataclass(frozen=True)
class Override:
    """Somebody wants this record kept.

    `version`, `verdict` and `decided_by` tell what it was restored from; none of them decides anything later.
    """

    record_id: str
    version: str
    verdict: str
    decided_by: str | None
    reason: str | None
    at: str


def load(root: Path) -> dict[str, Override]:
    """The overrides that stand, by record id; those that were taken back are not among them.

    Args:
        root: the folder of the store.

    What a kill left of a last line is passed over: nobody was told that it stands.

    Raises:
        DataError: a line of the file makes no sense.
    """
    standing: dict[str, Override] = {}
    *lines, last = _read(root).split(b"\n")
    for number, line in enumerate([*lines, last] if is_whole(last) else lines, start=1):
        record_id, override = _entry(line, f"{root / FILE}:{number}")
        standing.pop(record_id, None)
        if override:
            standing[record_id] = override
    return standing


def apply(judged: pl.DataFrame, standing: Mapping[str, Override]) -> pl.DataFrame:
    """Keep the restored records; everything else, rule hits included, stays as it is.

    A restored record that would be kept anyway is left alone, so that an override only shows where it decides.

    Args:
        judged: `record_id`, `verdict` and `decided_by`, after all that may remove a record.
        standing: from `load`.
    """
    if not standing:
        return judged
    is_restored = pl.col("record_id").is_in(list(standing)) & pl.col("verdict").is_in(["drop", "review"])
    return judged.with_columns(
        verdict=pl.when(is_restored).then(pl.lit("keep")).otherwise("verdict"),
        decided_by=pl.when(is_restored).then(pl.lit(RESTORED)).otherwise("decided_by"),
    )


def identity(ledger: pl.DataFrame) -> dict[str, list[str]]:
    """What overrides add to a version's identity: the records that only they kept; nothing when there are none."""
    restored = ledger.filter(pl.col("decided_by") == RESTORED)["record_id"].sort().to_list()
    return {RESTORED: restored} if restored else {}


def record(root: Path, override: Override) -> None:
    """Remember an override; it is on disk when this returns. The caller holds the store's lock."""
    append_line(root / FILE, asdict(override))


def take_back(root: Path, record_id: str, reason: str | None) -> None:
    """Remember that the override of a record does not stand any more. The caller holds the store's lock."""
    append_line(root / FILE, {"record_id": record_id, "taken_back": True, "reason": reason, "at": now()})


def now() -> str:
    """The time of an override."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _read(root: Path) -> bytes:
    try:
        return (root / FILE).read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror or error}", where=str(root / FILE)) from None


def _entry(line: bytes, where: str) -> tuple[str, Override | None]:
    """A record id and its override; none when the line takes one back."""
    try:
        entry = orjson.loads(line)
        texts = all(isinstance(each, str | bool | None) for each in entry.values())
        if not texts or not isinstance(entry["record_id"], str):
            raise TypeError(line)
        return entry["record_id"], None if entry.get("taken_back") else Override(**entry)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DataError(
            "is no override", where=where, hint="put the line right, or delete it and restore the record again"
        ) from None
