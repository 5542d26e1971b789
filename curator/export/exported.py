"""What an export did: which files it wrote with how many records, and what it left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Exported:
    """What an export wrote, and what it left out."""

    version: str
    trainer: str
    folder: Path
    seed: int
    wanted: Mapping[str, float]
    records: Mapping[str, Mapping[str, int]]
    """Task → split → records."""
    unfit: Mapping[str, tuple[int, str]]
    """Why records were left out → how many, and the id of one."""
    next_step: str
    warnings: tuple[str, ...] = ()

    def splits(self) -> dict[str, int]:
        """Split → records, over all tasks."""
        return {name: sum(each.get(name, 0) for each in self.records.values()) for name in self.wanted}

    def to_dict(self) -> dict[str, Any]:
        """For `--json`, and for the record of the export in its folder."""
        counts = self.splits()
        total = sum(counts.values())
        return {
            "version": self.version,
            "for": self.trainer,
            "seed": self.seed,
            "splits": {
                name: {"records": count, "share": round(count / total, 6), "wanted": self.wanted[name]}
                for name, count in counts.items()
            },
            "files": self.records,
            "left_out": [{"why": why, "records": count, "example": id} for why, (count, id) in self.unfit.items()],
        }
