import ctypes

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.kernels import columns
from curator.kernels.columns import Chunk, chunks, in_blocks


def read(chunk: Chunk) -> list[str | None]:
    """The texts of a chunk, read from memory."""
    return [_text(chunk, row) for row in range(chunk.length)]


def _text(chunk: Chunk, row: int) -> str | None:
    bit = chunk.skip + row
    if chunk.validity and not ctypes.string_at(chunk.validity + bit // 8, 1)[0] >> bit % 8 & 1:
        return None
    view = ctypes.string_at(chunk.views + 16 * row, 16)
    size, _, buffer, place = np.frombuffer(view, np.uint32).tolist()
    held = view[4 : 4 + size] if size <= 12 else ctypes.string_at(int(chunk.buffers[buffer]) + place, size)
    return held.decode()


some_texts = st.lists(st.one_of(st.none(), st.text(max_size=30)), max_size=20)


@given(st.lists(some_texts, min_size=1, max_size=4), st.data())
def test_the_chunks_hold_the_texts(parts: list[list[str | None]], data: st.DataObject) -> None:
    column = pl.concat([pl.Series(part, dtype=pl.String) for part in parts], rechunk=False)
    first = data.draw(st.integers(0, len(column)))
    column = column[first:]
    with chunks(column) as found:
        assert [text for chunk in found for text in read(chunk)] == column.to_list()
        lengths = [chunk.length for chunk in found]
        assert [chunk.first for chunk in found] == [sum(lengths[:place]) for place in range(len(lengths))]


def test_texts_stay_where_they_are() -> None:
    column = pl.Series(["a text that is longer than twelve bytes"] * 3)
    with chunks(column) as first, chunks(column) as second:
        assert first[0].views == second[0].views
        assert first[0].buffers.tolist() == second[0].buffers.tolist()


@pytest.mark.parametrize("cores", [1, 2, 5])
def test_blocks_come_back_in_order_and_are_counted(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "ROWS", 3)
    monkeypatch.setattr(columns, "cores", lambda: cores)
    column = pl.concat([pl.Series(["a"] * 7), pl.Series(["b"] * 2)], rechunk=False)
    advanced: list[int] = []
    found = in_blocks(column, lambda chunk, first, last: (chunk.first + first, chunk.first + last), advanced.append)
    assert found == [(0, 3), (3, 6), (6, 7), (7, 9)]
    assert advanced == [3, 3, 1, 2]


def test_a_mistake_in_a_block_reaches_the_caller() -> None:
    def fail(chunk: Chunk, first: int, last: int) -> None:
        raise MemoryError("no more")

    with pytest.raises(MemoryError, match="no more"):
        in_blocks(pl.Series(["a"]), fail)
