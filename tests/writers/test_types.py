"""What is read from a table is written with the same types and values; where that cannot be, it is said."""

import os
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from curator.formats.dtypes import described
from curator.readers import scan
from curator.writers import as_table, write

DATA = Path(os.environ.get("CURATOR_TEST_DATA", "/nonexistent"))

ODD: dict[str, pl.Series] = {
    "f32": pl.Series([0.1, None, float("nan"), float("inf")], dtype=pl.Float32),
    "f64": pl.Series([0.1, None, float("nan"), -float("inf")]),
    "i8": pl.Series([1, None, -128, 127], dtype=pl.Int8),
    "u64": pl.Series([2**64 - 1, None, 0, 1], dtype=pl.UInt64),
    "i128": pl.Series([2**100, None, -(2**100), 1], dtype=pl.Int128),
    "u128": pl.Series([2**100, None, 2**127, 1], dtype=pl.UInt128),
    "decimal": pl.Series([Decimal("1.10"), None, Decimal("-5.00"), Decimal("0.01")], dtype=pl.Decimal(10, 2)),
    "decimals": pl.Series([[[Decimal("1.10"), None]], None, [], [None]], dtype=pl.List(pl.List(pl.Decimal(10, 2)))),
    "span": pl.Series([timedelta(1), None, timedelta(microseconds=-1), timedelta(0)]),
    "bytes": pl.Series([b"\xff\x00", None, b"abc", b"data:;base64,"]),
    "all_bytes": pl.Series([[b"\xff", None], None, [b"abc"], [b""]]),
    "category": pl.Series(["a", None, "b", "a"], dtype=pl.Categorical),
    "categories": pl.Series([["a"], None, [], ["b", None]], dtype=pl.List(pl.Categorical)),
    "enum": pl.Series(["a", None, "b", "a"], dtype=pl.Enum(["b", "a", "unused"])),
    "array": pl.Series([[1.5, 2.5], None, [None, 0.0], [float("nan"), 1]], dtype=pl.Array(pl.Float32, 2)),
    "arrays": pl.Series([[[1, 2]], None, [None], [[1, None]]], dtype=pl.Array(pl.Array(pl.UInt8, 2), 1)),
    "time": pl.Series([1, None, 86_399_999_999_999, 0]).cast(pl.Time),
    "date": pl.Series([1, None, 7_000_000, -1_000_000], dtype=pl.Int32).cast(pl.Date),
    "ns": pl.Series([1, None, 2**62 + 1, -5]).cast(pl.Datetime("ns")),
    "zoned": pl.Series([1, None, 2**62 + 1, -5]).cast(pl.Datetime("ns", "Europe/Berlin")),
    "ms": pl.Series([1, None, 2**60, -5]).cast(pl.Datetime("ms", "Asia/Kathmandu")),
    "object": pl.Series(
        [{"d": date(2020, 1, 1), "t": [datetime(2020, 1, 1)]}, None, {"d": None, "t": None}, {"d": None, "t": []}],
        dtype=pl.Struct({"d": pl.Date, "t": pl.List(pl.Datetime("ns"))}),
    ),
    "nothing": pl.Series([None] * 4, dtype=pl.Null),
    "nothings": pl.Series([[None], None, [], [None, None]], dtype=pl.List(pl.Null)),
    "unset": pl.Series([None] * 4, dtype=pl.UInt16),
    "_layout": pl.Series([1, 2, 3, None], dtype=pl.Int32),
    **{name: pl.Series([1, 2, None, 4], dtype=pl.Int8) for name in ("", "*", "^f.*$", "a b")},
}
TEXTS = {"instruction": [f"question {row}" for row in range(4)], "output": [f"answer {row}" for row in range(4)]}


def table(**columns: pl.Series) -> pl.DataFrame:
    rows = len(next(iter(columns.values()))) if columns else 4
    texts = {name: pl.Series(texts[:rows]) for name, texts in TEXTS.items()}
    return pl.DataFrame({**texts, **columns})


def curated(paths: list[Path], out: Path) -> tuple[str, ...]:
    """Read tables and write everything that was read."""
    found = scan([str(path) for path in paths])
    return write(
        found.records.collect(),
        out,
        formats={each.name: each.format for each in found.sources},
        columns=orjson.loads(orjson.dumps({each.name: each.columns for each in found.sources})),
    )


def put(frame: pl.DataFrame, path: Path) -> Path:
    if path.suffix == ".parquet":
        frame.write_parquet(path)
    elif path.suffix == ".arrow":
        frame.write_ipc(path, record_batch_size=1000)
    else:
        frame.write_ipc_stream(path)
    return path


@pytest.mark.parametrize("name", ODD)
def test_a_column_comes_back_with_its_type(tmp_path: Path, name: str) -> None:
    frame = table(**{name: ODD[name]})
    assert curated([put(frame, tmp_path / "a.parquet")], tmp_path / "b.parquet") == ()
    assert_frame_equal(pl.read_parquet(tmp_path / "b.parquet"), frame)


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow", "a.stream"])
def test_all_of_them_at_once_over_batches(tmp_path: Path, name: str) -> None:
    frame = pl.concat([table(**ODD)] * 1500)
    assert curated([put(frame, tmp_path / name)], tmp_path / "b.arrow") == ()
    assert_frame_equal(pl.read_ipc(tmp_path / "b.arrow"), frame)


def test_json_lines_hold_the_values_of_a_table(tmp_path: Path) -> None:
    path = put(table(**ODD), tmp_path / "a.parquet")
    curated([path], tmp_path / "b.jsonl")
    line = orjson.loads((tmp_path / "b.jsonl").read_bytes().splitlines()[0])
    assert {key: line[key] for key in ("i128", "decimal", "span", "bytes", "ns", "zoned", "object")} == {
        "i128": "1267650600228229401496703205376",
        "decimal": "1.10",
        "span": "PT86400S",
        "bytes": "data:;base64,/wA=",
        "ns": "1970-01-01T00:00:00.000000001",
        "zoned": "1970-01-01T00:00:00.000000001+00:00",
        "object": {"d": "2020-01-01", "t": ["2020-01-01T00:00:00"]},
    }


MESSAGES = pl.Series(
    [
        [
            {"role": "user", "content": "Where?", "tool_calls": None},
            {"role": "assistant", "content": None, "tool_calls": [{"function": {"name": "f", "arguments": "{}"}}]},
        ],
        [
            {"role": "user", "content": "Who?", "tool_calls": None},
            {"role": "assistant", "content": "I.", "tool_calls": None},
        ],
    ]
)


def test_messages_keep_their_types_with_the_calls_in_them(tmp_path: Path) -> None:
    frame = pl.DataFrame({"messages": MESSAGES, "source": pl.Series(["x", "y"], dtype=pl.Categorical)})
    assert curated([put(frame, tmp_path / "a.parquet")], tmp_path / "b.parquet") == ()
    assert_frame_equal(pl.read_parquet(tmp_path / "b.parquet"), frame)


def test_text_that_is_bytes_stays_bytes(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": [b"one", "zw\u00f6lf".encode()]})
    assert curated([put(frame, tmp_path / "a.parquet")], tmp_path / "b.parquet") == ()
    assert_frame_equal(pl.read_parquet(tmp_path / "b.parquet"), frame)


@pytest.mark.parametrize(
    ("one", "other", "dtype", "said"),
    [
        (pl.Series([1], dtype=pl.Int8), pl.Series([200], dtype=pl.UInt8), pl.Int16(), ""),
        (pl.Series([0.5], dtype=pl.Float32), pl.Series([0.1]), pl.Float64(), ""),
        (pl.Series(["a"], dtype=pl.Enum(["a"])), pl.Series(["b"]), pl.String(), ""),
        (pl.Series([None], dtype=pl.Null), pl.Series([date(2024, 2, 1)]), pl.Date(), ""),
        (
            pl.Series([2**60]),
            pl.Series([0.5]),
            pl.String(),
            "'x' was Int64 in a.parquet, Float64 in b.parquet; it is written as String",
        ),
        (
            pl.Series([date(2024, 2, 1)]),
            pl.Series(["later"]),
            pl.String(),
            "'x' was Date in a.parquet, String in b.parquet; it is written as String",
        ),
        (
            pl.Series([datetime(9999, 1, 1)], dtype=pl.Datetime("us")),
            pl.Series([datetime(2024, 1, 1)], dtype=pl.Datetime("ns")),
            pl.String(),
            "'x' was Datetime(time_unit='us', time_zone=None) in a.parquet, Datetime(time_unit='ns', time_zone=None) "
            "in b.parquet; it is written as String",
        ),
    ],
)
def test_tables_of_different_types(
    tmp_path: Path, one: pl.Series, other: pl.Series, dtype: pl.DataType, said: str
) -> None:
    paths = [put(table(x=one), tmp_path / "a.parquet"), put(table(x=other), tmp_path / "b.parquet")]
    remarks = curated(paths, tmp_path / "c.parquet")
    assert pl.read_parquet(tmp_path / "c.parquet").schema["x"] == dtype
    assert remarks[:1] == ((said,) if said else ())


def test_text_of_a_file_without_types_is_no_date(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text('{"instruction": "a", "output": "b", "x": "2024-02-02"}\n')
    paths = [put(table(x=pl.Series([date(2024, 2, 1)])), tmp_path / "a.parquet"), tmp_path / "b.jsonl"]
    assert curated(paths, tmp_path / "c.parquet") == ("'x' was Date in a.parquet; it is written as String",)
    assert pl.read_parquet(tmp_path / "c.parquet")["x"].to_list() == ["2024-02-01", "2024-02-02"]


def test_numbers_of_a_file_without_types_fit_or_widen_the_column(tmp_path: Path) -> None:
    path = put(table(x=pl.Series([1], dtype=pl.Int8)), tmp_path / "a.parquet")
    for number, dtype, said in ((2, pl.Int8(), 0), (300, pl.Int64(), 1)):
        (tmp_path / "b.jsonl").write_text(f'{{"instruction": "a", "output": "b", "x": {number}}}\n')
        remarks = curated([path, tmp_path / "b.jsonl"], tmp_path / "c.parquet")
        frame = pl.read_parquet(tmp_path / "c.parquet")
        assert (frame.schema["x"], frame["x"].to_list(), len(remarks)) == (dtype, [1, number], said)


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (pl.Series([{}, None], dtype=pl.Struct({})), ["{}", None]),
        (pl.Series([[], None], dtype=pl.Array(pl.Int8, 0)), [[], None]),
    ],
)
def test_types_that_cannot_be_written_are_said(column: pl.Series, values: list[Any]) -> None:
    columns: Mapping[str, Any] = {"a": [["x", described(column.dtype)]]}
    made = as_table([{"x": value} for value in column.to_list()], sources=["a", "a"], columns=columns)
    assert made.frame["x"].to_list() == values
    assert made.remarks[0].startswith(f"'x' was {column.dtype} in a; it is written as ")


@pytest.mark.parametrize(
    "columns", [[["x", None]], [["x", 5]], [["x", {"list": "Object"}]], [["x"]], ["x"], "x", 5, None, {"x": "Int8"}]
)
def test_types_that_make_no_sense_count_as_none(columns: Any) -> None:
    assert as_table([{"x": 1}], sources=["a"], columns={"a": columns}).frame.schema["x"] == pl.Int64()


def test_a_text_that_is_none_of_the_categories_any_more_widens_the_column_and_is_said(tmp_path: Path) -> None:
    categories = [f"category {number}" for number in range(1000)]
    frame = table(x=pl.Series([categories[0], categories[1]], dtype=pl.Enum(categories)))
    path = put(frame, tmp_path / "a.parquet")
    found = scan([str(path)])
    changed = found.records.collect().with_columns(pl.col("meta").str.replace("category 0", "another"))
    columns = {each.name: each.columns for each in found.sources}
    (remark,) = write(changed, tmp_path / "b.parquet", formats={"a.parquet": "alpaca"}, columns=columns)
    assert remark.startswith("'x' was Enum(categories=['category 0', ")
    assert remark.endswith("… in a.parquet; it is written as String")
    assert len(remark) < 130
    assert pl.read_parquet(tmp_path / "b.parquet")["x"].to_list() == ["another", "category 1"]


@pytest.mark.parametrize("name", ["b.jsonl", "b.json"])
def test_numbers_that_json_has_no_form_for_are_null_there_and_said(tmp_path: Path, name: str) -> None:
    numbers = pl.Series([0.5, float("nan"), float("inf"), None])
    path = put(table(x=numbers), tmp_path / "a.parquet")
    said = "2 values are NaN or infinite, which JSON has no form for, and null in the file"
    assert curated([path], tmp_path / name) == (said,)
    assert curated([put(table(x=numbers[:1]), path)], tmp_path / name) == ()


@pytest.mark.realdata
@pytest.mark.skipif(not DATA.is_dir(), reason="CURATOR_TEST_DATA names no folder")
@pytest.mark.parametrize(
    "file",
    [
        "safety/hatecheck_even.parquet",
        "gsm8k/model_solutions_even.parquet",
        "instruction_following/m_ifeval_en_responses.parquet",
        "model_outputs/alpaca_eval_a_outputs.parquet",
        "neardup/gpteacher_toolformer_levels.parquet",
    ],
)
def test_published_tables_come_back(tmp_path: Path, file: str) -> None:
    assert curated([DATA / file], tmp_path / "b.parquet") == ()
    assert_frame_equal(pl.read_parquet(tmp_path / "b.parquet"), pl.read_parquet(DATA / file))
