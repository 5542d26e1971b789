"""Parquet and Arrow in batches; damage is a message and never the end of the process."""

import gzip
import io
import random
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest

from curator.errors import DataError
from curator.readers import scan
from curator.readers.arrow import frames_of_stream

FRAME = pl.DataFrame(
    {
        "instruction": [f"question {number}" for number in range(10_000)],
        "output": [f"answer {number}" for number in range(10_000)],
        "tag": pl.Series(["a", "b"] * 5_000, dtype=pl.Categorical),
    }
)


def stream_of(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_ipc_stream(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow", "b.arrow"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_rows_keep_their_order_over_batches(tmp_path: Path, name: str, pack: object) -> None:
    assert callable(pack)
    path = tmp_path / name
    if name == "a.parquet":
        FRAME.write_parquet(path, row_group_size=1_000)
    elif name == "a.arrow":
        FRAME.write_ipc(path, record_batch_size=1_000)
    else:
        path.write_bytes(stream_of(FRAME))
    path.write_bytes(pack(path.read_bytes()))
    records = scan([str(path)]).records.collect()
    assert records["source_row"].to_list() == list(range(10_000))
    assert records["instruction"].equals(FRAME["instruction"])
    assert records["meta"][1] == '{"tag":"b"}'


def test_every_batch_of_a_stream_is_a_frame_with_its_dictionary() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    table = FRAME.to_arrow()
    out = io.BytesIO()
    with pyarrow.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table, max_chunksize=3_000)
    frames = list(frames_of_stream(io.BytesIO(out.getvalue())))
    assert [frame.height for frame in frames] == [3_000, 3_000, 3_000, 1_000]
    assert pl.concat(frames).with_columns(pl.col("tag").cast(pl.String)).rows() == FRAME.rows()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["a.parquet", "a.arrow", "b.arrow"])
def test_a_damaged_table_is_read_or_refused(tmp_path: Path, name: str, seed: int) -> None:
    path = tmp_path / name
    small = FRAME[:50]
    {"a.parquet": small.write_parquet, "a.arrow": small.write_ipc, "b.arrow": small.write_ipc_stream}[name](path)
    data = bytearray(path.read_bytes())
    rng = random.Random(seed)
    for _ in range(8):
        data[rng.randrange(8, len(data))] = rng.choice([0, 127, 128, 255])
    path.write_bytes(data)
    with suppress(DataError):
        assert scan([str(path)]).records.collect().height <= 50


@pytest.mark.parametrize("cut", [3, 100, 500])
def test_a_stream_that_is_cut_off_is_refused(tmp_path: Path, cut: int) -> None:
    (tmp_path / "a.arrow").write_bytes(stream_of(FRAME)[:-cut])
    with pytest.raises(DataError, match="is not a readable table"):
        scan([str(tmp_path / "a.arrow")])


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow", "b.arrow"])
def test_a_table_of_a_type_that_cannot_be_decoded_is_refused(tmp_path: Path, name: str) -> None:
    pa = pytest.importorskip("pyarrow")
    table = pa.table({"text": ["a", "b"], "wide": pa.array([1, 2], pa.decimal256(50, 2))})
    if name == "a.parquet":
        pytest.importorskip("pyarrow.parquet").write_table(table, tmp_path / name)
    else:
        opened = pa.ipc.new_file if name == "a.arrow" else pa.ipc.new_stream
        with opened(str(tmp_path / name), table.schema) as writer:
            writer.write_table(table)
    with pytest.raises(DataError, match="is not a readable table"):
        scan([str(tmp_path / name)])
