"""Functions compiled to machine code by numba, and the few instructions that numba itself does not offer.

Importing this loads the compiler, which takes a second: import what uses it only where there is much to do.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from llvmlite import ir  # type: ignore[import-untyped]  # has no types
from numba import config, njit, types
from numba.core import environment, event
from numba.core.caching import FunctionCache
from numba.core.runtime.nrt import rtsys
from numba.extending import intrinsic

from curator.machine import cache_folder
from curator.progress import stage

Function = TypeVar("Function", bound=Callable[..., Any])

HOME = Path(__file__).parent
KERNELS = ("kernels", "readers", "dedup", "signals")
"""The packages with functions to compile."""

COMPILING = "compiling, once on this machine"

WIDTH = 64
"""The bytes of a vector."""

_BYTE = ir.IntType(8)
_VECTOR = ir.VectorType(_BYTE, WIDTH)


def compiled(function: Function) -> Function:
    """The function as machine code, kept on disk where there is a place for it; it lets other threads run."""
    made: Any
    given: str = config.CACHE_DIR  # type: ignore[attr-defined]  # set when it is imported
    config.CACHE_DIR = given or _folder()  # type: ignore[attr-defined]
    try:
        made = njit(nogil=True)(function)
        if given or _folder():
            kept: Any = _Kept
            made._cache = kept(function)  # what cache=True does, but for the class
    finally:
        config.CACHE_DIR = given  # type: ignore[attr-defined]
    typed: Function = made
    return typed


class _Kept(FunctionCache):
    """Machine code on disk, loaded without what only compiling needs: numba imports a second of it, with SciPy."""

    def load_overload(self, sig: object, target_context: Any) -> object:  # noqa: ANN401
        """The machine code for a signature; none where it has to be compiled."""
        rtsys.initialize(target_context)
        with self._guard_against_spurious_io_errors(), _without_modules():
            return self._load_overload(sig, target_context)  # type: ignore[no-untyped-call]


@contextmanager
def _without_modules() -> Iterator[None]:
    """Load machine code without the modules of numba that its parts come from; the caller holds the compiler's lock."""
    before = environment._rebuild_env
    environment._rebuild_env = _environment
    try:
        yield
    finally:
        environment._rebuild_env = before


def _environment(module: str, constants: list[object], name: str) -> environment.Environment:
    """What compiled code knows of the module that it comes from: its global names serve interpreted code only."""
    known: environment.Environment | None = environment.Environment._memo.get(name)
    if known is not None:
        return known
    is_needed = not module.startswith("numba.") or module in sys.modules
    made = environment.Environment(import_module(module).__dict__ if is_needed else {"__name__": module})
    made.consts[:] = constants
    made.env_name = name
    environment.Environment._memo[name] = made
    return made


class _Told(event.Listener):
    """Says that something is being compiled, whatever it is: it takes seconds. What it calls is compiled within that.

    A thread that nobody watches says nothing: `first_use.prepare` is for what several of them call.
    """

    def __init__(self) -> None:
        self._depth = 0
        self._stage = stage("")

    def on_start(self, event: event.Event) -> None:
        if self._depth == 0:
            self._stage = stage(COMPILING)
            self._stage.__enter__()
        self._depth += 1

    def on_end(self, event: event.Event) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._stage.__exit__(None, None, None)


event.register("numba:compile", _Told())  # type: ignore[no-untyped-call]


@cache
def _folder() -> str:
    """Where the machine code of this very source is kept; empty where nothing can be written.

    numba looks for changes in the file of a function only, not in those of the functions that it calls.
    """
    texts = [path.read_bytes() for package in KERNELS for path in sorted((HOME / package).glob("*.py"))]
    source = b"".join(
        [Path(__file__).read_bytes(), *(text for text in texts if b"from curator.compiled import" in text)]
    )
    folder = cache_folder() / "kernels" / sha256(source).hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return ""
    return str(folder) if os.access(folder, os.W_OK) else ""


def instruction(function: Callable[..., Any]) -> Any:  # noqa: ANN401
    """A function whose body is written in the compiler's own language."""
    return intrinsic(function)


@instruction
def byte_at(_: object, data: object, place: object) -> object:
    """The byte `place` bytes after the address `data`."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> object:  # noqa: ANN401
        return builder.load(builder.inttoptr(builder.add(*arguments), _BYTE.as_pointer()))

    return types.uint8(types.int64, types.int64), generate


@instruction
def lowest_bit(_: object, bits: Any) -> object:  # noqa: ANN401
    """The place of the lowest bit that is set; 64 for none."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> object:  # noqa: ANN401
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(bits), generate


@instruction
def string_stops(_: object, data: object, place: object) -> object:
    """Of the 64 bytes at `place`, those at which a JSON string may stop: quotes, backslashes, control characters."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> object:  # noqa: ANN401
        block = builder.load(builder.inttoptr(builder.add(*arguments), _VECTOR.as_pointer()), align=1)

        def all_of(value: int) -> object:
            return ir.Constant(_VECTOR, [ir.Constant(_BYTE, value)] * WIDTH)

        found = builder.or_(
            builder.icmp_unsigned("==", block, all_of(ord('"'))), builder.icmp_unsigned("==", block, all_of(ord("\\")))
        )
        found = builder.or_(found, builder.icmp_unsigned("<", block, all_of(0x20)))
        return builder.bitcast(found, ir.IntType(WIDTH))

    return types.uint64(types.int64, types.int64), generate


@instruction
def copy_vector(_: object, source: object, target: object) -> object:
    """Copy the 64 bytes at the address `source` to the address `target`."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> object:  # noqa: ANN401
        source, target = (builder.inttoptr(each, _VECTOR.as_pointer()) for each in arguments)
        builder.store(builder.load(source, align=1), target, align=1)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), generate
