"""The one way to the compiled kernel: loaded when there is enough to read to be worth it, or not at all."""

import os
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from curator.readers.blocks import Block

WORTH_BYTES = 64 << 20
"""Loading numba and the kernel takes as long as reading half of this line by line; compiling it, once, more."""

LINE, START, BEGIN, END, SHAPE = range(5)
"""The columns of what is found; see `kernel.walk_lines`."""

Found = npt.NDArray[np.int64]


@cache
def kernel() -> ModuleType | None:
    """The compiled functions, ready to run; none where numba cannot be used."""
    try:
        module = import_module("curator.readers.kernel")
        module.walk_lines(0, 0, _secret())
    except (ImportError, OSError, RuntimeError):
        return None
    return module


def lines(block: Block) -> tuple[Found, int] | None:
    """A row for every line of `block` that is not blank, and the number of all its lines; null without a kernel."""
    walker = kernel()
    if walker is None:
        return None
    found: tuple[Found, int] = walker.walk_lines(_address(block.data), len(block.data), _secret())
    return found


def array_elements(data: bytes, place: int) -> tuple[Found, int] | None:
    """A row for every element of an array in `data` from `place` on, and where they end; null without a kernel."""
    walker = kernel()
    if walker is None:
        return None
    found: tuple[Found, int] = walker.walk_elements(_address(data), place, len(data), _secret())
    return found


def examples(data: bytes, found: Found) -> list[bytes]:
    """One element of every shape."""
    _, firsts = np.unique(found[:, SHAPE], return_index=True)
    return [data[found[first, BEGIN] : found[first, END]] for first in firsts.tolist()]


def gathered(data: bytes, found: Found) -> bytes:
    """The contents of the rows of `found`, one a line."""
    walker: Any = kernel()
    out = np.empty(int((found[:, END] - found[:, BEGIN]).sum()) + len(found), np.uint8)
    size = walker.gather(_address(data), found, out)
    return out[:size].tobytes()


def _address(data: bytes) -> int:
    return np.frombuffer(data, np.uint8).ctypes.data


@cache
def _secret() -> tuple[np.uint64, np.uint64, np.uint64]:
    first, second, third = (int.from_bytes(os.urandom(8)) for _ in range(3))
    return np.uint64(first | 1), np.uint64(second | 1), np.uint64(third)
