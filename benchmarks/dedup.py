"""Near-duplicates: CPU and memory of whole processes beside peers and beside the floor, in one run.

    python benchmarks/dedup.py [--documents 10000 …] [--rounds 3] [--peers NAME …] [--base FILE …] [--folder DIR]

Texts with planted near-duplicates (`neardup_corpus.py`), about 1.4 kB each, are written once for every number of
documents. Then every tool reads the same Parquet column in a process of its own, in turn, so that what else the machine
does touches all alike: ours finds pairs, verifies each of them exactly, applies the guards, and chooses who stays;
peers (`dedup_peers.py`) sign, band, and at most join clusters. `curator dedup` on the same texts as JSON Lines, ids and
listing included, is shown too, and so is the floor: reading the column, and folding, cutting and hashing every shingle
once, with our own kernels.

What is shown are CPU seconds (user and system) and peak memory, medians over the rounds, and the medians of the paired
ratios ours / theirs of the same round with their smallest and largest. Then the signature stage beside its floor within
one process, and one thread beside two. Environments of peers are made below DIR on first use; a peer that cannot be
installed is left out.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import dedup_peers
import neardup_corpus as planted
import numpy as np
import polars as pl
from environments import environment

HERE = Path(__file__).parent
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Of every process: a checkout keeps its bytecode as installed packages do."""

OURS, COMMAND, FLOOR = "curator", "curator dedup (JSON Lines)", "floor"


@dataclass(frozen=True)
class Used:
    """What one process used."""

    cpu: float  # seconds, user and system
    wall: float  # seconds
    peak: float  # MiB
    said: str


def run_ours(path: str) -> str:
    """Everything from a column to who goes and in favour of whom."""
    from curator import dedup
    from curator.dedup.edges import find_pairs, measure

    texts = pl.read_parquet(path, columns=["text"])["text"]
    ids = pl.Series("record_id", range(len(texts))).cast(pl.String).str.zfill(9)
    records = pl.DataFrame({"record_id": ids, "full": texts})

    def measured(pairs: pl.DataFrame) -> pl.DataFrame:
        ends = np.stack([pairs[side].cast(pl.Int64).to_numpy() for side in "ab"])
        involved, places = np.unique(ends, return_inverse=True)
        return measure(records[involved], *places.reshape(ends.shape))

    order = dedup.keep_order(records)
    removals = dedup.settled(find_pairs(records), order, measured)[1]
    return f"{records.height - removals.height:,} texts left"


def run_floor(path: str) -> str:
    from dedup_floor import hash_once

    from curator.kernels.columns import in_blocks
    from curator.kernels.folding import folding

    texts = pl.read_parquet(path, columns=["text"])["text"]
    in_blocks(texts, lambda chunk, first, last: hash_once(chunk, first, last, folding()))
    return ""


def run_stages(path: str) -> str:
    """CPU seconds of signing and of its floor, in turn in this process, and seconds of signing by 1 and 2 threads."""
    from dedup_floor import hash_once

    from curator.dedup.minhash import sign
    from curator.kernels.columns import in_blocks
    from curator.kernels.folding import folding

    texts = pl.read_parquet(path, columns=["text"])["text"]
    every = sorted(os.sched_getaffinity(0))

    def floor() -> None:
        in_blocks(texts, lambda chunk, first, last: hash_once(chunk, first, last, folding()))

    stages: dict[str, Callable[[], object]] = {"floor": floor, "sign": lambda: sign(texts)}
    found: dict[str, list[float]] = {name: [] for name in ("floor", "sign", "wall 1", "wall 2")}
    for stage in stages.values():
        stage()
    for _ in range(7):
        for name, stage in stages.items():
            begun = time.process_time()
            stage()
            found[name].append(time.process_time() - begun)
        for threads in (1, 2) if len(every) > 1 else ():
            os.sched_setaffinity(0, every[:threads])
            begun = time.perf_counter()
            sign(texts)
            found[f"wall {threads}"].append(time.perf_counter() - begun)
        os.sched_setaffinity(0, every)
    return json.dumps(found)


TASKS = {OURS: run_ours, FLOOR: run_floor, "stages": run_stages}


def measure(command: list[str]) -> Used | str:
    """What a process used; what it said last when it failed."""
    with tempfile.TemporaryFile("w+") as said:
        begun = time.monotonic()
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, env=ENVIRONMENT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - begun
        said.seek(0)
        lines = said.read().strip().splitlines() or [""]
    if process.returncode:
        return lines[-1]
    return Used(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, lines[-1])


def commands(peers: dict[str, Path], parquet: Path, lines: Path) -> Iterator[tuple[str, list[str]]]:
    ours = [sys.executable, str(HERE / "dedup.py"), "--run"]
    yield OURS, [*ours, OURS, str(parquet)]
    for peer, python in peers.items():
        yield peer, [str(python), str(HERE / "dedup_peers.py"), peer, str(parquet)]
    yield COMMAND, [sys.executable, "-m", "curator", "dedup", str(lines)]
    yield FLOOR, [*ours, FLOOR, str(parquet)]


def rounds_of(size: int, peers: dict[str, Path], folder: Path, base: list[str], rounds: int) -> dict[str, list[Used]]:
    parquet, lines = folder / f"{size}.parquet", folder / f"{size}.jsonl"
    for path in (parquet, lines):  # made by another process: what this one has held counts as memory of its children
        made_by = [
            sys.executable,
            str(HERE / "neardup_corpus.py"),
            str(path),
            "--documents",
            str(size),
            "--base",
            *base,
        ]
        subprocess.run(made_by, check=True)
    found: dict[str, list[Used]] = {}
    failed: set[str] = set()
    for nth in range(rounds + 1):
        for name, command in commands(peers, parquet, lines):
            if name in failed or (nth == 0 and name in peers):
                continue  # the first time only ours compiles and fills caches
            used = measure(command)
            if isinstance(used, str):
                print(f"{name} left out at {size:,} documents: {used}")
                failed.add(name)
            elif nth:
                found.setdefault(name, []).append(used)
    return {name: used for name, used in found.items() if name not in failed}


def table(found: dict[str, list[Used]]) -> pl.DataFrame:
    rows = []
    for name, runs in found.items():
        ratios = sorted(ours.cpu / theirs.cpu for ours, theirs in zip(found[OURS], runs, strict=True))
        rows.append(
            {
                "tool": name,
                "CPU s": round(statistics.median(each.cpu for each in runs), 2),
                "wall s": round(statistics.median(each.wall for each in runs), 2),
                "peak MiB": round(statistics.median(each.peak for each in runs)),
                "curator / tool": round(statistics.median(ratios), 3),
                "from": round(ratios[0], 3),
                "to": round(ratios[-1], 3),
            }
        )
    return pl.DataFrame(rows)


def print_stages(path: Path) -> None:
    used = measure([sys.executable, str(HERE / "dedup.py"), "--run", "stages", str(path)])
    if isinstance(used, str):
        print(f"stages left out: {used}")
        return
    found = json.loads(used.said)
    over = sorted(sign / floor for sign, floor in zip(found["sign"], found["floor"], strict=True))
    print(f"signature stage: {statistics.median(over):.2f} × its floor of CPU ({over[0]:.2f} to {over[-1]:.2f})")
    if found["wall 2"]:
        faster = sorted(one / two for one, two in zip(found["wall 1"], found["wall 2"], strict=True))
        middle = statistics.median(faster)
        print(f"2 threads: {middle:.2f} × as fast as one by the clock ({faster[0]:.2f} to {faster[-1]:.2f})")


def print_slope(cpu: dict[int, float]) -> None:
    """How the cost of a record changes with their number; what is the same for any number falls out."""
    sizes = sorted(cpu)
    for small, large in pairwise(sizes):
        cost = (cpu[large] - cpu[small]) / (large - small) * 1e6
        print(f"{small:,} to {large:,} documents: {cost:.1f} CPU µs for each more")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", nargs="*", default=list(dedup_peers.PEERS), choices=list(dedup_peers.PEERS))
    parser.add_argument("--base", nargs="+", default=[str(planted.BASE)], metavar="FILE")
    parser.add_argument("--folder", type=Path, help="where environments and texts stay; by default a temporary folder")
    parser.add_argument("--run", nargs=2, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.run:
        print(TASKS[wanted.run[0]](wanted.run[1]))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = (wanted.folder or Path(temporary)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        peers: dict[str, Path] = {}
        for peer in wanted.peers:
            python = environment(peer, dedup_peers.REQUIREMENTS[peer], folder / "environments")
            if isinstance(python, str):
                print(f"{peer} left out: {python}")
            else:
                peers[peer] = python
        cpu = {}
        for size in wanted.documents:
            found = rounds_of(size, peers, folder, wanted.base, wanted.rounds)
            print(f"\n{size:,} documents; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
            if OURS in found:
                print(table(found))
                cpu[size] = statistics.median(each.cpu for each in found[OURS])
            print_stages(folder / f"{size}.parquet")
        print_slope(cpu)


if __name__ == "__main__":
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_width_chars=160, tbl_hide_dataframe_shape=True,
                   tbl_hide_column_data_types=True, fmt_str_lengths=60):  # fmt: skip
        main()
