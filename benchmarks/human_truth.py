"""What people changed, rated or solved wrongly, beside what the rules say of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import clean_rows
import polars as pl
import rule_hits
import tables
from rule_hits import Found, Row

ALPACA = "alpaca/alpaca_original.parquet"
SHOWN_RULES = 7


def report(data: Path, presets: Sequence[str], show: int) -> None:
    """Print all of it."""
    _on_edits(data, presets, show)
    _on_edited_pairs(data, presets)
    _on_clean_pairs(data, presets)
    _on_scored_translations(data, presets, show)
    _on_solutions(data, presets, show)
    _on_model_outputs(data, presets, show)


def _on_edits(data: Path, presets: Sequence[str], show: int) -> None:
    """The first 26,000 records of Alpaca: which did the authors of open-chinese change by hand, which do rules hit?"""
    labels = pl.read_parquet(data / "alpaca/alpaca_labels_part1.parquet").sort("id")
    table = pl.read_parquet(data / ALPACA).join(labels, on="id", how="inner", maintain_order="left")
    rows = table.select("instruction", "input", "output").to_dicts()
    found = rule_hits.of_rows(rows, presets)
    edits = table["open_chinese_edit"].to_list()
    lines: list[list[object]] = []
    for edit, count in Counter(edits).most_common():
        places = [place for place, each in enumerate(edits) if each == edit]
        seen = sum(bool(found.rules[place]) for place in places)
        lines.append([edit, count, tables.interval(seen, count), _most(found, places)])
    tables.show(
        "Alpaca: records that people edited, and which rules see something", ["edit", "records", "seen", "by"], lines
    )
    is_edited = [edit != "unchanged" for edit in edits]
    _print_shares(
        "Alpaca: of the records a rule hits, how many people edited and how many a model rated 4.5 or better",
        {"edited by people": is_edited, "rated well": table["claude_ge45"].to_list()},
        found,
        presets,
    )
    _show_hits(rows, found, presets, show)


def _print_shares(title: str, marks: dict[str, list[bool]], found: Found, presets: Sequence[str]) -> None:
    """Of all records and of those that each rule hits, how many bear each mark."""
    everywhere = range(len(found.rules))
    lines: list[list[object]] = []
    for rule, then, places in [("all records", "–", everywhere), *rule_hits.by_rule(found, presets)]:
        shares = [tables.interval(sum(mark[place] for place in places), len(places)) for mark in marks.values()]
        lines.append([rule, then, len(places), *shares])
    tables.show(title, ["rule", "then", "hits", *marks], lines)


def _on_edited_pairs(data: Path, presets: Sequence[str]) -> None:
    pairs = clean_rows.lines(data / "alpaca/alpaca_edits_part1.jsonl.gz")
    before, after = (rule_hits.of_rows([row[side] for row in pairs], presets) for side in ("before", "after"))
    _print_both(f"Alpaca: {len(pairs)} records before and after they were edited by hand", before, after, presets)


def _on_clean_pairs(data: Path, presets: Sequence[str]) -> None:
    read = clean_rows.lines(data / "alpaca/alpaca_clean1k_pairs_part1.jsonl.gz")
    pairs = [row for row in read if row["cleaned"]]
    before, after = (rule_hits.of_rows([row[side] for row in pairs], presets) for side in ("original", "cleaned"))
    _print_both(f"Alpaca: {len(pairs)} records before and after people and GPT-4 cleaned them", before, after, presets)


def _print_both(title: str, before: Found, after: Found, presets: Sequence[str]) -> None:
    lines: list[list[object]] = []
    for rule, then in rule_hits.known_rules(presets).items():
        counts = [sum(rule in rules for rules in found.rules) for found in (before, after)]
        if any(counts):
            lines.append([rule, then, *counts])
    lines.append(["any", "–", *(sum(bool(rules) for rules in found.rules) for found in (before, after))])
    tables.show(title, ["rule", "then", "hits before", "hits after"], lines)


def _on_scored_translations(data: Path, presets: Sequence[str], show: int) -> None:
    """13,000 Chinese translations that a model scored 1 to 5; a bad translation is only one of the faults rules see."""
    table = pl.read_parquet(data / "zh/alpaca_zh_scored_a.parquet")
    rows = table.select("instruction", "input", "output").to_dicts()
    found = rule_hits.of_rows(rows, presets)
    _print_shares(
        "Chinese Alpaca: of the records a rule hits, how many are bad translations",
        {"score 1 or 2": [score <= 2 for score in table["translation_score"]]},
        found,
        presets,
    )
    _show_hits(rows, found, presets, show)


def _on_solutions(data: Path, presets: Sequence[str], show: int) -> None:
    """Solutions of school mathematics by models: what is hit must be wrong; not everything wrong can be seen."""
    table = pl.read_parquet(data / "gsm8k/model_solutions_even.parquet")
    rows = table.select("question", "solution").rename({"question": "instruction", "solution": "output"}).to_dicts()
    found = rule_hits.of_rows(rows, presets, compares=True)
    is_wrong = [not right for right in table["is_correct"]]
    lines: list[list[object]] = []
    for rule, then, places in rule_hits.by_rule(found, presets):
        wrong = sum(is_wrong[place] for place in places)
        shares = (tables.interval(wrong, len(places)), tables.interval(wrong, sum(is_wrong)))
        lines.append([rule, then, len(places), *shares])
        for place in [place for place in places if not is_wrong[place]][:show]:
            _show_row(f"{rule} on a right solution", rows[place])
    title = f"GSM8K: {len(rows):,} solutions of models, {sum(is_wrong):,} of them wrong"
    tables.show(title, ["rule", "then", "hits", "of them wrong", "of the wrong hit"], lines)
    asked = {rows[place]["instruction"] for place, hit in enumerate(found.rules) if "conflicting-answers" in hit}
    open_to_doubt = asked & {row["instruction"] for row, wrong in zip(rows, is_wrong, strict=True) if wrong}
    share = tables.interval(len(open_to_doubt), len(asked))
    print(f"\nconflicting-answers names {len(asked)} questions; with a wrong solution among theirs: {share}")


def _on_model_outputs(data: Path, presets: Sequence[str], show: int) -> None:
    """Answers of 14 models to the same 805 prompts: NullModel answers none of them, some models loop."""
    table = pl.read_parquet(data / "model_outputs/alpaca_eval_a_outputs.parquet")
    rows = table.select("instruction", "output").to_dicts()
    found = rule_hits.of_rows(rows, presets)
    models = table["model"].to_list()
    lines: list[list[object]] = []
    for model in dict.fromkeys(models):
        places = [place for place, each in enumerate(models) if each == model]
        verdicts = Counter(found.verdicts[place] for place in places)
        lines.append([model, len(places), verdicts["drop"], verdicts["review"], _most(found, places)])
    lines.sort(key=lambda line: str(line[3]).rjust(9), reverse=True)
    tables.show("AlpacaEval: answers of models", ["model", "answers", "drop", "review", "rules"], lines)
    _show_hits(rows, found, presets, show)


def _most(found: Found, places: Iterable[int]) -> str:
    """The rules that hit most of some rows, with their counts."""
    counts = Counter(rule for place in places for rule in found.rules[place])
    return ", ".join(f"{rule} {count}" for rule, count in counts.most_common(SHOWN_RULES))


def _show_hits(rows: list[Row], found: Found, presets: Sequence[str], show: int) -> None:
    """Hits of each rule, spread evenly, for reading."""
    for rule, _, places in rule_hits.by_rule(found, presets) if show else []:
        for place in places[:: max(1, len(places) // show)][:show]:
            _show_row(f"{rule} ({len(places)} hits)", rows[place])


def _show_row(title: str, row: Row) -> None:
    asked = tables.excerpt(row["instruction"], 260), tables.excerpt(row.get("input") or "", 140)
    print(f"--- {title}: {' | '.join(asked)}\n    → {tables.excerpt(row['output'] or '', 320)}")
