"""What is found of the faults that were put into good records, as tables."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import faults_injected
import hits_read
import rule_hits
import tables
from fault_table import FAULTS, Fault
from faults_injected import SHARES, Injected, Score

SHOWN_BESIDE = 0.1
"""Rules that hit this share of a fault's records without claiming it are named beside it."""


def report(data: Path, presets: Sequence[str], records: int, seed: int, show: int) -> None:
    """Put each fault into so many records; print what is found of it, and what each rule finds and hits wrongly."""
    injected = faults_injected.inject(data, presets, records, seed)
    known = rule_hits.known_rules(presets)
    header = ["row", "fault", "records", "found", "claimed by", "hit beside"]
    tables.show("Faults: how many of each are found", header, [_of_fault(injected, fault, known) for fault in FAULTS])
    scores = faults_injected.scores(injected, presets, seed)
    header = [
        "rule",
        "then",
        "faulty",
        "recall",
        "wrong hits",
        *(f"precision at {share:.0%}" for share in SHARES),
        "goal",
    ]
    title = "Rules: what they find of the faults they claim, and precision by share of faulty records"
    tables.show(title, header, [_of_rule(score) for score in scores])
    claimed = {score.rule for score in scores}
    print(f"\nno fault here is for: {', '.join(rule for rule in known if rule not in claimed)}")
    _print_repairs(injected)
    if show:
        _show(injected, known, show)


def _of_fault(injected: Injected, fault: Fault, known: dict[str, str]) -> list[object]:
    hits = [injected.found.rules[place] for place in injected.faulty[fault.name]]
    found = sum(not rules.isdisjoint(fault.rules) for rules in hits)
    counts = Counter(rule for rules in hits for rule in rules if rule not in fault.rules)
    beside = [f"{rule} {count / len(hits):.0%}" for rule, count in counts.items() if count >= SHOWN_BESIDE * len(hits)]
    claimed = [rule for rule in fault.rules if rule in known] or ["no rule"]
    shown = tables.interval(found, len(hits))
    return [fault.row or "–", fault.name, len(hits), shown, ", ".join(claimed), ", ".join(beside)]


def _of_rule(score: Score) -> list[object]:
    precisions = [tables.interval(true, true + false) for true, false in map(score.at, SHARES)]
    recall = tables.interval(sum(score.faulty), len(score.faulty))
    wrong = f"{sum(score.sound)}/{len(score.sound)}"
    goal = "met" if score.keeps_its_promise else "NOT met"
    return [score.rule, score.then, len(score.faulty), recall, wrong, *precisions, goal]


def _print_repairs(injected: Injected) -> None:
    """How many spoilt answers the fixes bring back letter by letter."""
    lines: list[list[object]] = []
    for fault in FAULTS:
        places, origins = injected.faulty[fault.name], injected.origins[fault.name]
        if fault.is_repaired and places:
            wanted = [injected.rows[place]["output"] for place in origins]
            given = [injected.found.responses[place] for place in places]
            same = sum(one == other for one, other in zip(given, wanted, strict=True))
            lines.append([fault.name, len(places), tables.interval(same, len(places))])
    tables.show("Repairs: answers that are again as they were", ["fault", "records", "restored"], lines)


def _show(injected: Injected, known: dict[str, str], show: int) -> None:
    """Wrong hits of each rule, and records of each fault that no rule that claims it hits."""
    for rule in known:
        places = faults_injected.sound_places(injected, rule)
        for place in [place for place in places if rule in injected.found.rules[place]][:show]:
            _print_row(f"WRONG? {rule}", injected, place)
    for fault in FAULTS:
        missed = [each for each in injected.faulty[fault.name] if injected.found.rules[each].isdisjoint(fault.rules)]
        for place in missed[:show] if any(rule in known for rule in fault.rules) else []:
            _print_row(f"MISSED {fault.name}", injected, place)


def _print_row(title: str, injected: Injected, place: int) -> None:
    hit = ", ".join(injected.found.rules[place]) or "nothing"
    record = hits_read.record_name(injected.rows[place])
    print(f"--- {title}; record {record}, {injected.found.verdicts[place]}, hit by {hit}")
    for name, value in injected.rows[place].items():
        print(f"    {name}: {tables.excerpt(value if isinstance(value, str) else str(value), 240)}")
