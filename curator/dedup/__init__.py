"""Duplicates: verified pairs, removals with a kept twin each, prompts with several answers, and contamination."""

from curator.dedup.conflicts import conflicts
from curator.dedup.edges import View, find_edges
from curator.dedup.keep import POLICIES, check_policy, keep_order, score_column
from curator.dedup.resolve import REMOVING, resolve
from curator.dedup.rethreshold import check_threshold, rethreshold

VERSION = 1
"""Raised whenever the same records may give other pairs."""

__all__ = [
    "POLICIES",
    "REMOVING",
    "VERSION",
    "View",
    "check_policy",
    "check_threshold",
    "conflicts",
    "find_edges",
    "keep_order",
    "resolve",
    "rethreshold",
    "score_column",
]
