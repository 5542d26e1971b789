"""A judged version of made-up records: lengths, two packs of rules, three sources."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator.ledger import COLUMNS
from curator.rules import Rule
from curator.schema import CANONICAL
from curator.versions import DatasetVersion, VersionStore

SCHEMA: dict[str, Any] = {"response_chars": pl.Int64, "prompt_chars": pl.Int64}
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
            schema={"record_id": pl.String, **SCHEMA},
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
            "signals": {name: _version(name) for name in SCHEMA},
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


def _version(name: str) -> int:
    from curator.signals import SIGNALS

    return SIGNALS.get(name).version
