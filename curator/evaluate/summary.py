"""What a model reached in each task and metric, with intervals: the rows that tables and cards show."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from curator.evaluate.interval import interval
from curator.evaluate.metrics import Evaluation

ALL = "all"
"""Names the rows over all tasks."""


@dataclass(frozen=True)
class Row:
    """The mean of a metric over the items of a task that have a value, with its 95 % interval.

    `low` and `high` are null where one cluster of items is all there is.
    """

    task: str
    metric: str
    mean: float
    low: float | None
    high: float | None
    items: int

    def to_dict(self) -> dict[str, Any]:
        """The row as JSON values."""
        return asdict(self)


def summary(evaluation: Evaluation) -> Iterator[Row]:
    """A row for each task and metric, then one over all tasks for each metric that several have."""
    for task in [*sorted(set(evaluation.tasks)), None]:
        for metric, values in evaluation.scores.items():
            rows = [
                (value, cluster, its)
                for value, cluster, its in zip(values, evaluation.clusters, evaluation.tasks, strict=True)
                if value is not None and task in (None, its)
            ]
            if not rows or (task is None and len({its for _, _, its in rows}) < 2):
                continue
            known, clusters, _ = zip(*rows, strict=True)
            low, high = interval(known, clusters) or (None, None)
            yield Row(task or ALL, metric, sum(known) / len(known), low, high, len(known))
