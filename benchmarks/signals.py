"""Text signals and rules: documents in a CPU second, beside peers in one run.

    python benchmarks/signals.py [--documents 10000] [--rounds 5] [--peers NAME …] [--base FILE …] [--folder DIR]

Documents are the texts of `neardup_corpus.py`, joined and cut to 1,500 characters. Every tool measures them in a
process of its own, in turn, so that what else the machine does touches all alike; it is loaded and has measured some
before the clock of its process starts. Of ours there are: all text signals of one view; the same with the compression
ratio, which rules seldom ask for; words and n-grams alone; and the predicates of all shipped rules on 200,000 records
whose signals are known. Peers (`signals_peers.py`) measure parts of that: datatrove both Gopher filters, data-juicer
six filters for the same things, polars-textproc the n-grams of Gopher.

What is shown are medians over the rounds, and medians of the paired ratios of the same round with their smallest and
largest. Environments of peers are made below DIR on first use; a peer that cannot be installed is left out.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import neardup_corpus as planted
import polars as pl
import signals_peers
from environments import environment

HERE = Path(__file__).parent
CHARS = 1500
RECORDS = 200_000
ALL, COMPRESSED, GRAMS, RULES = "all of a view", "all, and compression", "words and n-grams", "rules"
FAMILIES = {
    ALL: ("shape", "words", "lines", "characters"),
    COMPRESSED: ("shape", "words", "lines", "characters", "compression"),
    GRAMS: ("words",),
}
BESIDE = {"datatrove": ALL, "data-juicer": ALL, "polars-textproc": GRAMS}


def measure_signals(texts: pl.Series, task: str) -> float:
    """Documents in a CPU second."""
    from importlib import import_module

    from curator.signals import measure

    families = [import_module(f"curator.signals.{family}").SIGNALS for family in FAMILIES[task]]
    names = [signal.name for family in families for signal in family if signal.needs == ("response",)]
    frame = texts.alias("response").to_frame()
    measure(frame.head(20).lazy(), names).collect()
    begun = time.process_time()
    measure(frame.lazy(), names).select(names).collect()
    return len(texts) / (time.process_time() - begun)


def meet_rules(texts: pl.Series) -> float:
    """CPU seconds of the predicates of all shipped rules on `RECORDS` records."""
    from curator import rules, schema
    from curator.pipeline.frames import measure, rule_schema, signals_used

    ruleset = rules.load(rules.pack_names())
    compiled = rules.compile(ruleset, rule_schema())
    some = texts.head(5000)
    records = pl.DataFrame(
        {"record_id": [str(row) for row in range(len(some))], "kind": "tuple", "response": some,
         "instruction": some.str.head(200)},
        schema_overrides=schema.CANONICAL,
    )  # fmt: skip
    missing = {
        name: pl.lit(None, dtype=dtype) for name, dtype in schema.CANONICAL.items() if name not in records.columns
    }
    known = measure(records.with_columns(**missing), signals_used(ruleset.rules))
    related = {name: pl.lit(None, dtype=rule_schema()[name]) for name in compiled.columns if name not in known.columns}
    whole = pl.concat([known.with_columns(**related)] * -(-RECORDS // len(some))).head(RECORDS).rechunk()
    ids = [rule.id for rule in ruleset.rules]
    begun = time.process_time()
    rules.hits(whole.lazy(), compiled).select(ids).collect()
    return time.process_time() - begun


def said_by(command: list[str]) -> float | str:
    """The number a process printed last; what it said last when it failed."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["failed"])[-1]
    return float(done.stdout.strip().splitlines()[-1])


def documents(path: Path, count: int, base: list[str]) -> None:
    """Write texts of 1,500 characters, each of a text of the corpus and the next ones."""
    made = path.with_name("corpus.parquet")
    options = ["--documents", str(2 * count), "--base", *base]
    subprocess.run([sys.executable, str(HERE / "neardup_corpus.py"), str(made), *options], check=True)
    text = pl.col("text")
    joined = pl.concat_str(*(text.shift(-step) for step in range(4)), separator="\n\n").str.head(CHARS)
    pl.read_parquet(made).select(joined).filter(text.str.len_chars() == CHARS).head(count).write_parquet(path)


def tasks(path: Path, peers: dict[str, Path]) -> dict[str, list[str]]:
    ours = [sys.executable, str(HERE / "signals.py"), "--run"]
    theirs = {
        peer: [str(python), str(HERE / "signals_peers.py"), peer, str(path), str(signals_peers.DOCUMENTS[peer])]
        for peer, python in peers.items()
    }
    return {**{task: [*ours, task, str(path)] for task in (*FAMILIES, RULES)}, **theirs}


def show(found: dict[str, list[float]]) -> None:
    rows = []
    for name, speeds in found.items():
        if name == RULES:
            continue
        beside = BESIDE.get(name, ALL)
        ratios = sorted(ours / theirs for ours, theirs in zip(found[beside], speeds, strict=True))
        rows.append(
            {
                "measured": name,
                "documents / CPU s": round(statistics.median(speeds)),
                "beside": beside,
                "times as fast": round(statistics.median(ratios), 2),
                "from": round(ratios[0], 2),
                "to": round(ratios[-1], 2),
            }
        )
    print(pl.DataFrame(rows))
    if RULES in found:
        print(f"all shipped rules on {RECORDS:,} records: {statistics.median(found[RULES]):.2f} CPU seconds")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", nargs="*", default=list(signals_peers.PEERS), choices=list(signals_peers.PEERS))
    parser.add_argument("--base", nargs="+", default=[str(planted.BASE)], metavar="FILE")
    parser.add_argument("--folder", type=Path, help="where environments and texts stay; by default a temporary folder")
    parser.add_argument("--run", nargs=2, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.run:
        task, path = wanted.run
        texts = pl.read_parquet(path)["text"]
        print(meet_rules(texts) if task == RULES else measure_signals(texts, task))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = (wanted.folder or Path(temporary)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "documents.parquet"
        documents(path, wanted.documents, wanted.base)
        peers: dict[str, Path] = {}
        for peer in wanted.peers:
            python = environment(peer, signals_peers.REQUIREMENTS[peer], folder / "environments")
            if isinstance(python, str):
                print(f"{peer} left out: {python}")
            else:
                peers[peer] = python
        found: dict[str, list[float]] = {}
        failed: set[str] = set()
        for nth in range(wanted.rounds + 1):
            for name, command in tasks(path, peers).items():
                if name in failed or (nth == 0 and name in peers):
                    continue  # the first time only ours compiles and fills caches
                number = said_by(command)
                if isinstance(number, str):
                    print(f"{name} left out: {number}")
                    failed.add(name)
                elif nth:
                    found.setdefault(name, []).append(number)
        size = pl.read_parquet(path)["text"].str.len_bytes().mean()
        print(
            f"\n{wanted.documents:,} documents of {size:,.0f} bytes; load {os.getloadavg()[0]:.1f} on {os.cpu_count()}"
        )
        show({name: numbers for name, numbers in found.items() if name not in failed})


if __name__ == "__main__":
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_width_chars=160, tbl_hide_dataframe_shape=True,
                   tbl_hide_column_data_types=True, fmt_str_lengths=60):  # fmt: skip
        main()
