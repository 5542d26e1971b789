"""From files to canonical records: order, names, ids, quarantine."""

import gzip
import io
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curator import schema
from curator.readers import QUARANTINE, scan

A = {"instruction": "a", "output": "1"}
B = {"instruction": "b", "output": "2"}


def put(path: Path, *objects: object) -> str:
    """Write objects as JSON Lines."""
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(obj) + "\n" for obj in objects))
    return str(path)


def test_records_have_the_canonical_columns(tmp_path: Path) -> None:
    records = scan([put(tmp_path / "a.jsonl", A, B)]).records.collect()
    assert dict(records.schema) == dict(pl.DataFrame(schema=schema.CANONICAL).schema)
    assert records.select("kind", "source", "source_row", "instruction", "response").rows() == [
        ("tuple", "a.jsonl", 0, "a", "1"),
        ("tuple", "a.jsonl", 1, "b", "2"),
    ]


def test_ids_come_from_content_alone_and_tell_repeats_apart(tmp_path: Path) -> None:
    one = scan([put(tmp_path / "one.jsonl", A, B, A)]).records.collect()["record_id"].to_list()
    two = scan([put(tmp_path / "two.jsonl", B, A)]).records.collect()["record_id"].to_list()
    assert two == [one[1], one[0]]
    assert one[2] == f"{one[0]}-2"


def test_the_id_can_be_computed_again_from_the_frame(tmp_path: Path) -> None:
    chat = {"messages": [{"role": "user", "content": "a"}], "id": 7}
    record = scan([put(tmp_path / "a.jsonl", chat)]).records.collect().row(0, named=True)
    assert schema.record_digest(record) == record["record_id"]


def test_what_cannot_be_read_goes_to_quarantine_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"instruction": "a", "output": "1"}\r\n'
        b"\r\n"
        b'{"instruction": "cut o\r\n'
        b'{"instruction": "\xff"}\r\n'
        b'{"instruction": 5}\r\n'
        b"[1]\r\n"
        b'{"instruction": "a", "score": NaN}\r\n'
        b'{"instruction": "\\ud800"}\r\n'
        b'{"instruction": "a", "id": 123456789012345678901234567890}\r\n'
        b'{"instruction": "a", "instruction": "b"}'
    )
    read = scan([str(path)])
    assert read.records.select("source_row", "instruction").collect().rows() == [(0, "a")]
    assert dict(read.quarantine.schema) == dict(pl.DataFrame(schema=QUARANTINE).schema)
    assert read.quarantine.select("source", "source_row", "line", "byte_offset", "reason").rows() == [
        ("a.jsonl", 1, 3, 42, "not JSON: unexpected end of data (character 22)"),
        ("a.jsonl", 2, 4, 66, "not UTF-8 (byte 17 of the record)"),
        ("a.jsonl", 3, 5, 88, "'instruction' is a number, text expected"),
        ("a.jsonl", 4, 6, 108, "a list where an object is expected"),
        ("a.jsonl", 5, 7, 113, "not JSON: unexpected character, expected a JSON value (character 30)"),
        ("a.jsonl", 6, 8, 149, "not JSON: no low surrogate in string (character 17)"),
        ("a.jsonl", 7, 9, 176, "a whole number beyond 64 bits loses digits; write it as text"),
        ("a.jsonl", 8, 10, 236, "the key 'instruction' stands twice in one object"),
    ]
    assert read.quarantine["excerpt"][0] == '{"instruction": "cut o'
    assert read.sources[0].describe() == "read as Alpaca instructions, 1 record, 8 unreadable"


def test_an_excerpt_is_short_and_cannot_repaint_a_terminal(tmp_path: Path) -> None:
    excerpt = scan([put(tmp_path / "a.jsonl", A, {"instruction": "a", "output": ["\x1b[2J" + "x" * 500]})]).quarantine[
        "excerpt"
    ][0]
    assert "\x1b" not in excerpt
    assert len(excerpt) == 201


def test_a_very_long_line_is_a_record(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", {"instruction": "a" * 40_000_000}, A)
    assert scan([path]).records.select(pl.col("instruction").str.len_bytes()).collect().rows() == [(40_000_000,), (1,)]


DEEP = "[" * 900 + "]" * 900
CALLS = [
    json.dumps(f'{{"name": "f", "arguments": {"[" * depth}{"]" * depth}}}') for depth in (100, 900, 960, 990, 1010)
]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (f'{{"instruction": "a", "x": {DEEP}}}', "a field cannot be kept as JSON: Recursion limit reached"),
        (f'{{"instruction": {DEEP}}}', "'instruction' is a list, text expected"),
        ("[" * 100_000, "not JSON: depth limit exceeded (character 1025)"),
    ],
)
def test_what_is_nested_too_deep_is_refused(tmp_path: Path, line: str, reason: str) -> None:
    (tmp_path / "a.jsonl").write_text(f"{json.dumps(A)}\n{line}\n")
    assert scan([str(tmp_path / "a.jsonl")]).quarantine["reason"].to_list() == [reason]


@pytest.mark.parametrize(
    ("line", "records"),
    [
        *((f'{{"conversations": [{{"from": "function_call", "value": {call}}}]}}', 2) for call in CALLS),
        (f'{{"conversations": [{{"from": "gpt", "value": "a", "tool_calls": {DEEP}}}]}}', 1),
        (f'{{"conversations": [], "tools": {DEEP}}}', 1),
    ],
)
def test_deep_tool_calls_are_kept_or_refused(tmp_path: Path, line: str, records: int) -> None:
    chat = '{"conversations": [{"from": "human", "value": "a"}]}'
    (tmp_path / "a.jsonl").write_text(f"{chat}\n{line}\n")
    (info,) = scan([str(tmp_path / "a.jsonl")]).sources
    assert (info.records, info.quarantined) == (records, 2 - records)


def test_several_sources_keep_their_order_and_their_own_formats(tmp_path: Path) -> None:
    chat = {"messages": [{"role": "user", "content": "a"}]}
    read = scan([put(tmp_path / "b.jsonl", chat), put(tmp_path / "a.jsonl", A, B)])
    assert [(info.name, info.format, info.container, info.records) for info in read.sources] == [
        ("b.jsonl", "openai-chat", "jsonl", 1),
        ("a.jsonl", "alpaca", "jsonl", 2),
    ]
    assert read.records.select("source", "source_row").collect().rows() == [
        ("b.jsonl", 0),
        ("a.jsonl", 0),
        ("a.jsonl", 1),
    ]


def test_files_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    paths = [put(tmp_path / "x" / "a.jsonl", A), put(tmp_path / "y" / "a.jsonl", B), put(tmp_path / "x" / "b.jsonl", B)]
    assert [info.name for info in scan(paths).sources] == ["x/a.jsonl", "y/a.jsonl", "b.jsonl"]


def test_patterns_and_a_file_named_twice(tmp_path: Path) -> None:
    put(tmp_path / "b.jsonl", B)
    path = put(tmp_path / "a.jsonl", A)
    put(tmp_path / "deep" / "c.jsonl", A)
    assert [info.name for info in scan([f"{tmp_path}/*.jsonl", path]).sources] == ["a.jsonl", "b.jsonl"]
    assert [info.name for info in scan([f"{tmp_path}/**/*.jsonl"]).sources] == ["a.jsonl", "b.jsonl", "c.jsonl"]


def test_a_name_with_signs_of_a_pattern_is_a_name_if_there_is_such_a_file(tmp_path: Path) -> None:
    assert scan([put(tmp_path / "a[1].jsonl", A)]).sources[0].name == "a[1].jsonl"


class _Input:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_standard_input(monkeypatch: pytest.MonkeyPatch, pack: object) -> None:
    assert callable(pack)
    monkeypatch.setattr("sys.stdin", _Input(pack(json.dumps(A).encode())))
    read = scan(["-"])
    assert (read.sources[0].name, read.sources[0].records) == ("stdin", 1)


def test_a_format_can_be_forced(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", {"instruction": "a", "text": "b"})
    assert scan([path], format="text").records.collect()["kind"].to_list() == ["text"]


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", {"Frage": "a", "Antwort": "b", "n": 1}, {"n": 2})
    read = scan([path], columns={"instruction": "Frage", "response": "Antwort"})
    assert read.records.select("instruction", "response").collect().rows() == [("a", "b")]
    assert read.quarantine["reason"].to_list() == ["has nothing in 'Frage', 'Antwort'; its keys are 'n'"]
    assert read.sources[0].describe() == "read as the columns you named, 1 record, 1 unreadable"


LINE = st.sampled_from(
    [json.dumps(A).encode(), json.dumps(B).encode(), b"", b"  ", b"{", b"\xff", b"null", b'{"output": 1}', b'{"x": 1}']
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(LINE, max_size=12), st.sampled_from([b"\n", b"\r\n"]))
def test_every_filled_line_is_a_record_or_in_quarantine(tmp_path: Path, lines: list[bytes], end: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(end.join([json.dumps(A).encode(), *lines]))
    read = scan([str(path)])
    rows = [*read.records.collect()["source_row"], *read.quarantine["source_row"]]
    assert sorted(rows) == list(range(1 + sum(bool(line.strip()) for line in lines)))
    assert (read.sources[0].records, read.sources[0].quarantined) == (
        read.records.collect().height,
        read.quarantine.height,
    )
    for place, number in read.quarantine.select("byte_offset", "line").rows():
        assert path.read_bytes()[:place].count(b"\n") == number - 1
