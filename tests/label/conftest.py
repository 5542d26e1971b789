"""A handful of records in review, exports as Label Studio writes them, and judged versions of made-up records."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator.ledger import COLUMNS
from curator.rules import Rule
from curator.schema import CANONICAL
from curator.signals import SIGNALS
from curator.versions import DatasetVersion, VersionStore

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


MEASURED: dict[str, Any] = {"response_chars": pl.Int64, "prompt_chars": pl.Int64}
CHANGES = pl.DataFrame(schema=dict.fromkeys(["record_id", "fix", "field", "before", "after"], pl.String))
RULES = {
    "too-short": {"when": "response_chars < 10", "then": "drop", "pack": "length", "severity": "high"},
    "long-answer": {"when": "response_chars > 90 AND prompt_chars < 50", "then": "review", "pack": "length"},
    "long-prompt": {"when": "prompt_chars >= 80", "then": "review", "pack": "prompt", "severity": "low"},
}

Make = Callable[..., DatasetVersion]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Stores a version of `(response length, prompt length, source)` rows."""

    def _make(rows: list[tuple[int, int, str]], **more: pl.DataFrame) -> DatasetVersion:
        ids = [f"r{nth:04}" for nth in range(len(rows))]
        places = {
            "record_id": ids,
            "source": [row[2] for row in rows],
            "source_row": list(range(len(rows))),
        }
        records = pl.DataFrame(
            [
                {
                    "record_id": name,
                    "kind": "tuple",
                    "source": source,
                    "source_row": nth,
                    "instruction": "p" * prompt,
                    "response": "r" * response,
                }
                for nth, (name, (response, prompt, source)) in enumerate(zip(ids, rows, strict=True))
            ],
            schema=CANONICAL,
        )
        hits = {
            "too-short": [row[0] < 10 for row in rows],
            "long-answer": [row[0] > 90 and row[1] < 50 for row in rows],
            "long-prompt": [row[1] >= 80 for row in rows],
        }
        hit_rules = [[rule for rule in hits if hits[rule][nth]] for nth in range(len(rows))]
        verdicts = ["drop" if "too-short" in hit else "review" if hit else "keep" for hit in hit_rules]
        ledger = pl.DataFrame(
            {
                **places,
                "verdict": verdicts,
                "decided_by": [hit[0] if hit else None for hit in hit_rules],
                "rules": hit_rules,
                "twin_id": [None] * len(rows),
                "similarity": [None] * len(rows),
                "fixes": [[] for _ in rows],
            },
            schema=COLUMNS,
        ).with_columns(**{rule: pl.Series(found, dtype=pl.Boolean) for rule, found in hits.items()})
        signals = pl.DataFrame(
            {"record_id": ids, "response_chars": [row[0] for row in rows], "prompt_chars": [row[1] for row in rows]},
            schema={"record_id": pl.String, **MEASURED},
        )
        described = [
            {
                **Rule.of(id=name, why="w", **{k: v for k, v in rule.items() if k != "pack"}).to_dict(),
                "pack": rule["pack"],
            }
            for name, rule in RULES.items()
        ]
        manifest = {
            "parent": None,
            "name": "t",
            "rules": [{**rule, "hits": 0, "only": 0} for rule in described],
            "signals": {name: SIGNALS.get(name).version for name in MEASURED},
            "recipe": {
                "data": {"sources": ["a.jsonl"], "licenses": {}},
                "rules": [],
                "dedup": {},
                "selection": {"budget": None},
            },
        }
        frames = {
            "records": records,
            "ledger": ledger,
            "signals": signals,
            "changes": CHANGES,
            "quarantine": pl.DataFrame(),
            **more,
        }
        name = f"{len(list(tmp_path.rglob('manifest.json'))):012x}"
        return VersionStore(tmp_path / "store").commit(name, manifest, frames)

    return _make
