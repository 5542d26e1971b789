"""How often each rule is right, what it misses, and which threshold would make it right more often."""

from curator.label.calibration.labels import Labels
from curator.label.calibration.rates import Rates, Recall, rates, recall
from curator.label.calibration.rewrite import Rewritten, rewritten, write
from curator.label.calibration.shares import Share, labels_for, share
from curator.label.calibration.suggest import MIN_LABELS, Suggestion, suggest
from curator.label.calibration.summary import Calibration, calibrate

__all__ = [
    "MIN_LABELS",
    "Calibration",
    "Labels",
    "Rates",
    "Recall",
    "Rewritten",
    "Share",
    "Suggestion",
    "calibrate",
    "labels_for",
    "rates",
    "recall",
    "rewritten",
    "share",
    "suggest",
    "write",
]
