"""The bill of a comparison of prompting and fine-tuning: a request, the work before the first one, the break-even."""

from collections.abc import Mapping
from typing import Any

from curator.machine import cores, processor
from curator.studies.prices import Prices, break_even
from curator.studies.prompting import ENDPOINT, FEW_SHOT, PROMPTED, TUNED, Measured, Outcome

REQUESTS = 1_000
MACHINE_TIME = "seconds of machine time"


def result(outcome: Outcome, prices: Prices | None, version: str, threads: int | None) -> dict[str, Any]:
    """Everything as JSON values: the comparison, and under `prompting` what else an arm is and costs.

    Without prices only machine time is reckoned with, and an endpoint has no costs.
    """
    arms = {arm.arm: _arm(arm, outcome, prices) for arm in outcome.arms}
    return {
        "against": "prompting",
        "version": version,
        **outcome.comparison.to_dict(),
        "prompting": {
            "metric": outcome.metric,
            "dev_items": outcome.dev_items,
            "records": outcome.records,
            "tried": {arm: dict(found) for arm, found in outcome.tried.items()},
            "hardware": {"processor": processor(), "cores": cores(), "threads": threads or cores()},
            "currency": prices.currency if prices else MACHINE_TIME,
            "arms": arms,
            "break_even": {name: _break_even(arms[TUNED], arm, prices) for name, arm in arms.items() if name != TUNED},
            "remarks": list(outcome.remarks),
        },
    }


def _arm(arm: Measured, outcome: Outcome, prices: Prices | None) -> dict[str, Any]:
    told = arm.to_dict()
    seconds = told["latency"]["mean_s"]
    each = _of_request(arm, told, prices)
    return {
        **told,
        "seconds_per_1000": None if arm.arm == ENDPOINT else REQUESTS * seconds,
        "cost_per_1000": None if each is None else REQUESTS * each,
        "one_off": _one_off(arm.arm, outcome.training_seconds, prices),
    }


def _of_request(arm: Measured, told: Mapping[str, Any], prices: Prices | None) -> float | None:
    if arm.arm == ENDPOINT:
        return prices.of_tokens(told["prompt_tokens"], told["output_tokens"]) if prices else None
    seconds: float = told["latency"]["mean_s"]
    return prices.of_seconds(seconds) if prices else seconds


def _one_off(arm: str, training_seconds: float, prices: Prices | None) -> dict[str, float | None]:
    """What an arm costs before its first request, by what it is for; `total` is null where a price is missing."""
    parts: dict[str, float | None] = {}
    if arm == TUNED:
        parts["training"] = prices.of_seconds(training_seconds) if prices else training_seconds
        if prices:
            parts["annotation"] = prices.of_work(prices.annotation_hours)
    if prices and arm in (PROMPTED, FEW_SHOT, ENDPOINT):
        parts["prompting"] = prices.of_work(prices.prompting_hours)
    known = [value for value in parts.values() if value is not None]
    return {**parts, "total": sum(known) if len(known) == len(parts) else None}


def _break_even(tuned: Mapping[str, Any], other: Mapping[str, Any], prices: Prices | None) -> dict[str, Any] | None:
    """Null where a price is missing."""
    costs = [cost for each in (tuned, other) for cost in (each["one_off"]["total"], each["cost_per_1000"])]
    if None in costs:
        return None
    one_off, per_1000, other_one_off, other_per_1000 = costs
    a_day = prices.requests_per_day if prices else None
    return break_even(one_off, per_1000 / REQUESTS, other_one_off, other_per_1000 / REQUESTS, a_day).to_dict()
