import polars as pl
import pytest


@pytest.fixture
def schema() -> dict[str, pl.DataType | type[pl.DataType]]:
    """Columns as rules meet them, of every type."""
    return {
        "kind": pl.String,
        "source": pl.String,
        "response": pl.String,
        "prompt": pl.String,
        "response_chars": pl.UInt32,
        "prompt_chars": pl.UInt32,
        "overlap_share": pl.Float64,
        "response_is_truncated": pl.Boolean,
        "labels": pl.List(pl.String),
        "sizes": pl.List(pl.Int64),
        "messages": pl.List(pl.Struct({"role": pl.String})),
        "duplicate_kind": pl.String,
    }
