"""Versions made of a few objects, without a run and without a store."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator import formats, schema
from curator.versions import DatasetVersion


@dataclass(frozen=True)
class Held(DatasetVersion):
    """A version in memory, of which everything was kept."""

    records: pl.DataFrame
    formats: dict[str, str]

    @property
    def manifest(self) -> dict[str, Any]:  # type: ignore[override]
        return {"name": "my data", "sources": [{"name": name, "format": each} for name, each in self.formats.items()]}

    def with_verdict(self, *verdicts: str) -> pl.LazyFrame:
        return self.records.lazy()


Make = Callable[..., DatasetVersion]


@pytest.fixture
def version() -> Make:
    """A version of the objects of each format: `version(alpaca=[…], kto=[…])`."""

    def make(**objects: list[dict[str, Any]]) -> DatasetVersion:
        named = {name.replace("_", "-"): each for name, each in objects.items()}
        rows = [
            dict.fromkeys(schema.CANONICAL)
            | formats.named(name).decode(obj)
            | {"record_id": f"{name}{row}", "source": f"{name}.jsonl", "source_row": row}
            for name, each in named.items()
            for row, obj in enumerate(each)
        ]
        frame = pl.DataFrame(rows, schema=schema.CANONICAL)
        return Held(Path("a1b2"), frame, {f"{name}.jsonl": name for name in named})

    return make
