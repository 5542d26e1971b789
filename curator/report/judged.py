"""What a judge found, for a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from curator.report.figures import DASH, decimal, number_of
from curator.report.terminal import table
from curator.text import printable

NAME_CHARS = 40


def judged_renderable(result: Mapping[str, Any]) -> RenderableType:
    """The rates of side a, the counts behind them, and what is known of the judge."""
    a, b = (printable(result[side], NAME_CHARS) for side in "ab")
    shown = table([(f"{a} against {b}", False), ("share", True), ("95% interval", True)], gap=2)
    for name, key in (("wins, ties as halves", "win_rate"), ("the same at equal length", "length_controlled")):
        rate = result[key]
        interval = f"{decimal(rate['low'])} to {decimal(rate['high'])}" if rate else DASH
        shown.add_row(name, decimal(rate["value"] if rate else None), interval)
    return Group(shown, Text(), *(Text(line) for line in (*_counts(result, a, b), *_judge(result))))


def _counts(result: Mapping[str, Any], a: str, b: str) -> Iterator[str]:
    same = f" ({result['same']:,} with the same answer)" if result["same"] else ""
    won = f"{a} won {result['a_won']:,}, {b} won {result['b_won']:,}, {number_of(result['ties'], 'tie')}{same}"
    yield f"{result['judged']:,} of {number_of(result['pairs'], 'pair')} judged in both orders: {won}"
    if result["unparsed"]:
        yield f"{result['unparsed']:,} not counted: a reply was none of the words asked for"
    if result["open"]:
        yield f"{result['open']:,} not judged yet"
    if result["judged"]:
        lengths = (f"{result[side]:,.0f}" for side in ("chars_a", "chars_b"))
        yield "mean length in characters: " + " and ".join(lengths)


def _judge(result: Mapping[str, Any]) -> Iterator[str]:
    if result["consistent"] is not None:
        first = "" if result["first"] is None else f"; {result['first']:.0%} of its choices were the one shown first"
        yield f"the judge said the same in both orders of {result['consistent']:.0%} of pairs{first}"
    yield f"{number_of(result['requests'], 'request')}, {result['prompt_tokens']:,} tokens in, {result['tokens']:,} out"
    people = result["people"]
    if people:
        questions = number_of(people["questions"], "question")
        yield f"agreement with people on {questions}: Cohen's κ {_estimate(people['kappa'])}"
        if people["alpha"]:
            yield f"of the people among themselves: Krippendorff's α {_estimate(people['alpha'])}"


def _estimate(found: Mapping[str, Any]) -> str:
    if found["value"] is None:
        return "undefined"
    low, high = found["low"], found["high"]
    return decimal(found["value"]) + (f" ({decimal(low)} to {decimal(high)})" if low is not None else "")
