"""Hits on good records that were read by eye: some of these records do have the fault."""

import csv
import json
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

READ = Path(__file__).with_name("hits_read.csv")


def is_right(row: dict[str, Any], rule: str) -> bool:
    """Whether somebody read the row and found that the rule hits it rightly."""
    return (record_name(row), rule) in _right()


def record_name(row: dict[str, Any]) -> str:
    """Twelve hexadecimal digits that name a row by its content."""
    return blake2b(json.dumps(row, sort_keys=True).encode(), digest_size=6).hexdigest()


@cache
def _right() -> frozenset[tuple[str, str]]:
    with READ.open(newline="") as file:
        return frozenset((read["record"], read["rule"]) for read in csv.DictReader(file) if read["is_right"] == "yes")
