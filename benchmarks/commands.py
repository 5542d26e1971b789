"""What commands cost on a file of your own, the first time and again, beside plain datasketch on the same texts.

    python benchmarks/commands.py FILE

The peer does one part of the work only: 128-permutation MinHash of word 5-grams with datasketch's defaults, and an LSH
query for every record, unverified. Whole processes, so imports count; wall time depends on what else runs.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

PEER = "datasketch alone"

OTHER_RULES = """
pack: other
about: One more rule.
rules:
  - {id: short, when: response_chars < 15, then: review, why: to see what a change costs}
"""


def peer(path: str) -> None:
    """Deduplicate with datasketch as its documentation shows."""
    from datasketch import MinHash, MinHashLSH

    from curator.readers import scan
    from curator.schema import views

    texts = scan([path]).records.select(full=views()["full"]).collect()["full"]
    index = MinHashLSH(threshold=0.75, num_perm=128)
    for number, text in enumerate(texts):
        words = re.findall(r"\w+", (text or "").lower())
        shingles = {" ".join(words[at : at + 5]).encode() for at in range(max(1, len(words) - 4))}
        signature = MinHash(num_perm=128)
        signature.update_batch(shingles)
        if not index.query(signature):
            index.insert(str(number), signature)


def write_more(path: str, more: Path) -> None:
    """One record for every hundred of the file, each with a text that the file does not have."""
    from curator.readers import scan
    from curator.schema import views

    texts = scan([path]).records.select(full=views()["full"]).collect()["full"].gather_every(100)
    rows = [
        {"instruction": f"Record {number}: sum up what follows.", "output": text} for number, text in enumerate(texts)
    ]
    pl.DataFrame(rows).write_ndjson(more)


def cost(name: str, command: list[str]) -> dict[str, object]:
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, command
    return {
        "command": name,
        "wall s": round(time.monotonic() - began, 1),
        "CPU s": round(used.ru_utime + used.ru_stime, 1),
        "peak GiB": round(used.ru_maxrss / 2**20, 2),
    }


def main(path: str) -> None:
    curator = [sys.executable, "-m", "curator"]
    with tempfile.TemporaryDirectory() as folder:
        rest = ["-q", "--store", f"{folder}/store"]
        other = Path(folder) / "other.yaml"
        other.write_text(OTHER_RULES)
        more = Path(folder) / "more.jsonl"
        write_more(path, more)
        sweep = ["rules", "sweep", "short", "--over", "5:25", "--rules", str(other)]
        rows = [
            cost("report FILE", [*curator, "report", path, *rest]),
            cost("curate FILE", [*curator, "curate", path, *rest]),
            cost(
                "  again, one more rule", [*curator, "curate", path, "--rules", "default", "--rules", str(other), *rest]
            ),
            cost("  again, 1 % more records", [*curator, "curate", path, str(more), *rest]),
            cost("curate VERSION --what-if", [*curator, "curate", "latest", "--what-if", "--rules", str(other), *rest]),
            cost("rules sweep", [*curator, *sweep, *rest]),
            cost(PEER, [sys.executable, __file__, "--peer", path]),
        ]
    table = pl.DataFrame(rows)
    yardstick = table.filter(pl.col("command") == PEER)["CPU s"].item()
    with pl.Config(tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True):
        print(table.with_columns((pl.col("CPU s") / yardstick).round(2).alias("CPU, of the peer's")))


if __name__ == "__main__":
    if sys.argv[1] == "--peer":
        peer(sys.argv[2])
    else:
        main(sys.argv[1])
