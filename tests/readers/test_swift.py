"""Lines decoded together are what they are one by one, whatever the bytes."""

import json
from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from curator import formats
from curator.readers import walked
from curator.readers.blocks import Block
from curator.readers.swift import Swift, slow

pytestmark = pytest.mark.skipif(walked.compiled() is None, reason="numba cannot be used here")

TEXT = st.text(max_size=80) | st.sampled_from(
    ["", "a", "\x00", "é😀", '\\"', "x" * 100, "a\nb" * 30, "\u2028", "human"]
)
PLAIN = TEXT | st.integers() | st.booleans() | st.none()
ANY = st.recursive(
    PLAIN | st.floats(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)
)
TURN = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "system", "Tool", "gpt"]), "content": TEXT | st.none()},
    optional={"name": TEXT},
)
SHARED = st.fixed_dictionaries(
    {"from": st.sampled_from(["human", "gpt", "observation", "function_call"]), "value": TEXT}
)
OBJECT = st.one_of(
    st.fixed_dictionaries(
        {"instruction": TEXT, "input": TEXT, "output": TEXT}, optional={"id": st.integers(), "x": ANY}
    ),
    st.fixed_dictionaries({"id": PLAIN, "instruction": PLAIN, "output": TEXT, "history": ANY}),
    st.fixed_dictionaries({"messages": st.lists(TURN, max_size=4)}, optional={"prompt": TEXT, "source": PLAIN}),
    st.fixed_dictionaries({"conversations": st.lists(SHARED, max_size=4)}, optional={"tools": TEXT, "id": PLAIN}),
    st.fixed_dictionaries({"prompt": TEXT, "chosen": TEXT, "rejected": TEXT}, optional={"score": ANY}),
    st.dictionaries(
        st.sampled_from(["text", "prompt", "completion", "question", "answer", "label", "a"]), ANY, max_size=4
    ),
)
LINE = st.builds(
    lambda obj, is_ascii, spaced, indent: (
        indent
        + json.dumps(obj, ensure_ascii=is_ascii, separators=(" , ", " :\t") if spaced else None).encode(
            "utf-8", "surrogatepass"
        )
    ),
    OBJECT,
    st.booleans(),
    st.booleans(),
    st.sampled_from([b"", b" ", b"\x0b", b"\t\r"]),
)
ODD = st.sampled_from(
    [
        b"", b"  ", b"\r", b"\x0b", b"{", b"null", b"[1]", b"{}", b'{"text": "a"', b'{"text": "a"}}', b'{"text": "a",}',
        b'{"text": "\xff"}', b'{"text": "\xed\xa0\x80"}', b'{"text": "\\ud800"}', b'{"text": "\\ud83d\\ude00"}',
        b'{"text": "\\ude00\\ud83d"}', b'{"text": "\\u00g0"}', b'{"text": "\\x"}', b'{"text": "a\x01"}',
        b'{"text": "a", "text": "b"}', b'{"text": "a", "x": {"y": 1, "y": 2}}',
        b'{"text": "a", "x": [{"y": 1, "y": 2}]}',
        b'{"text": "a", "t\\u0065xt": "b"}', b'{"text": "a", "n": NaN}', b'{"text": "a", "n": 1e5}',
        b'{"text": "a", "n": -0}',
        b'{"text": "a", "n": 01}', b'{"text": "a", "n": 1.}', b'{"text": "a", "n": 12345678901234567890123}',
        b'{"text": "a", "n": [12345678901234567890123]}', b'{"text": "a", "n": -9223372036854775809}',
        b'{"text": "a", "n": 9007199254740993.0}', b'{"text": "a", "x": [1, "b"]}', b'{"text": "a", "x": [[], [1]]}',
        b'{"text" : "a"}{"text": "b"}', b'{"text": "a"}\r', b'\xef\xbb\xbf{"text": "a"}', b'{"text": "a\x00"}', b'\x00',
        b'{"text": "a", "x": ' + b"[" * 300 + b"]" * 300 + b"}", b'{"text": tru}', b'{"text": "a" "b": 1}',
    ]
)  # fmt: skip


def mutated(line: bytes, place: int, change: bytes, cut: int) -> bytes:
    place %= len(line) + 1
    return line[:place] + change + line[place + cut :]


MUTATED = st.builds(
    mutated,
    LINE,
    st.integers(0, 10_000),
    st.sampled_from(
        [b"", b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"\x00", b"\xff", b"1", b"\r", b"\\u", b"-", b"0"]
    ),
    st.integers(0, 2),
)
NAMES = [each.name for each in formats.FORMATS]


def parts_are_equal(lines: Sequence[bytes], name: str, end: bytes) -> None:
    block = Block(memoryview(end.join(lines)), 7)
    chosen = formats.named(name)
    quick, one_by_one = Swift(chosen, fewest=1).part(block), slow(block, chosen)
    assert quick.records.equals(one_by_one.records)
    assert dict(quick.records.schema) == dict(one_by_one.records.schema)
    assert quick.refused.equals(one_by_one.refused)
    assert quick.rows == one_by_one.rows


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=100)
@given(st.lists(LINE | MUTATED | ODD, max_size=8), st.sampled_from(NAMES), st.sampled_from([b"\n", b"\r\n", b"\n\n"]))
@example([b'{"text": "a"}'] * 3 + [b'{"text": "\xff"}'], "text", b"\n")
@example([b'{"text": "a"}', b'{"text": "b", "x": 1}', b'{"text": "c"}'], "text", b"\n")
def test_decoding_together_changes_nothing(lines: list[bytes], name: str, end: bytes) -> None:
    parts_are_equal(lines, name, end)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=25)
@given(st.lists(OBJECT, min_size=1, max_size=5), st.integers(1, 40))
def test_decoding_together_changes_nothing_in_a_file_of_one_format(objects: list[formats.Obj], times: int) -> None:
    lines = [json.dumps(each).encode() for each in objects] * times
    for name in NAMES:
        parts_are_equal(lines, name, b"\n")


def test_one_bad_line_does_not_slow_the_others() -> None:
    lines = [b'{"text": "a"}'] * 5_000
    lines[3_000] = b'{"text": "\xff"}'
    found = walked.lines(Block(memoryview(b"\n".join(lines)), 0))
    assert found is not None
    swift = Swift(formats.named("text"))
    together = pl.concat(swift._together(b"\n".join(lines), found[0]))
    assert together.height == 4_999
    assert swift.part(Block(memoryview(b"\n".join(lines)), 0)).refused["source_row"].to_list() == [3_000]
