"""Decode Arrow IPC and write it again, sound, to standard output.

Run as a script of its own by `arrow`, so that it needs nothing but Polars. With the path of an IPC file as argument, it
gives the rows of that; without one, those of every stream it is given on standard input, its length before it. What it
gives is a length, then 1 and an IPC stream, or 0 and what is wrong; a length of 0 is the end of a file.
"""

import io
import sys
from collections.abc import Iterator

import polars as pl

BATCH_ROWS = 4096


def main() -> None:
    """See above."""
    if len(sys.argv) > 1:
        _give(_file(pl.scan_ipc(sys.argv[1], glob=False)))
        _write(b"")
    else:
        while size := sys.stdin.buffer.read(8):
            data = sys.stdin.buffer.read(int.from_bytes(size, "little"))
            _give(pl.read_ipc_stream(io.BytesIO(data)) for _ in range(1))


def _file(table: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """The rows of a file; Polars may end early where it cannot go on."""
    rows, given = table.select(pl.len()).collect().item(), 0
    for frame in table.collect_batches(chunk_size=BATCH_ROWS):
        given += frame.height
        yield frame
    if given != rows:
        raise ValueError(f"only {given:,} of its {rows:,} rows can be decoded")


def _give(frames: Iterator[pl.DataFrame]) -> None:
    try:
        for frame in frames:
            out = io.BytesIO()
            frame.write_ipc_stream(out)
            _write(b"\1" + out.getvalue())
    except (Exception, pl.exceptions.PanicException) as error:
        _write(b"\0" + str(error).encode(errors="replace"))
        sys.exit(1)


def _write(answer: bytes) -> None:
    sys.stdout.buffer.write(len(answer).to_bytes(8, "little") + answer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
