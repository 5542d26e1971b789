"""Measure models on a held-out set and say which differences can be believed."""

from curator.evaluate.comparison import Arm, Compared, Comparison, compare
from curator.evaluate.metrics import METRICS, Evaluation, Scored, Scorer, evaluate
from curator.evaluate.tasks import Heldout, Item, load_heldout

__all__ = [
    "METRICS",
    "Arm",
    "Compared",
    "Comparison",
    "Evaluation",
    "Heldout",
    "Item",
    "Scored",
    "Scorer",
    "compare",
    "evaluate",
    "load_heldout",
]
