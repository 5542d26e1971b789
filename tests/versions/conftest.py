"""A store, and versions made of verdicts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator.ledger import COLUMNS
from curator.schema import CANONICAL
from curator.versions import DatasetVersion, VersionStore

CHANGES = pl.DataFrame(schema=dict.fromkeys(["record_id", "fix", "field", "before", "after"], pl.String))
SUMMARY: dict[str, Any] = {
    "name": "t",
    "counts": {"input": 1, "kept": 1},
    "rules": [],
    "sources": [],
    "duplicates": {},
    "libraries": {},
}


@pytest.fixture
def store(tmp_path: Path) -> VersionStore:
    return VersionStore(tmp_path / "store")


@pytest.fixture
def commit(store: VersionStore) -> Callable[..., DatasetVersion]:
    """Store a version with these verdicts; `deciders`, `answers` and `changes` say more about some records."""

    def make(
        name: str,
        verdicts: dict[str, str],
        parent: str | None = None,
        *,
        deciders: dict[str, str] | None = None,
        answers: dict[str, str] | None = None,
        changes: pl.DataFrame = CHANGES,
    ) -> DatasetVersion:
        texts = dict.fromkeys(verdicts, "Yes.") | (answers or {})
        fixes = dict(changes.group_by("record_id").agg("fix").iter_rows())
        places = [{"record_id": each, "source": "a", "source_row": row} for row, each in enumerate(verdicts)]
        records = [
            {**place, "kind": "tuple", "instruction": "Well?", "response": texts[str(place["record_id"])]}
            for place in places
        ]
        ledger = [
            {
                **place,
                "verdict": verdicts[str(place["record_id"])],
                "decided_by": (deciders or {}).get(str(place["record_id"])),
                "rules": [],
                "fixes": fixes.get(place["record_id"], []),
            }
            for place in places
        ]
        frames = {
            "records": pl.DataFrame(records, schema=CANONICAL),
            "ledger": pl.DataFrame(ledger, schema=COLUMNS),
            "signals": pl.DataFrame({"record_id": list(verdicts)}),
            "changes": changes,
            "quarantine": pl.DataFrame(),
        }
        return store.commit(name, {"parent": parent, **SUMMARY}, frames)

    return make
