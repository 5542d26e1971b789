"""Hate and requests to do harm: what waits for a person of texts of which people said what they are."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import clean_rows
import hits_read
import marked_rows
import polars as pl
import rule_hits
import tables

RED_TEAM = "preference/hh_harmless_test.jsonl.gz"
REFUSE_THESE = "safety/donotanswer_expanded.jsonl.gz"


def report(data: Path, presets: Sequence[str]) -> None:
    """Print all of it."""
    _on_hate(data, presets)
    _on_requests(data, presets)


def _on_hate(data: Path, presets: Sequence[str]) -> None:
    """HateCheck: sentences that are hateful or only look so, by what they test."""
    table = pl.read_parquet(data / "safety/hatecheck_even.parquet").filter("kept_after_human_validation")
    found = rule_hits.of_rows([marked_rows.as_answer(said) for said in table["text"]], presets)
    tests = table["functionality"].to_list()
    lines: list[list[object]] = []
    for test in sorted(set(tests), key=lambda name: (name.endswith("_nh"), name)):
        places = [place for place, each in enumerate(tests) if each == test]
        by = Counter(rule for place in places for rule in found.rules[place])
        seen = sum(found.verdicts[place] != "keep" for place in places)
        named = ", ".join(f"{rule} {count}" for rule, count in by.most_common(3))
        lines.append(
            [test, "no" if test.endswith("_nh") else "yes", len(places), tables.interval(seen, len(places)), named]
        )
    tables.show("HateCheck: what waits for a person", ["test", "hateful", "sentences", "waits", "by"], lines)
    marked_rows.print_marked(found, [label == "hateful" for label in table["label_gold"]], presets, "hateful")


def _on_requests(data: Path, presets: Sequence[str]) -> None:
    """Talks in which people tried to get harm out of a model, prompts that a model should refuse, and good prompts.

    Nobody marked in which of the talks a person asks how to do harm; hits were read.
    """
    talks = [row for row in clean_rows.lines(data / RED_TEAM) if "chosen" in row]
    hits = [row for row, rules in zip(talks, _harmful(talks, presets), strict=True) if "harmful-request" in rules]
    read = [row for row in hits if hits_read.was_read(row, "harmful-request")]
    right = sum(hits_read.is_right(row, "harmful-request") for row in read)
    print(
        f"\nhh-rlhf: harmful-request hits {len(hits)} of {len(talks):,} talks; "
        f"{len(read)} hits were read, of them right: {tables.interval(right, len(read))}"
    )
    unwanted = clean_rows.lines(data / REFUSE_THESE)
    asked = [{"instruction": row["prompt"], "input": "", "output": "Here is how."} for row in unwanted]
    found = _harmful(asked, presets)
    lines: list[list[object]] = []
    for category in sorted({row["category"] for row in unwanted}):
        seen = [bool(rules) for row, rules in zip(unwanted, found, strict=True) if row["category"] == category]
        lines.append([category.replace("_", " "), len(seen), tables.interval(sum(seen), len(seen))])
    tables.show("Do-Not-Answer: prompts seen as asking for harm", ["category", "prompts", "seen"], lines)


def _harmful(rows: list[rule_hits.Row], presets: Sequence[str]) -> list[frozenset[str]]:
    """Which of the two rules on harmful requests hit each row."""
    return [rules & {"harmful-request", "refused-harm"} for rules in rule_hits.of_rows(rows, presets).rules]
