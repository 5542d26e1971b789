"""How objects of one shape are read all at once, as expressions over a frame with a column a key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl


@dataclass(frozen=True)
class Note:
    """The `meta` of some of the rows: of those for which `when` is true.

    `extra` says what each unknown field holds; null stands for a field whose value is kept elsewhere.
    """

    extra: Mapping[str, pl.Expr | None]
    layout: Mapping[str, object]
    when: pl.Expr | None = None


@dataclass(frozen=True)
class Plan:
    """What every object of one shape becomes: its kind, an expression a content field, and the first note that fits.

    A row that no note fits, or for which one of `careful` is true, has to be decoded by itself.
    """

    kind: str
    content: Mapping[str, pl.Expr]
    notes: Sequence[Note]
    careful: Sequence[pl.Expr] = ()

    def with_layout(self, **more: object) -> "Plan":
        """The same plan with more to remember of how the objects were laid out."""
        return replace(self, notes=[replace(note, layout={**note.layout, **more}) for note in self.notes])


def dtype_of(value: object) -> pl.DataType | None:
    """The type of a column of such JSON values; null when no one type holds what `value` holds."""
    match value:
        case None:
            return pl.Null()
        case bool():
            return pl.Boolean()
        case int():
            return pl.Int64() if -(2**63) <= value < 2**63 else None
        case float():
            return pl.Float64()
        case str():
            return pl.String()
        case list():
            inner = [dtype_of(each) for each in value] or [pl.Null()]
            first = inner[0]
            return None if first is None or any(each != first for each in inner) else pl.List(first)
        case dict():
            fields = {key: dtype_of(each) for key, each in value.items()}
            whole = {key: dtype for key, dtype in fields.items() if dtype is not None}
            return pl.Struct(whole) if len(whole) == len(fields) else None
    return None
