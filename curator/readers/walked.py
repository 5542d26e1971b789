"""The one way to the compiled functions: loaded when there is enough to read to be worth it, or not at all."""

import os
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from curator.first_use import prepare
from curator.readers.blocks import Block

WORTH_BYTES = 64 << 20
"""Loading numba and the functions takes as long as reading half of this line by line; compiling them, once, more."""

WORTH_LOADED_BYTES = 4 << 20
"""The same where numba is loaded for other work anyway."""

LINE, START, BEGIN, END, SHAPE, TAPED = range(6)
"""The columns of what is found; see `walk.walk_lines`."""

_TRIAL = b'{"texts": ["a"], "number": 1, "true": true}'
_TRIAL_SCHEMA = {"texts": pl.List(pl.String()), "number": pl.Int64(), "true": pl.Boolean()}
"""What is read first, so that everything is compiled before several threads need it."""

Found = npt.NDArray[np.int64]
Buffer = bytes | memoryview


class Walk(NamedTuple):
    """What was found in some text, and the tape; see `walk`."""

    found: Found
    tape: npt.NDArray[np.int32]


@cache
def compiled() -> tuple[ModuleType, ModuleType] | None:
    """The modules `walk` and `extract`, ready to run; none where numba cannot be used."""
    try:
        walk, extract = import_module("curator.readers.walk"), import_module("curator.readers.extract")

        def read_trial() -> None:
            found, tape, _ = walk.walk_lines(address(_TRIAL), len(_TRIAL), _secret())
            extract.columns(_TRIAL, Walk(found, tape), np.arange(len(found)), _TRIAL_SCHEMA)

        prepare([(walk.walk_lines, read_trial)])
        read_trial()
    except (ImportError, OSError, RuntimeError):
        return None
    return walk, extract


def lines(block: Block) -> tuple[Walk, int] | None:
    """What is in the lines of `block` that are not blank, and the number of all its lines; null without a compiler."""
    modules = compiled()
    if modules is None:
        return None
    found, tape, number = modules[0].walk_lines(address(block.data), len(block.data), _secret())
    return Walk(found, tape), number


def array_elements(data: Buffer, place: int) -> tuple[Walk, int] | None:
    """The elements of an array in `data` from `place` on, and where they end; null without a compiler."""
    modules = compiled()
    if modules is None:
        return None
    found, tape, end = modules[0].walk_elements(address(data), place, len(data), _secret())
    return Walk(found, tape), end


def columns(data: Buffer, walk: Walk, rows: Found, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """See `extract.columns`; only for what was walked."""
    modules = compiled()
    if modules is None:
        raise AssertionError("walked without a compiler")
    frame: pl.DataFrame = modules[1].columns(data, walk, rows, schema)
    return frame


def examples(data: Buffer, found: Found) -> list[bytes]:
    """One element of every shape."""
    _, firsts = np.unique(found[:, SHAPE], return_index=True)
    return [bytes(data[found[first, BEGIN] : found[first, END]]) for first in firsts.tolist()]


def address(data: Buffer) -> int:
    """Where `data` lies in memory."""
    return np.frombuffer(data, np.uint8).ctypes.data


@cache
def _secret() -> tuple[np.uint64, np.uint64, np.uint64]:
    first, second, third = (int.from_bytes(os.urandom(8)) for _ in range(3))
    return np.uint64(first | 1), np.uint64(second | 1), np.uint64(third)
