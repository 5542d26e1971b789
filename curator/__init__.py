"""Curate instruction-tuning data, know why each record went, and measure whether it helped."""

from importlib import import_module

TYPE_CHECKING = False  # `typing` would be most of the time in which nobody answers Ctrl-C yet
if TYPE_CHECKING:
    from curator.errors import CuratorError
    from curator.pipeline import curate
    from curator.readers.scan import scan
    from curator.recipe import Recipe
    from curator.versions import DatasetVersion, VersionStore

__version__ = "0.1.0"

_HOMES = {
    "CuratorError": "curator.errors",
    "DatasetVersion": "curator.versions",
    "Recipe": "curator.recipe",
    "VersionStore": "curator.versions",
    "curate": "curator.pipeline",
    "scan": "curator.readers",
}

__all__ = ["CuratorError", "DatasetVersion", "Recipe", "VersionStore", "curate", "scan"]


def __getattr__(name: str) -> object:
    """Import a public name's home the first time it is used (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
