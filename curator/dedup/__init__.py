"""Duplicates: verified pairs, removals with a kept twin each, prompts with several answers, and contamination.

Names that need the compiler are imported on first use, so that a policy or a threshold is checked at once.
"""

from curator.dedup.keep import POLICIES, check_policy, keep_order, score_column
from curator.dedup.resolve import REMOVALS, REMOVING, closed, resolve
from curator.dedup.rethreshold import MARGIN, check_threshold, rethreshold
from curator.dedup.views import VIEWS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from curator.dedup.edges import find_edges

VERSION = 2
"""Raised whenever the same records may give other pairs."""

__all__ = [
    "MARGIN",
    "POLICIES",
    "REMOVALS",
    "REMOVING",
    "VERSION",
    "VIEWS",
    "check_policy",
    "check_threshold",
    "closed",
    "find_edges",
    "keep_order",
    "resolve",
    "rethreshold",
    "score_column",
]


def __getattr__(name: str) -> object:
    """Import what needs the compiler (PEP 562)."""
    if name != "find_edges":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from curator.dedup import edges

    return edges.find_edges
