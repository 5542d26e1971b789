"""The measures of what a model wrote, by the name of the metric."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from statistics import fmean

import polars as pl

from curator.evaluate.needs import lacking
from curator.evaluate.tasks import Item
from curator.evaluate.text.choices import chosen
from curator.evaluate.text.numbers import final_number
from curator.evaluate.text.programs import outcomes
from curator.evaluate.text.words import normalised, rouge_l, token_f1
from curator.signals.constraints.instructed import constraints_for
from curator.signals.refusals import declines

Pair = tuple[Item, str]
Scores = list[float | None]


def score_text(item: Item, text: str, metrics: Sequence[str] | None = None) -> dict[str, float | None]:
    """What each of `metrics` makes of an answer; null where the metric does not fit the item.

    Without `metrics`, all that fit, but for `code`: running what a model wrote must be asked for. `consistency` is no
    measure of one answer.
    """
    wanted = [name for name in SCORERS if name != "code"] if metrics is None else metrics
    scores = {name: score_texts(name, [(item, text)])[0] for name in wanted if name in SCORERS}
    return scores if metrics is not None else {name: value for name, value in scores.items() if value is not None}


def score_texts(metric: str, pairs: Sequence[Pair]) -> Scores:
    """What one metric makes of many answers, each null where it does not fit the item."""
    fit = [at for at, (item, _) in enumerate(pairs) if lacking(item, metric) is None]
    values = dict(zip(fit, SCORERS[metric]([pairs[at] for at in fit]), strict=True))
    return [values.get(at) for at in range(len(pairs))]


def consistency(items: Sequence[Item], texts: Sequence[Sequence[str]]) -> Scores:
    """For each item the share of the other answers to its cluster that say the same, averaged over its samples.

    The same is said by the same option, the same final number, or the same normalised words. An answer in which none
    is found agrees with no other. Null for an item whose cluster has one answer.
    """
    said = [[_said(item, text) for text in each] for item, each in zip(items, texts, strict=True)]
    clusters: dict[str, list[Hashable]] = defaultdict(list)
    for item, each in zip(items, said, strict=True):
        clusters[item.cluster] += each
    return [_agreement(each, clusters[item.cluster]) for item, each in zip(items, said, strict=True)]


def _said(item: Item, text: str) -> Hashable:
    if item.options:
        return chosen(text, item.options)
    if final_number(item.answer) is not None:
        return final_number(text)
    return normalised(text) or None


def _agreement(own: Sequence[Hashable], every: Sequence[Hashable]) -> float | None:
    if len(every) < 2:
        return None
    return fmean((every.count(each) - 1) / (len(every) - 1) if each is not None else 0.0 for each in own)


def _each(judge: Callable[[Item, str], bool | float]) -> Callable[[Sequence[Pair]], Scores]:
    return lambda pairs: [float(judge(item, text)) for item, text in pairs]


def _constraints(pairs: Sequence[Pair]) -> Scores:
    return [_followed(item, text) for item, text in pairs]


def _followed(item: Item, text: str) -> float | None:
    """1 when every instruction of a known kind is followed; null when none is of such a kind."""
    check = item.check or {}
    names, arguments = check["instructions"], check["kwargs"]
    assert isinstance(names, list)
    assert isinstance(arguments, list)
    found = [constraints_for(name, given) for name, given in zip(names, arguments, strict=True)]
    known = [constraint for each in found if each is not None for constraint in each]
    if not known:
        return None
    return float(bool(text.strip()) and all(constraint.fault(text) is None for constraint in known))


def _refusal(pairs: Sequence[Pair]) -> Scores:
    declined = declines(pl.Series([text for _, text in pairs], dtype=pl.String)).to_list()
    return [float(bool(did) == (item.check or {})["refuse"]) for (item, _), did in zip(pairs, declined, strict=True)]


def _well_formed(pairs: Sequence[Pair]) -> Scores:
    return [_has_form(item, text) for item, text in pairs]


def _has_form(item: Item, text: str) -> float | None:
    if item.options:
        return float(chosen(text, item.options) is not None)
    if "instructions" in (item.check or {}):
        return _followed(item, text)
    return float(final_number(text) is not None)


SCORERS: Mapping[str, Callable[[Sequence[Pair]], Scores]] = {
    "exact": _each(lambda item, text: text.strip() == item.answer.strip()),
    "normalised": _each(lambda item, text: normalised(text) == normalised(item.answer)),
    "numeric": _each(lambda item, text: final_number(text) == final_number(item.answer)),
    "token_f1": _each(lambda item, text: token_f1(text, item.answer)),
    "rouge_l": _each(lambda item, text: rouge_l(text, item.answer)),
    "choice": _each(lambda item, text: chosen(text, item.options or ()) == item.answer),
    "code": lambda pairs: [float(each.passed) for each in outcomes(pairs)],
    "constraints": _constraints,
    "refusal": _refusal,
    "well_formed": _well_formed,
}
"""Metrics of one text; each is given only pairs that it fits."""
