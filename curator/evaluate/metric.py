"""What can be measured of an answer: every metric by name, with its unit and its better end."""

from dataclasses import dataclass
from typing import Literal

Source = Literal["likelihood", "text"]
Need = Literal["answer", "number", "options", "tests", "instructions", "refuse", "others", "form"]


@dataclass(frozen=True)
class Metric:
    """One measure of an item.

    `unit` is `share` (0 to 1) or `nats`. `source` is what it looks at: how likely the model finds given completions,
    or the text that it writes itself. `needs` is what an item must have: a gold answer, one that holds a number,
    options, unit tests, instructions of IFEval's kinds, whether it should be refused, other answers to the same
    question, or a form that its answer must have (options, a number, instructions).
    """

    about: str
    needs: Need
    unit: str = "share"
    higher_is_better: bool = True
    source: Source = "text"


METRICS: dict[str, Metric] = {
    "exact_match": Metric(
        "greedy decoding gives exactly the gold answer and stops; told without writing a token",
        "answer",
        source="likelihood",
    ),
    "option_accuracy": Metric("the gold answer is the likeliest of the options", "options", source="likelihood"),
    "answer_log_likelihood": Metric(
        "log-likelihood of the gold answer, a token", "answer", unit="nats", source="likelihood"
    ),
    "exact": Metric("the answer is the gold answer, white space at the ends aside", "answer"),
    "normalised": Metric("the same words as the gold answer, in any case, without punctuation and articles", "answer"),
    "numeric": Metric("the final number of the answer is that of the gold answer", "number"),
    "token_f1": Metric("overlap of the words with those of the gold answer", "answer"),
    "rouge_l": Metric("longest common subsequence of words with the gold answer, as F1", "answer"),
    "choice": Metric("the answer names the gold option and no other", "options"),
    "code": Metric("the program passes the item's unit tests", "tests"),
    "constraints": Metric("every instruction of a checkable kind is followed", "instructions"),
    "refusal": Metric("the answer declines where it should, and only there", "refuse"),
    "well_formed": Metric("the answer names one option, ends on a number, or follows its instructions", "form"),
    "consistency": Metric("share of the other answers to the same question that say the same", "others"),
}
"""All metrics, in the order in which tables show them."""

LIKELIHOODS = tuple(name for name, metric in METRICS.items() if metric.source == "likelihood")
"""What is measured of an item that names no metrics."""
