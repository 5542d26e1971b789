"""Rows of which it is known whether they bear a mark, and which of them rules hit."""

from collections.abc import Sequence

import rule_hits
import tables
from rule_hits import Found, Row


def as_answer(text: str) -> Row:
    """A text as the answer to a prompt that says nothing of it."""
    return {"instruction": "Write a text.", "input": "", "output": text}


def print_marked(found: Found, marks: Sequence[bool], presets: Sequence[str], name: str) -> None:
    """How many hits of each rule bear a mark, and how many of all that bear it the rule hits."""
    lines: list[list[object]] = []
    for rule, then, places in rule_hits.by_rule(found, presets):
        true = sum(marks[place] for place in places)
        lines.append([rule, then, len(places), tables.interval(true, len(places)), tables.interval(true, sum(marks))])
    title = f"{sum(marks):,} of {len(marks):,} records are {name}"
    tables.show(title, ["rule", "then", "hits", "of them so", "of all that are so"], lines)
