"""Every column of a table survives being carried as JSON, whatever its type."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.datatypes import DataTypeClass
from polars.testing import assert_frame_equal

from curator.formats.cell_texts import Unfit
from curator.formats.cells import carried, is_json, restored
from curator.formats.dtypes import common, described, dtype_of
from curator.readers import scan
from curator.writers import write

INTEGERS: dict[pl.DataType, tuple[int, int]] = {
    pl.Int8(): (-(2**7), 2**7 - 1),
    pl.Int16(): (-(2**15), 2**15 - 1),
    pl.Int32(): (-(2**31), 2**31 - 1),
    pl.Int64(): (-(2**63), 2**63 - 1),
    pl.Int128(): (-(2**127), 2**127 - 1),
    pl.UInt8(): (0, 2**8 - 1),
    pl.UInt16(): (0, 2**16 - 1),
    pl.UInt32(): (0, 2**32 - 1),
    pl.UInt64(): (0, 2**64 - 1),
    pl.UInt128(): (0, 2**128 - 1),
}
MOMENTS = (pl.Datetime("ms"), pl.Datetime("ns"), pl.Datetime("us", "Asia/Tokyo"))
WHOLE: dict[pl.DataType, int] = {pl.Date(): 32, **dict.fromkeys(MOMENTS, 64)}
SPANS: dict[pl.DataType, int] = {pl.Duration("ms"): 64, pl.Duration("us"): 64, pl.Duration("ns"): 64}
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
NAMES = st.sampled_from(["a", "b", "*", "^a$", "", "a b", "field_0"])


SCALARS: dict[pl.DataType, st.SearchStrategy[Any]] = {
    **{dtype: st.integers(*limits) for dtype, limits in INTEGERS.items()},
    **{dtype: st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for dtype, bits in {**WHOLE, **SPANS}.items()},
    pl.Float32(): st.floats(width=32),
    pl.Float64(): st.floats(),
    pl.Time(): st.integers(0, 24 * 3600 * 10**9 - 1),
    pl.Binary(): st.binary(max_size=4) | st.just(b"data:;base64,"),
    pl.Boolean(): st.booleans(),
    pl.Null(): st.none(),
    pl.String(): TEXTS,
}


def values_of(dtype: pl.DataType) -> st.SearchStrategy[Any]:
    """Values as Polars takes them for `held(dtype)`."""
    return st.none() | (SCALARS[dtype] if dtype in SCALARS else _values(dtype))


def _values(dtype: pl.DataType) -> st.SearchStrategy[Any]:
    match dtype:
        case pl.Decimal():
            return st.decimals(-999, 999, places=dtype.scale).map(lambda value: f"{value:f}")
        case pl.Enum():
            return st.sampled_from(dtype.categories.to_list())
        case pl.List():
            return st.lists(values_of(inner(dtype)), max_size=3)
        case pl.Array():
            return st.lists(values_of(inner(dtype)), min_size=dtype.size, max_size=dtype.size)
        case pl.Struct():
            return st.fixed_dictionaries({each.name: values_of(instance(each.dtype)) for each in dtype.fields})
    return TEXTS


def inner(dtype: pl.List | pl.Array) -> pl.DataType:
    return instance(dtype.inner)


def instance(dtype: pl.DataType | DataTypeClass) -> pl.DataType:
    return dtype() if isinstance(dtype, type) else dtype


def held(dtype: pl.DataType) -> pl.DataType:
    """What a column is made of before it is cast to `dtype`."""
    match dtype:
        case pl.Date():
            return pl.Int32()
        case pl.Datetime() | pl.Time() | pl.Duration():
            return pl.Int64()
        case pl.Decimal() | pl.Categorical() | pl.Enum():
            return pl.String()
        case pl.List():
            return pl.List(held(inner(dtype)))
        case pl.Array():
            return pl.Array(held(inner(dtype)), dtype.size)
        case pl.Struct():
            return pl.Struct({each.name: held(instance(each.dtype)) for each in dtype.fields})
    return dtype


LEAVES = st.sampled_from(
    [
        *INTEGERS,
        *(pl.Float32(), pl.Float64()),
        *WHOLE,
        *SPANS,
        *(pl.Time(), pl.Decimal(10, 2), pl.Decimal(38, 0), pl.Binary(), pl.Enum(["", "x", "y z"]), pl.Categorical()),
        *(pl.Boolean(), pl.Null(), pl.String()),
    ]
)
DTYPES = st.recursive(
    LEAVES,
    lambda each: (
        each.map(pl.List)
        | st.builds(pl.Array, each, st.integers(1, 3))
        | st.dictionaries(NAMES, each, min_size=1, max_size=3).map(pl.Struct)
    ),
    max_leaves=4,
)
COLUMNS = DTYPES.flatmap(
    lambda dtype: st.lists(values_of(dtype), max_size=4).map(
        lambda values: pl.Series("x", values, dtype=held(dtype)).cast(dtype)
    )
)


def tables(dtypes: dict[str, pl.DataType]) -> st.SearchStrategy[dict[str, pl.Series]]:
    """Columns of three cells."""
    cells = {name: st.lists(values_of(dtype), min_size=3, max_size=3) for name, dtype in dtypes.items()}
    return st.fixed_dictionaries(cells).map(
        lambda rows: {
            name: pl.Series("x", values, dtype=held(dtypes[name])).cast(dtypes[name]) for name, values in rows.items()
        }
    )


@settings(deadline=None)
@given(DTYPES)
def test_a_type_is_a_json_value(dtype: pl.DataType) -> None:
    assert dtype_of(orjson.loads(orjson.dumps(described(dtype)))) == dtype


@settings(deadline=None)
@given(COLUMNS)
def test_a_column_comes_back_as_it_was(column: pl.Series) -> None:
    cells = carried(column)
    stored = cells if column.dtype.is_float() else orjson.loads(orjson.dumps(cells))
    back = restored("x", stored, column.dtype)
    assert back.dtype == column.dtype
    assert back.equals(column, check_dtypes=True, null_equal=True)


@settings(deadline=None)
@given(COLUMNS, DTYPES)
def test_a_common_type_holds_the_column(column: pl.Series, other: pl.DataType) -> None:
    both = common(column.dtype, other)
    assert both == common(other, column.dtype)
    if both is not None and is_json(both):
        cells = carried(column)
        assert carried(restored("x", cells, both)) == cells or not_equal_to_itself(column)


def not_equal_to_itself(column: pl.Series) -> bool:
    """NaN is in it."""
    return carried(column) != carried(column.clone())


@pytest.mark.parametrize(
    ("value", "dtype", "text"),
    [
        (date(2024, 2, 1), pl.Date(), "2024-02-01"),
        (datetime(2024, 2, 1, 12), pl.Datetime("us"), "2024-02-01T12:00:00"),
        (datetime(2024, 2, 1, 12, 0, 0, 250), pl.Datetime("us"), "2024-02-01T12:00:00.000250"),
        (datetime(2024, 2, 1, 12, 0, 0, 5000), pl.Datetime("ns"), "2024-02-01T12:00:00.005"),
        (time(1, 2, 3, 4), pl.Time(), "01:02:03.000004"),
        (timedelta(hours=-1, milliseconds=1), pl.Duration("ms"), "-PT3599.999S"),
        (Decimal("1.50"), pl.Decimal(5, 2), "1.50"),
        (2**100, pl.Int128(), "1267650600228229401496703205376"),
        ("é".encode(), pl.Binary(), "é"),
        (b"\xff", pl.Binary(), "data:;base64,/w=="),
        ([date(2024, 2, 1)], pl.List(pl.Date()), ["2024-02-01"]),
        ([1.5, float("nan"), float("-inf")], pl.List(pl.Float64()), [1.5, "NaN", "-Infinity"]),
    ],
)
def test_what_json_has_no_form_for_is_text(value: object, dtype: pl.DataType, text: object) -> None:
    assert carried(pl.Series([value], dtype=dtype)) == [text]


def test_a_time_with_a_zone_is_text_in_utc() -> None:
    column = pl.Series(["2024-02-01 12:00"]).str.to_datetime().dt.replace_time_zone("Asia/Tokyo")
    assert carried(column) == ["2024-02-01T03:00:00+00:00"]


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        (300, pl.Int8()),
        (-1, pl.UInt8()),
        (True, pl.Int8()),
        (1, pl.Boolean()),
        (1, pl.String()),
        (1.5, pl.Int64()),
        (0.1, pl.Float32()),
        (2**53 + 1, pl.Float64()),
        (1e300, pl.Float16()),
        ("z", pl.Enum(["a"])),
        ("1.234", pl.Decimal(5, 2)),
        ("12345.00", pl.Decimal(5, 2)),
        ("today", pl.Date()),
        ("2024-2-1", pl.Date()),
        ("2024-02-01T12:00:00", pl.Datetime("us", "UTC")),
        ("9999-01-01T00:00:00", pl.Datetime("ns")),
        ("2024-02-01T00:00:00.000000001", pl.Datetime("us")),
        ("25:00:00", pl.Time()),
        ("data:;base64,?", pl.Binary()),
        ([1], pl.Array(pl.Int8(), 2)),
        ({"a": 1, "b": 2}, pl.Struct({"a": pl.Int8()})),
        ({}, pl.Struct({"a": pl.Int8()})),
        ("a", pl.Null()),
    ],
)
def test_a_value_that_would_not_stay_the_same_is_refused(value: object, dtype: pl.DataType) -> None:
    with pytest.raises(Unfit):
        restored("x", [value], dtype)


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (pl.Int8(), pl.UInt8(), pl.Int16()),
        (pl.Int64(), pl.UInt64(), pl.Int128()),
        (pl.Int128(), pl.UInt128(), None),
        (pl.Int16(), pl.Float32(), pl.Float32()),
        (pl.Int32(), pl.Float32(), pl.Float64()),
        (pl.Int64(), pl.Float64(), None),
        (pl.Enum(["a"]), pl.Categorical(), pl.String()),
        (pl.Datetime("ms"), pl.Datetime("ns"), pl.Datetime("ns")),
        (pl.Datetime("ms"), pl.Datetime("ms", "UTC"), None),
        (pl.Decimal(5, 2), pl.Decimal(6, 4), pl.Decimal(7, 4)),
        (pl.Decimal(38, 0), pl.Decimal(38, 2), None),
        (pl.List(pl.Int8()), pl.Array(pl.Int16(), 2), pl.List(pl.Int16())),
        (pl.Struct({"a": pl.Int8()}), pl.Struct({"a": pl.Null()}), pl.Struct({"a": pl.Int8()})),
        (pl.Struct({"a": pl.Int8()}), pl.Struct({"b": pl.Int8()}), None),
        (pl.Date(), pl.String(), None),
        (pl.Float64(), pl.Boolean(), None),
    ],
)
def test_common_types(one: pl.DataType, other: pl.DataType, both: pl.DataType | None) -> None:
    assert common(one, other) == both


@pytest.mark.parametrize("said", [None, 1, "Object", {}, {"list": 1}, {"array": ["Int8", -1]}, {"struct": [1]}, []])
def test_what_is_no_type_is_none(said: object) -> None:
    assert dtype_of(said) is None


def test_maps_and_types_of_other_programs() -> None:
    pa = pytest.importorskip("pyarrow")
    table = pa.table(
        {
            "texts": pa.array([[("a", 1)], [], None], pa.map_(pa.string(), pa.int32())),
            "numbers": pa.array([[(1, "x")], [], None], pa.map_(pa.int32(), pa.string())),
            "json": pa.array(['{"a":1}', None, "[]"], pa.json_()),
        }
    )
    frame = pl.DataFrame(table)
    assert carried(frame["texts"]) == [{"a": 1}, {}, None]
    assert carried(frame["numbers"]) == [[{"key": 1, "value": "x"}], [], None]
    for column in frame:
        assert dtype_of(described(column.dtype)) == column.dtype
        back = restored(column.name, carried(column), column.dtype)
        assert back.dtype == column.dtype
        assert carried(back) == carried(column)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(NAMES | st.just("_layout"), DTYPES, min_size=1, max_size=4).flatmap(tables))
def test_a_parquet_file_comes_back_as_it_was(tmp_path: Path, columns: dict[str, pl.Series]) -> None:
    frame = pl.DataFrame({"text": [f"text {row}" for row in range(3)], **columns})
    frame.write_parquet(tmp_path / "a.parquet")
    found = scan([str(tmp_path / "a.parquet")])
    types = {each.name: each.columns for each in found.sources}
    remarks = write(found.records.collect(), tmp_path / "b.parquet", formats={"a.parquet": "text"}, columns=types)
    assert remarks == ()
    assert_frame_equal(pl.read_parquet(tmp_path / "b.parquet"), pl.read_parquet(tmp_path / "a.parquet"))
