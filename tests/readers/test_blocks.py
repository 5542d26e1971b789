"""Blocks hold whole lines, all of the stream, and never more than fits."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.errors import DataError
from curator.readers import blocks as module
from curator.readers.blocks import BOM, Block, blocks, lines
from curator.readers.element import parse
from curator.readers.lines import elements

DATA = st.lists(st.sampled_from([b"a", b"\n", b"\r", b"bc\n", b"{}"]), max_size=30).map(b"".join)


@given(DATA, st.integers(1, 9), st.booleans())
def test_blocks_are_the_stream_cut_after_line_ends(data: bytes, size: int, has_bom: bool) -> None:
    size = max(size, len(BOM)) if has_bom else size
    found = list(blocks(io.BytesIO(BOM * has_bom + data), size))
    assert b"".join(block.data for block in found) == data
    assert all(bytes(block.data).endswith(b"\n") for block in found[:-1])
    place = len(BOM) * has_bom
    for block in found:
        assert block.offset == place
        place += len(block.data)


def test_a_line_that_is_too_long_is_one_refused_element(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LINE_BYTES", 100)
    data = b'{"a": 1}\n{"a": "' + b"x" * 5_000 + b'"}\n{"a": 2}\n'
    found = list(blocks(io.BytesIO(data), 12))
    (start,) = [block for block in found if block.is_too_long]
    assert start.offset == 9
    assert len(start.data) >= 100
    assert data[9:].startswith(bytes(start.data))
    found = list(elements(blocks(io.BytesIO(data), 12), parse))
    assert [(each.row, each.line, each.byte_offset) for each in found] == [(0, 1, 0), (1, 2, 9), (2, 3, 5_019)]


def test_a_line_of_a_table_that_is_too_long_ends_the_reading() -> None:
    with pytest.raises(DataError, match="line 3: the line is longer than 256 MiB"):
        list(lines([Block(memoryview(b"a\nb\n"), 0), Block(memoryview(b"c"), 4, is_too_long=True)]))
