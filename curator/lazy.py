"""Import optional and heavy packages only when they are used."""

from importlib import import_module
from types import ModuleType

from curator.errors import MissingExtra

DISTRIBUTION = "instruct-curator"


def need(module: str, *, extra: str | None = None) -> ModuleType:
    """Import `module`, or say how to install it.

    Args:
        module: dotted name, such as `torch` or `transformers.cache_utils`.
        extra: the optional dependency group that brings it; none for a package that is always installed.

    Raises:
        MissingExtra: the package is not there.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        package = module.partition(".")[0]
        if (error.name or "").partition(".")[0] != package:
            raise
        wanted = f"{DISTRIBUTION}[{extra}]" if extra else DISTRIBUTION
        raise MissingExtra(f"needs {package}: pip install '{wanted}'") from None
