"""Files that trainers read: containers, compression, and what is said when one cannot be written."""

import bz2
import gzip
import json
import os
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest
import zstandard

from curator import schema
from curator.errors import CuratorError, DataError, RecipeError
from curator.writers import rows, write, write_parts

FORMATS = {"a.jsonl": "alpaca"}


def frame(*records: Mapping[str, object]) -> pl.DataFrame:
    """A canonical frame of records from `a.jsonl`."""
    full = [
        dict.fromkeys(schema.CANONICAL)
        | {"record_id": f"r{row}", "kind": "tuple", "source": "a.jsonl", "source_row": row}
        | dict(record)
        for row, record in enumerate(records)
    ]
    return pl.DataFrame(full, schema=schema.CANONICAL)


TWO = frame(
    {"instruction": "a", "input": "", "response": "é\n"},
    {"instruction": "b", "response": "c", "meta": '{"id":5,"_layout":{"first":["id"]}}'},
)


def test_json_lines(tmp_path: Path) -> None:
    write(TWO, tmp_path / "out.jsonl", formats=FORMATS)
    assert (tmp_path / "out.jsonl").read_bytes() == (
        '{"instruction":"a","input":"","output":"é\\n"}\n{"id":5,"instruction":"b","output":"c"}\n'.encode()
    )


def test_json_array(tmp_path: Path) -> None:
    write(TWO, tmp_path / "out.json", formats=FORMATS)
    assert json.loads((tmp_path / "out.json").read_bytes()) == list(rows(TWO, FORMATS))


def test_an_empty_array_is_an_array(tmp_path: Path) -> None:
    write(TWO.clear(), tmp_path / "out.json")
    assert json.loads((tmp_path / "out.json").read_bytes()) == []


def test_csv(tmp_path: Path) -> None:
    write(TWO, tmp_path / "out.csv", formats=FORMATS)
    assert (tmp_path / "out.csv").read_text() == 'instruction,input,output,id\na,,"é\n",\nb,,c,5\n'


def test_tsv(tmp_path: Path) -> None:
    write(TWO[1:], tmp_path / "out.tsv", formats=FORMATS)
    assert (tmp_path / "out.tsv").read_text() == "id\tinstruction\toutput\n5\tb\tc\n"


@pytest.mark.parametrize(("name", "read"), [("out.parquet", pl.read_parquet), ("out.arrow", pl.read_ipc)])
def test_tables(tmp_path: Path, name: str, read: object) -> None:
    write(TWO, tmp_path / name, formats=FORMATS)
    assert callable(read)
    assert read(tmp_path / name).rows(named=True) == [
        {"instruction": "a", "input": "", "output": "é\n", "id": None},
        {"instruction": "b", "input": None, "output": "c", "id": 5},
    ]


def test_what_no_column_holds_is_json_text_in_a_table_and_is_said(tmp_path: Path) -> None:
    records = frame(*({"instruction": "a", "meta": f'{{"x":{x}}}'} for x in ("1", '"b"')))
    assert write(records, tmp_path / "out.parquet", formats=FORMATS) == (
        "JSON as text, because its keys or types differ from record to record: x",
    )
    assert pl.read_parquet(tmp_path / "out.parquet")["x"].to_list() == ["1", '"b"']


def test_text(tmp_path: Path) -> None:
    write(frame({"kind": "text", "text": "a b"}, {"kind": "text", "text": "c"}), tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_text() == "a b\nc\n"


@pytest.mark.parametrize(
    ("suffix", "open_compressed"), [(".gz", gzip.decompress), (".bz2", bz2.decompress), (".zst", None)]
)
def test_compression(tmp_path: Path, suffix: str, open_compressed: object) -> None:
    path = tmp_path / f"out.jsonl{suffix}"
    write(TWO[1:], path, formats=FORMATS)
    data = path.read_bytes()
    text = (
        open_compressed(data)
        if callable(open_compressed)
        else zstandard.ZstdDecompressor().decompressobj().decompress(data)
    )
    assert text == b'{"id":5,"instruction":"b","output":"c"}\n'


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.jsonl.gz", "b.jsonl.gz"):
        write(TWO, tmp_path / name, formats=FORMATS)
    assert (tmp_path / "a.jsonl.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()


def test_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write(TWO[1:], "-", formats=FORMATS)
    assert capfdbinary.readouterr().out == b'{"id":5,"instruction":"b","output":"c"}\n'


def test_no_suffix_is_json_lines(tmp_path: Path) -> None:
    write(TWO[1:], tmp_path / "out", formats=FORMATS)
    assert (tmp_path / "out").read_bytes() == b'{"id":5,"instruction":"b","output":"c"}\n'


def test_the_container_can_be_named(tmp_path: Path) -> None:
    write(TWO[1:], tmp_path / "out.data", formats=FORMATS, container="jsonl")
    assert (tmp_path / "out.data").read_bytes() == b'{"id":5,"instruction":"b","output":"c"}\n'


def test_without_formats_each_kind_has_a_usual_one() -> None:
    pair = {"kind": "preference", "instruction": "a", "chosen": "b", "rejected": "c"}
    assert list(rows(frame({"instruction": "a", "response": "b"}, {"kind": "text", "text": "a"}, pair))) == [
        {"instruction": "a", "output": "b"},
        {"text": "a"},
        {"prompt": "a", "chosen": "b", "rejected": "c"},
    ]


def test_a_wanted_format_is_for_all() -> None:
    assert list(rows(TWO, FORMATS, format="prompt-completion"))[1] == {"prompt": "b", "completion": "c", "id": 5}


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.jsonl").write_text("old")
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "real.jsonl")
    write(TWO[1:], tmp_path / "link.jsonl", formats=FORMATS)
    assert (tmp_path / "link.jsonl").is_symlink()
    assert (tmp_path / "real.jsonl").read_text() == '{"id":5,"instruction":"b","output":"c"}\n'


TAGGED = frame({"instruction": "a", "meta": '{"tags":["b"]}'})


@pytest.mark.parametrize(
    ("records", "name", "message"),
    [
        (TWO, "no/out.jsonl", "no such file or directory"),
        (TWO, "folder", "is a directory, not a file; name a file in it"),
        (TWO, "out.docx", "unknown suffix '.docx'; curator writes .jsonl"),
        (TAGGED, "out.csv", "'tags' is a list, which a table of text cannot hold; write a .jsonl file"),
        (TWO, "out.txt", "a text file holds texts of one line each; write a .jsonl file"),
    ],
)
def test_what_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, records: pl.DataFrame, name: str, message: str
) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(CuratorError) as caught:
        write(records, tmp_path / name, formats=FORMATS)
    assert message in str(caught.value)
    assert [path.name for path in tmp_path.rglob("*")] == ["folder"]


def test_a_failure_on_the_way_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("old")
    with pytest.raises(DataError):
        write(frame({"instruction": "a"}, {"kind": "text", "text": "b"}), tmp_path / "out.jsonl", format="alpaca")
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    assert (tmp_path / "out.jsonl").read_text() == "old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_device_is_an_error_not_a_traceback() -> None:
    with pytest.raises(DataError, match="/dev/full: cannot be written: No space left"):
        write(TWO, "/dev/full", formats=FORMATS, container="jsonl")


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write(TWO[1:], tmp_path / "pipe", formats=FORMATS)
    assert os.read(reading, 100) == b'{"id":5,"instruction":"b","output":"c"}\n'
    os.close(reading)


def test_an_unknown_container_gets_a_suggestion() -> None:
    with pytest.raises(RecipeError, match="unknown container 'jsonlines'; did you mean jsonl"):
        write(TWO, "out", container="jsonlines")


def test_parts_are_written_as_the_whole_is(tmp_path: Path) -> None:
    for name in ("out.jsonl", "out.json", "out.jsonl.gz"):
        write(TWO, tmp_path / name, formats=FORMATS)
        whole = (tmp_path / name).read_bytes()
        write_parts([TWO[:1], TWO[:0], TWO[1:]], tmp_path / name, formats=FORMATS)
        opened = gzip.decompress if name.endswith(".gz") else bytes
        assert opened((tmp_path / name).read_bytes()) == opened(whole)


@pytest.mark.parametrize("name", ["out.parquet", "out.arrow", "out.csv", "out.tsv"])
def test_a_table_is_written_in_parts_as_the_whole_is(tmp_path: Path, name: str) -> None:
    records = frame(
        {"instruction": "a", "response": "b", "meta": '{"n": 1}'},
        {"instruction": "a", "response": "b"},
        {"instruction": "c, d", "response": "e", "meta": '{"n": 2, "name": "x"}'},
    )
    write(records, tmp_path / name, formats=FORMATS)
    whole = contents(tmp_path / name)
    write_parts([records[:1], records[:0], records[1:2], records[2:]], tmp_path / name, formats=FORMATS)
    assert contents(tmp_path / name) == whole
    assert [path.name for path in tmp_path.iterdir()] == [name]


def contents(path: Path) -> object:
    read = {".parquet": pl.read_parquet, ".arrow": pl.read_ipc}.get(path.suffix)
    if read is None:
        return path.read_text()
    table = read(path)
    return table.schema, table.rows()


def test_turns_with_other_keys_are_one_column_of_a_table_written_in_parts(tmp_path: Path) -> None:
    call = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b", "name": "c"}]
    records = frame(*({"kind": "chat", "messages": each} for each in (call[:1], call)))
    write(records, tmp_path / "whole.parquet")
    write_parts([records[:1], records[1:]], tmp_path / "parts.parquet")
    whole, parts = (pl.read_parquet(tmp_path / name) for name in ("whole.parquet", "parts.parquet"))
    assert parts.cast(whole.schema).rows() == whole.rows()


@pytest.mark.parametrize("others", ['{"n": "two"}', '{"n": {"a": 1}}', '{"n": [1]}'])
def test_a_column_of_two_types_is_not_written_in_parts(tmp_path: Path, others: str) -> None:
    records = frame({"instruction": "a", "meta": '{"n": 1}'}, {"instruction": "a", "meta": others})
    with pytest.raises(DataError, match="'n' has other types in some records than in others"):
        write_parts([records[:1], records[1:]], tmp_path / "out.parquet", formats=FORMATS)
    assert not list(tmp_path.iterdir())


def test_no_parts_are_an_empty_table(tmp_path: Path) -> None:
    write_parts([TWO[:0]], tmp_path / "out.parquet", formats=FORMATS)
    assert pl.read_parquet(tmp_path / "out.parquet").height == 0
