"""Duplicates: verified pairs, removals with a kept twin each, prompts with several answers, and contamination.

What needs the compiler is imported from its module, so that a policy or a threshold is checked at once.
"""

from curator.dedup.keep import CHARACTERS, POLICIES, check_policy, keep_order, score_column
from curator.dedup.resolve import REMOVALS, REMOVING, closed, resolve, settled
from curator.dedup.rethreshold import MARGIN, check_threshold, rethreshold
from curator.dedup.views import VIEWS

VERSION = 3
"""Raised whenever the same records may give other pairs."""

__all__ = [
    "CHARACTERS",
    "MARGIN",
    "POLICIES",
    "REMOVALS",
    "REMOVING",
    "VERSION",
    "VIEWS",
    "check_policy",
    "check_threshold",
    "closed",
    "keep_order",
    "resolve",
    "rethreshold",
    "score_column",
    "settled",
]
