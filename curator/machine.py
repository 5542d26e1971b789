"""What the machine offers: processors, memory, and a place for what can be made again."""

import os
import platform
from pathlib import Path


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def cache_folder() -> Path:
    """Where curator keeps what it can make again: `$CURATOR_CACHE`, or `~/.cache/curator`."""
    return Path(os.environ.get("CURATOR_CACHE") or Path.home() / ".cache" / "curator")


def memory_free_bytes() -> int | None:
    """Memory that programs can still take; none where the system does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return None
    kilobytes = next((int(line.split()[1]) for line in lines if line.startswith("MemAvailable")), None)
    return None if kilobytes is None else kilobytes * 1024


def processor() -> str:
    """What the processor calls itself; the machine's architecture where it does not tell."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or platform.machine()
