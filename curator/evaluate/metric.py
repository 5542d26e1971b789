"""What can be measured of an answer: every metric by name, with its unit and its better end."""

from dataclasses import dataclass
from typing import Literal

Source = Literal["likelihood", "text"]


@dataclass(frozen=True)
class Metric:
    """One measure of an item.

    `unit` is `share` (0 to 1), `nats` or `tokens`. `source` is what it looks at: how likely the model finds given
    completions, or the text that it writes itself.
    """

    about: str
    unit: str = "share"
    higher_is_better: bool = True
    source: Source = "text"


METRICS: dict[str, Metric] = {
    "exact_match": Metric(
        "greedy decoding gives exactly the gold answer and stops; told without writing a token", source="likelihood"
    ),
    "option_accuracy": Metric("the gold answer is the likeliest of the options", source="likelihood"),
    "answer_log_likelihood": Metric("log-likelihood of the gold answer, a token", unit="nats", source="likelihood"),
}
"""All metrics, in the order in which tables show them."""

LIKELIHOODS = tuple(name for name, metric in METRICS.items() if metric.source == "likelihood")
"""What is measured of an item that names no metrics."""
