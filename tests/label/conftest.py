"""A handful of records in review, and exports as Label Studio writes them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator.schema import CANONICAL

ROWS: list[dict[str, Any]] = [
    {
        "record_id": "t1",
        "kind": "tuple",
        "source_row": 0,
        "instruction": "Add.",
        "input": "1 + 1",
        "response": "3",
        "rules": ["wrong-sum"],
    },
    {
        "record_id": "t2",
        "kind": "tuple",
        "source_row": 1,
        "instruction": "Name a river.",
        "response": "The Elbe.",
        "rules": [],
        "verdict": "keep",
    },
    {
        "record_id": "c1",
        "kind": "chat",
        "source_row": 2,
        "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}],
        "rules": ["short-answer", "unnamed"],
    },
    {
        "record_id": "p1",
        "kind": "preference",
        "source_row": 3,
        "instruction": "Is water wet?",
        "chosen": "No.",
        "rejected": "Yes.",
        "rules": ["short-answer"],
    },
    {
        "record_id": "x1",
        "kind": "text",
        "source_row": 4,
        "text": "Teh end",
        "rules": ["typo"],
        "verdict": "drop",
    },
]


@pytest.fixture
def records() -> pl.DataFrame:
    rows = [{"source": "a.jsonl", **{name: value for name, value in row.items() if name in CANONICAL}} for row in ROWS]
    for row in rows:
        if "messages" in row:
            row["messages"] = [
                {"tool_calls": None, "tool_call_id": None, "name": None, **turn} for turn in row["messages"]
            ]
    return pl.DataFrame(rows, schema=CANONICAL)


@pytest.fixture
def ledger() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "record_id": [row["record_id"] for row in ROWS],
            "verdict": [row.get("verdict", "review") for row in ROWS],
            "decided_by": ["rule"] * len(ROWS),
            "rules": [row["rules"] for row in ROWS],
            "fixes": [[] for _ in ROWS],
        },
        schema_overrides={"rules": pl.List(pl.String), "fixes": pl.List(pl.String)},
    )


@pytest.fixture
def save(tmp_path: Path) -> Callable[[object], Path]:
    """Writes an export and gives its path."""

    def _save(export: object) -> Path:
        path = tmp_path / "export.json"
        path.write_text(export if isinstance(export, str) else json.dumps(export), encoding="utf-8")
        return path

    return _save


@pytest.fixture
def answered() -> Callable[..., dict[str, Any]]:
    """An annotation as in a JSON export; keyword arguments are answers by the name of the question."""
    types = {
        "verdict": ("choices", "choices"),
        "margin": ("choices", "choices"),
        "rules": ("choices", "choices"),
        "rewrite": ("textarea", "text"),
        "note": ("textarea", "text"),
        "quality": ("rating", "rating"),
        "errors": ("taxonomy", "taxonomy"),
        "winner": ("pairwise", "selected"),
    }

    def _answered(
        by: object = 1, at: str = "2026-03-01T10:00:00.000000Z", skip: bool = False, **answers: object
    ) -> Any:
        return {
            "id": 11,
            "completed_by": by,
            "was_cancelled": skip,
            "created_at": "2026-03-01T09:00:00Z",
            "updated_at": at,
            "result": [
                {
                    "id": name,
                    "from_name": name,
                    "to_name": "response",
                    "type": types[name][0],
                    "value": {types[name][1]: value},
                }
                for name, value in answers.items()
            ],
        }

    return _answered
