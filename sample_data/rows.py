"""One row of a sample file together with what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Row:
    """A record as it goes into the file; `fault` is null for a clean one, `copy_of` is the row it repeats."""

    record: Mapping[str, object]
    fault: str | None = None
    copy_of: "Row | None" = None
