"""Arrays come out the same however much of them is looked at together, and however they are decoded."""

import io
import json
from collections.abc import Iterator
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curator import formats
from curator.readers import array, contents, walked, window
from curator.readers.array import json_array
from curator.readers.contents import ArrayContent
from curator.readers.element import Element

TEXT = st.sampled_from(["", "a", "é😀", '\\"', "x" * 50, "]", "{", '{"text": "b"}', "a\nb", "},\n{"])
VALUE = TEXT | st.integers() | st.floats() | st.none() | st.lists(TEXT, max_size=2)
OBJECT = st.fixed_dictionaries({"text": TEXT}, optional={"x": VALUE, "y": VALUE})
FILE = st.builds(
    lambda objects, indent, ascii_only: json.dumps(objects, indent=indent, ensure_ascii=ascii_only).encode(),
    st.lists(OBJECT, min_size=1, max_size=8),
    st.sampled_from([None, 0, 2]),
    st.booleans(),
)
BROKEN = st.builds(
    lambda data, place, change, cut: data[: place % len(data)] + change + data[place % len(data) + cut :],
    FILE,
    st.integers(0, 10_000),
    st.sampled_from([b"", b'"', b"\\", b"{", b"}", b"[", b"]", b",", b"\xff", b"NaN", b"\n"]),
    st.integers(0, 9),
)


def read(data: bytes, window_bytes: int) -> list[Element]:
    with patch.object(window, "WINDOW_BYTES", window_bytes), patch.object(array, "WINDOW_BYTES", window_bytes):
        return list(json_array(io.BytesIO(data)))


@settings(deadline=None, max_examples=150)
@given(FILE, st.integers(1, 60))
def test_a_small_window_reads_the_same(data: bytes, window_bytes: int) -> None:
    assert read(data, window_bytes) == read(data, 1 << 20)


@settings(deadline=None, max_examples=150)
@given(BROKEN, st.integers(1, 60))
def test_a_small_window_loses_no_element_of_a_broken_array(data: bytes, window_bytes: int) -> None:
    small, large = read(data, window_bytes), read(data, 1 << 20)
    assert [each.row for each in small] == list(range(len(small)))
    assert [each.content for each in small if isinstance(each.content, dict)] == [
        each.content for each in large if isinstance(each.content, dict)
    ]


def decoded(data: bytes, expected: int) -> Iterator[pl.DataFrame]:
    with patch.object(contents, "SAMPLE_SIZE", 1):
        content = ArrayContent(io.BytesIO(data), expected)
        content.sample()
        parts = list(content.parts(formats.named("text")))
    yield pl.concat([part.records for part in parts])
    yield pl.concat([part.refused for part in parts])


@pytest.mark.skipif(walked.compiled() is None, reason="numba cannot be used here")
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(OBJECT, min_size=1, max_size=4), st.integers(0, 100_000), st.sampled_from([b"", b'"', b"}", b",", b"\xff"])
)
def test_decoding_together_changes_nothing(objects: list[formats.Obj], place: int, change: bytes) -> None:
    data = json.dumps(objects * 80, indent=2).encode()
    place %= len(data)
    data = data[:place] + change + data[place:]
    for quick, slow in zip(decoded(data, 1 << 40), decoded(data, 0), strict=True):
        assert quick.equals(slow)
