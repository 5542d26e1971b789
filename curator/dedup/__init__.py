"""Duplicates: verified pairs, removals with a kept twin each, prompts with several answers, and contamination."""

from curator.dedup.conflicts import conflicts
from curator.dedup.edges import View, find_edges
from curator.dedup.resolve import KEEP_POLICIES, keep_order, resolve

VERSION = 1
"""Raised whenever the same records may give other pairs."""

__all__ = ["KEEP_POLICIES", "VERSION", "View", "conflicts", "find_edges", "keep_order", "resolve"]
