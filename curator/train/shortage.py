"""Tell that memory ran out, and give back what can be given back."""

import gc

from curator.models.runtime import load_torch

_SAID_BY_TORCH = ("not enough memory", "can't allocate memory", "cannot allocate memory", "out of memory")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a pass failed for lack of memory, on a GPU or a processor."""
    torch = load_torch()
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and any(said in str(error).lower() for said in _SAID_BY_TORCH)


def free_memory() -> None:
    """Give back what nothing needs any more."""
    gc.collect()
    torch = load_torch()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
