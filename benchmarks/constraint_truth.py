"""Answers with IFEval's strict verdict on every constraint: where ours covers the kind, do they agree?"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import tables

KINDS = {
    "punctuation:no_comma": "no-comma",
    "length_constraints:number_words": "words",
    "length_constraints:number_sentences": "sentences",
    "length_constraints:number_paragraphs": "paragraphs",
    "keywords:forbidden_words": "forbidden-words",
    "keywords:existence": "required-words",
    "keywords:frequency": "word-frequency",
    "keywords:letter_frequency": "letter-frequency",
    "detectable_format:number_highlighted_sections": "highlights",
    "detectable_format:number_bullet_lists": "bullets",
    "detectable_format:title": "title",
    "detectable_format:json_format": "json",
    "detectable_format:multiple_sections": "sections",
    "detectable_format:constrained_response": "options",
    "detectable_content:number_placeholders": "placeholders",
    "detectable_content:postscript": "postscript",
    "combination:repeat_prompt": "repeated-request",
    "combination:two_responses": "two-responses",
    "startend:quotation": "quotation",
    "startend:end_checker": "ending",
    "change_case:english_lowercase": "lower-case",
    "change_case:english_capital": "upper-case",
    "change_case:spanish_lowercase": "lower-case",
    "change_case:spanish_capital": "upper-case",
    "change_case:capital_word_frequency": "capital-words",
    "language:response_language": "language",
    "length_constraints:nth_paragraph_first_word": "paragraphs",
}
"""IFEval's names (without the language in front) and ours."""

CASES = {"lower-case": str.islower, "upper-case": str.isupper}
"""Kinds whose strict check also asks langdetect whether the text is in the language of the prompt."""

AGREEMENT = 0.95


def report(path: Path, show: int) -> None:
    """Print how often the verdicts agree, by constraint; with `show`, so many answers on which they do not."""
    from curator.signals.constraints.found import constraints_of, faults

    table = pl.read_parquet(path)
    asked = {prompt: constraints_of(prompt) for prompt in table["prompt"].unique()}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in table.iter_rows(named=True):
        ours = {each.kind for each in asked[row["prompt"]]}
        broken = dict(faults(asked[row["prompt"]], row["response"]))
        for name, followed in _strict(row).items():
            kind = KINDS.get(name.split(":", 1)[1], name)
            if not followed and kind in ours and kind in CASES and CASES[kind](row["response"]):
                counts[name]["of the other language"] += 1
                followed = True
            outcome = _outcome(kind in ours, kind in broken, not followed)
            counts[name][outcome] += 1
            if outcome in ("wrong", "missed") and counts[name][outcome] <= show:
                shown = tables.excerpt(row["prompt"], 400), tables.excerpt(row["response"], 400)
                print(f"--- {name}: {outcome} {broken.get(kind, '')}: {shown[0]}\n    → {shown[1]}")
    header = ["constraint", "covered", "agreement", "precision of broken", "recall of broken", "goal"]
    total: Counter[str] = sum(counts.values(), Counter())
    lines = [_agreement(name, each) for name, each in [*sorted(counts.items()), ("all", total)]]
    tables.show(f"{path.stem}: our verdict on each constraint beside the strict one of IFEval", header, lines)
    print(
        f"\n{total['of the other language']} answers are in the case that was asked for and were refused for their "
        "language, which the strict check takes from langdetect; as to the case they count as right."
    )


def _strict(row: Mapping[str, Any]) -> dict[str, bool]:
    """Whether each constraint was followed; "20 to 25 sentences" is two verdicts of one name, and both must hold."""
    verdicts: dict[str, bool] = {}
    for name, followed in zip(row["instruction_ids"], row["follow_list"], strict=True):
        verdicts[name] = verdicts.get(name, True) and followed
    return verdicts


def _outcome(is_covered: bool, is_broken: bool, truth: bool) -> str:
    if not is_covered:
        return "not covered"
    if is_broken:
        return "found" if truth else "wrong"
    return "missed" if truth else "followed"


def _agreement(name: str, counts: Counter[str]) -> list[object]:
    found, wrong, missed = counts["found"], counts["wrong"], counts["missed"]
    agreed = found + counts["followed"]
    covered = agreed + wrong + missed
    goal = "–" if not covered else "met" if agreed >= AGREEMENT * covered else "NOT met"
    shares = (
        tables.interval(agreed, covered),
        tables.interval(found, found + wrong),
        tables.interval(found, found + missed),
    )
    return [name, tables.share(covered, covered + counts["not covered"]), *shares, goal]
