"""Records as dedup sees them, from the texts a test cares about."""

from collections.abc import Callable, Sequence

import polars as pl
import pytest

Texts = Sequence[tuple[str, str | None, str | None]]


@pytest.fixture(scope="session")
def asked() -> Callable[[Texts], pl.DataFrame]:
    """Makes a frame of record ids and views from (record_id, prompt, response)."""

    def make(texts: Texts) -> pl.DataFrame:
        frame = pl.DataFrame(
            texts, schema={"record_id": pl.String, "prompt": pl.String, "response": pl.String}, orient="row"
        )
        return frame.with_columns(full=pl.concat_str("prompt", "response", separator="\n\n", ignore_nulls=True))

    return make
