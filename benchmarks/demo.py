"""Run the demo from nothing and print its table and what it cost: `python benchmarks/demo.py`."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time

from rich.console import Console

from curator.report.comparison_table import comparison_renderable


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "curator", "demo", "--json", "--store", f"{folder}/store"],
            stdout=subprocess.PIPE,
            check=True,
        )
        wall = time.monotonic() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = json.loads(done.stdout)
    Console(width=100, highlight=False).print(comparison_renderable(result))
    print(f"\ndecision: {result['decision']}")
    print(f"{wall:.0f} s wall, {used.ru_utime + used.ru_stime:.0f} s CPU on {os.cpu_count()} cores, ", end="")
    print(f"peak memory {used.ru_maxrss / 2**20:.1f} GiB")


if __name__ == "__main__":
    main()
