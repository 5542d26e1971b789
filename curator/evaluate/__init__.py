"""Measure models on a held-out set and say which differences can be believed."""

from curator.evaluate.comparison import Arm, Compared, Comparison, compare
from curator.evaluate.measure import Measured, evaluate, measure
from curator.evaluate.metric import METRICS, Metric
from curator.evaluate.metrics import Evaluation, Scored, Scorer
from curator.evaluate.questions import load_questions
from curator.evaluate.tasks import Decoding, Heldout, Item, Task, load_heldout
from curator.evaluate.text.measures import score_text
from curator.evaluate.unknown import remarks

__all__ = [
    "METRICS",
    "Arm",
    "Compared",
    "Comparison",
    "Decoding",
    "Evaluation",
    "Heldout",
    "Item",
    "Measured",
    "Metric",
    "Scored",
    "Scorer",
    "Task",
    "compare",
    "evaluate",
    "load_heldout",
    "load_questions",
    "measure",
    "remarks",
    "score_text",
]
