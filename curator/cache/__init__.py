"""What earlier runs found out, so that later ones need not: measured signals and pairs of similar records."""

from curator.cache.pairs import remembered
from curator.cache.signals import SignalCache

__all__ = ["SignalCache", "remembered"]
