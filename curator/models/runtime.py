"""Import torch and transformers with the settings that make them quiet and fast on a shared machine."""

import os
import sys
from types import ModuleType

from curator.lazy import need

EXTRA = "train"

# Idle OpenMP threads spin by default; where neighbours want the same cores two spinning threads do a third of
# what two sleeping ones do (measured: 32 against 113 tokens/s). Read once, when libgomp is loaded with torch.
_THREAD_SETTINGS = {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "0"}


def load_torch(threads: int | None = None) -> ModuleType:
    """The torch module, using `threads` threads from now on (none: torch's own choice, the number of cores).

    The number of threads changes the last bits of every result; whoever compares runs keeps it equal.

    Raises:
        MissingExtra: torch is not installed.
    """
    if "torch" not in sys.modules:
        for name, value in _THREAD_SETTINGS.items():
            os.environ.setdefault(name, value)
    torch = need("torch", extra=EXTRA)
    if threads is not None:
        torch.set_num_threads(threads)
    return torch


def load_transformers() -> ModuleType:
    """The transformers module, without its progress bars and advice on stderr.

    Raises:
        MissingExtra: transformers is not installed.
    """
    load_torch()
    transformers = need("transformers", extra=EXTRA)
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    return transformers
