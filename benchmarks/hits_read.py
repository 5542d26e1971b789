"""Hits that were read by eye: on good records, some of which do have the fault, and on talks that nobody marked."""

import csv
import json
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

READ = Path(__file__).with_name("hits_read.csv")


def is_right(row: dict[str, Any], rule: str) -> bool:
    """Whether somebody read the row and found that the rule hits it rightly."""
    return _verdicts().get((record_name(row), rule), False)


def was_read(row: dict[str, Any], rule: str) -> bool:
    """Whether somebody read the row's hit by the rule, whatever was found."""
    return (record_name(row), rule) in _verdicts()


def record_name(row: dict[str, Any]) -> str:
    """Twelve hexadecimal digits that name a row by its content."""
    return blake2b(json.dumps(row, sort_keys=True).encode(), digest_size=6).hexdigest()


@cache
def _verdicts() -> dict[tuple[str, str], bool]:
    with READ.open(newline="") as file:
        return {(read["record"], read["rule"]): read["is_right"] == "yes" for read in csv.DictReader(file)}
