"""Reading speed and peak memory beside Polars, DuckDB and PyArrow, on clean and on broken JSON Lines, in one run.

    python benchmarks/reading.py FILE [--megabytes 200 | --gigabytes 10] [--rounds 3] [--folder DIR]

FILE is any dataset that curator reads; its records are repeated, numbered, until there are so many megabytes. Every
reader runs in a process of its own, in turn, so that what else the machine does touches all alike; what is shown is the
median over the rounds, as a share of Polars' `read_ndjson`. Then every malformed line is read between two good ones,
and the table says where it ended. DuckDB and PyArrow take part where they are installed.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import polars as pl

EVERY = 50_000
"""One line in so many is broken in the broken file."""

GOOD = [{"instruction": "first", "output": "1"}, {"instruction": "last", "output": "2"}]

MALFORMED: dict[str, bytes] = {
    "blank line": b"",
    "CRLF": b'{"instruction":"a","output":"b"}\r',
    "lone carriage return": b'{"instruction":"a",\r"output":"b"}',
    "cut off": b'{"instruction":"a","outp',
    "no JSON": b"garbage",
    "null": b"null",
    "a list": b'["a"]',
    "invalid UTF-8": b'{"instruction":"\xff","output":"b"}',
    "NUL byte": b'{"instruction":"a\x00","output":"b"}',
    "NaN": b'{"instruction":"a","output":"b","score":NaN}',
    "Infinity": b'{"instruction":"a","output":"b","score":Infinity}',
    "half a surrogate pair": b'{"instruction":"\\ud800","output":"b"}',
    "a whole pair": b'{"instruction":"\\ud83d\\ude00","output":"b"}',
    "key twice": b'{"instruction":"a","instruction":"x","output":"b"}',
    "nested key twice": b'{"instruction":"a","output":"b","m":{"k":1,"k":2}}',
    "unknown late key": b'{"instruction":"a","output":"b","late":"kept?"}',
    "30-digit number": b'{"instruction":"a","output":"b","id":123456789012345678901234567890}',
    "nested 30-digit number": b'{"instruction":"a","output":"b","m":[123456789012345678901234567890]}',
    "text in another type": b'{"instruction":5,"output":"b"}',
    "two objects on a line": b'{"instruction":"a","output":"b"}{"instruction":"c","output":"d"}',
    "300 levels deep": b'{"instruction":"a","output":"b","m":' + b"[" * 300 + b"]" * 300 + b"}",
    "40 MB line": b'{"instruction":"' + b"a" * 40_000_000 + b'","output":"b"}',
}


def read_curator(path: str) -> int:
    from curator.readers import batches

    return sum(batch.records.height for batch in batches([path]))


def read_shapes(path: str) -> int:
    """Canonical fields without ids: what is to be compared with a mere parser."""
    from curator import formats
    from curator.readers.contents import LineContent

    with Path(path).open("rb") as stream:
        content = LineContent(stream, Path(path).stat().st_size)
        objects = [each.content for each in content.sample() if isinstance(each.content, dict)]
        return sum(part.records.height for part in content.parts(formats.detect(objects)))


def read_polars(path: str) -> int:
    return pl.read_ndjson(path).height


def read_polars_lazily(path: str) -> int:
    lines = pl.scan_ndjson(path)
    return int(lines.select(pl.all().count()).collect(engine="streaming").row(0)[0])


def read_duckdb(path: str) -> int:
    import duckdb

    duckdb.sql(f"CREATE TABLE read AS SELECT * FROM read_json('{path}', format='newline_delimited')")
    return int(duckdb.sql("SELECT count(*) FROM read").fetchall()[0][0])


def read_pyarrow(path: str) -> int:
    from pyarrow import json as arrow

    return int(arrow.read_json(path).num_rows)


READERS: dict[str, Callable[[str], int]] = {
    "curator, canonical with ids": read_curator,
    "curator, canonical": read_shapes,
    "polars read_ndjson": read_polars,
    "polars scan_ndjson": read_polars_lazily,
    "duckdb read_json": read_duckdb,
    "pyarrow read_json": read_pyarrow,
}
BASE = "polars read_ndjson"


def measure(name: str, path: Path) -> dict[str, float] | None:
    """One reader in a process of its own; null when it fails."""
    run = subprocess.run([sys.executable, __file__, "--reader", name, str(path)], capture_output=True, text=True)
    return json.loads(run.stdout.splitlines()[-1]) if run.returncode == 0 else None


def read_alone(name: str, path: str) -> None:
    if name.startswith("curator"):  # what is loaded once a process is not the speed of reading
        from curator.readers import walked

        walked.compiled()
    wall, cpu = time.monotonic(), time.process_time()
    records = READERS[name](path)
    used = {"wall": time.monotonic() - wall, "cpu": time.process_time() - cpu, "records": records}
    print(json.dumps(used | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20}))


def write(source: str, size: int, clean: Path, broken: Path) -> None:
    """The records of `source` as Alpaca lines, numbered anew each time, and the same with broken lines among them."""
    from curator.readers import scan

    records = scan([source]).records.select("instruction", pl.col("input").fill_null(""), output="response")
    rows = records.drop_nulls("instruction").collect()
    if not rows.height:
        raise SystemExit(f"{source} holds no record with an instruction")
    number = 0
    with clean.open("wb") as clean_file, broken.open("wb") as broken_file:
        while clean_file.tell() < size:
            numbered = rows.with_columns(pl.format("{} ({})", "instruction", pl.lit(number)).alias("instruction"))
            text = numbered.write_ndjson().encode()
            clean_file.write(text)
            broken_file.write(text)
            if number % max(1, EVERY // rows.height) == 0:
                broken_file.write(b'{"instruction": "cut o\n')
            number += 1


def speeds(path: Path, rounds: int) -> pl.DataFrame:
    here = [name for name in READERS if find_spec(name.partition(" ")[0].rstrip(","))]
    runs: dict[str, list[dict[str, float] | None]] = {name: [] for name in here}
    for _ in range(rounds):
        for name in here:
            runs[name].append(measure(name, path))
    medians = {
        name: {key: statistics.median(run[key] for run in found if run) for key in ("wall", "cpu", "records", "peak")}
        for name, found in runs.items()
        if all(found)
    }
    base = medians.get(BASE) or medians["curator, canonical"]
    return pl.DataFrame(
        [
            {
                "reader": name,
                "speed, wall": None if name not in medians else round(base["wall"] / medians[name]["wall"], 2),
                "speed, CPU": None if name not in medians else round(base["cpu"] / medians[name]["cpu"], 2),
                "records": None if name not in medians else int(medians[name]["records"]),
                "peak GiB": None if name not in medians else round(medians[name]["peak"], 2),
            }
            for name in here
        ]
    )


def fate_in_curator(path: Path) -> str:
    from curator.readers import scan

    read = scan([str(path)])
    if read.quarantine.height:
        return f"quarantine: {read.quarantine['reason'][0]}"
    return "blank, skipped" if read.sources[0].records == 2 else "record"


def fate_in_polars(path: Path) -> str:
    frame = pl.read_ndjson(path, schema={"instruction": pl.String, "output": pl.String})
    return "nothing" if frame.height == 2 else f"row {str(frame.row(1))[:40]}"


def fate_in_duckdb(path: Path) -> str:
    import duckdb

    rows = duckdb.sql(f"SELECT * FROM read_json('{path}', format='newline_delimited', ignore_errors=true)").fetchall()
    return "nothing" if len(rows) == 2 else f"row {str(rows[1])[:40]}"


def fate_in_pyarrow(path: Path) -> str:
    from pyarrow import json as arrow

    rows = arrow.read_json(path).to_pylist()
    return "nothing" if len(rows) == 2 else f"row {str(tuple(rows[1].values()))[:40]}"


def fates(folder: Path) -> pl.DataFrame:
    """Where each malformed line ended, between two good ones."""
    peers = {"polars": fate_in_polars, "duckdb": fate_in_duckdb, "pyarrow": fate_in_pyarrow}
    rows = []
    for name, line in MALFORMED.items():
        path = folder / "case.jsonl"
        path.write_bytes(b"\n".join([json.dumps(GOOD[0]).encode(), line, json.dumps(GOOD[1]).encode(), b""]))
        row = {"case": name, "curator": fate_in_curator(path)}
        for peer, fate in peers.items():
            if find_spec(peer):
                try:
                    row[peer] = fate(path)
                except Exception as error:
                    row[peer] = f"whole file refused: {type(error).__name__}"
        rows.append(row)
    return pl.DataFrame(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--gigabytes", type=float)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", help="where the files are made; by default the folder for temporary files")
    parser.add_argument("--reader", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.reader:
        read_alone(wanted.reader, wanted.file)
        return
    size = int(wanted.gigabytes * 1e9) if wanted.gigabytes else wanted.megabytes * 1_000_000
    with tempfile.TemporaryDirectory(dir=wanted.folder) as name:
        folder = Path(name)
        clean, broken = folder / "clean.jsonl", folder / "broken.jsonl"
        write(wanted.file, size, clean, broken)
        with pl.Config(
            tbl_rows=-1, tbl_cols=-1, fmt_str_lengths=60, tbl_width_chars=200, tbl_hide_dataframe_shape=True
        ):
            for title, path in (("clean", clean), ("broken", broken)):
                print(f"{title}, {path.stat().st_size / 1e6:,.0f} MB; speed beside Polars' read_ndjson, or curator's")
                print(speeds(path, wanted.rounds))
            print(fates(folder))


if __name__ == "__main__":
    main()
