"""Measure one signal on small records."""

from collections.abc import Callable

import polars as pl
import pytest

from curator import schema
from curator.signals import measure

Measured = Callable[..., object]


def records(rows: list[dict[str, object]]) -> pl.LazyFrame:
    """Canonical records with the views, from rows that give only what matters; a row without a kind is a tuple."""
    frame = pl.DataFrame(
        [{"record_id": str(number), "kind": "tuple", **row} for number, row in enumerate(rows)], schema=schema.CANONICAL
    )
    return frame.lazy().with_columns(**schema.views())


@pytest.fixture
def measured() -> Measured:
    """The value of a signal on one record: `measured("response_chars", response="abc")`."""

    def value(name: str, **record: object) -> object:
        return measure(records([record]), [name]).select(name).collect().item()

    return value


@pytest.fixture
def turns() -> Callable[..., list[dict[str, object]]]:
    """Messages from `role, content` pairs."""

    def messages(*pairs: tuple[str, str | None]) -> list[dict[str, object]]:
        return [{"role": role, "content": content} for role, content in pairs]

    return messages
