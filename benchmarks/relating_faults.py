"""Faults that no record shows alone: copies, contradictions, and what stands in too many answers."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import clean_rows
import rule_hits
import tables
from faults_injected import SHARES
from rule_hits import Found, Row

from curator.injection import phrases

RECORDS = 1_600
TWINS = 200
SLIP_WORDS = 60
"""A slip in fewer words changes more than a fifth of their runs of five, which is no near copy any more."""


@dataclass(frozen=True)
class Spoilt:
    """A dataset with a fault in it."""

    rows: list[Row]
    groups: list[tuple[int, ...]]
    """Places of the records that show the fault together: hitting one of them is enough."""


@dataclass(frozen=True)
class Relation:
    """A fault of a whole dataset."""

    name: str
    spoil: Callable[[Random, list[Row], int], Spoilt]
    """Puts it into so many records."""
    rules: tuple[str, ...]


def _appended(rows: list[Row], more: list[tuple[int, Row]]) -> Spoilt:
    return Spoilt(
        [*rows, *(row for _, row in more)], [(origin, len(rows) + nth) for nth, (origin, _) in enumerate(more)]
    )


def exact_copies(random: Random, rows: list[Row], count: int) -> Spoilt:
    def copy(row: Row) -> Row:
        return random.choice(
            [row, row, {**row, "output": row["output"] + "\n"}, {**row, "instruction": f" {row['instruction']} "}]
        )

    return _appended(rows, [(place, copy(rows[place])) for place in random.sample(range(len(rows)), count)])


def near_copies(random: Random, rows: list[Row], count: int) -> Spoilt:
    """One slip in sixty words or more; beside them copies whose numbers differ, which are other questions."""
    long = [
        place for place, row in enumerate(rows) if len(f"{row['instruction']} {row['output']}".split()) >= SLIP_WORDS
    ]
    with_numbers = [place for place in long if re.search(r"\b\d{2,}\b", rows[place]["instruction"])]
    others = [
        _another_number(random, rows[place]) for place in random.sample(with_numbers, min(TWINS, len(with_numbers)))
    ]
    base = [*rows, *others]
    return _appended(
        base, [(place, _slip(random, rows[place])) for place in random.sample(long, min(count, len(long)))]
    )


def _slip(random: Random, row: Row) -> Row:
    """A typing mistake, a word that is lost, other punctuation or case, a blank too many."""
    text = row["output"]
    words = list(re.finditer(r"\b[a-z]{4,}\b", text))
    if not words:
        return {**row, "output": text.upper() if text.islower() else text.lower()}
    word = random.choice(words)
    ways = (
        text[: word.start()] + word[0][::-1] + text[word.end() :],
        text[: word.start()].rstrip() + text[word.end() :],
        text.replace(",", "").replace(";", ","),
        text.lower(),
        text.replace(". ", ".  ") + " ",
        text[: word.start()] + random.choice(["also", "then", "indeed"]) + " " + text[word.start() :],
    )
    changed = random.choice(ways)
    return {**row, "output": changed if changed != text else text + " !"}


def _another_number(random: Random, row: Row) -> Row:
    number = random.choice(list(re.finditer(r"\b\d{2,}\b", row["instruction"])))
    other = str(int(number[0]) + random.randrange(1, 9))
    asked = row["instruction"][: number.start()] + other + row["instruction"][number.end() :]
    return {**row, "instruction": asked}


def contradictions(random: Random, rows: list[Row], count: int) -> Spoilt:
    """The same question with another short answer."""
    short = [place for place, row in enumerate(rows) if re.fullmatch(r"-?[\d,.]+", row["output"])]
    chosen = random.sample(short, min(count, len(short)))
    return _appended(
        rows,
        [(place, {**rows[place], "output": f"{rows[place]['output']}{random.randrange(1, 9)}"}) for place in chosen],
    )


def contradicting_results(random: Random, rows: list[Row], count: int) -> Spoilt:
    """The same question with another worked solution, that comes to another result."""
    worked = [place for place, row in enumerate(rows) if re.search(r"\n#### -?[\d,.]+$", row["output"])]

    def other(row: Row) -> Row:
        steps, result = row["output"].rsplit("\n#### ", 1)
        lines = steps.splitlines()[::-1] if random.random() < 0.5 else steps.splitlines()
        return {**row, "output": "\n".join([*lines, f"#### {result}{random.randrange(1, 9)}"])}

    chosen = random.sample(worked, min(count, len(worked)))
    return _appended(rows, [(place, other(rows[place])) for place in chosen])


def one_opening(random: Random, rows: list[Row], count: int) -> Spoilt:
    """The same courtesy before answers."""
    return _changed(random, rows, count, lambda text: phrases.OPENERS[1] + text)


def one_closing(random: Random, rows: list[Row], count: int) -> Spoilt:
    return _changed(random, rows, count, lambda text: text + phrases.CLOSERS[0])


def one_answer(random: Random, rows: list[Row], count: int) -> Spoilt:
    """The same words as the answer to prompts that have nothing in common."""
    said = "This is a very interesting topic that has many sides, and it is worth while to look at each of them."
    return _changed(random, rows, count, lambda text: said)


def _changed(random: Random, rows: list[Row], count: int, change: Callable[[str], str]) -> Spoilt:
    chosen = set(random.sample(range(len(rows)), count))
    changed = [{**row, "output": change(row["output"])} if place in chosen else row for place, row in enumerate(rows)]
    return Spoilt(changed, [(place,) for place in sorted(chosen)])


RELATIONS = (
    Relation("exact copies", exact_copies, ("exact-duplicate",)),
    Relation("near copies", near_copies, ("near-duplicate", "exact-duplicate")),
    Relation("contradictions", contradictions, ("conflicting-answers",)),
    Relation("contradicting results", contradicting_results, ("conflicting-answers",)),
    Relation("one opening", one_opening, ("common-opening", "courteous-opening")),
    Relation("one closing", one_closing, ("common-closing", "courteous-closing")),
    Relation("one answer to many prompts", one_answer, ("one-answer-for-all",)),
)


def report(data: Path, presets: Sequence[str], seed: int, show: int) -> None:
    """Put each fault into 1, 5, 10 and 30 % of the records of a dataset and print what is found."""
    known = rule_hits.known_rules(presets)
    good = _good(data, Random(seed))
    lines: list[list[object]] = []
    for relation in RELATIONS:
        rules = [rule for rule in relation.rules if rule in known]
        for share in SHARES:
            spoilt = relation.spoil(Random(f"{seed} {relation.name} {share}"), good, round(share * len(good)))
            found = rule_hits.of_rows(spoilt.rows, presets, compares=True)
            hit = {place for place, each in enumerate(found.rules) if not each.isdisjoint(rules)}
            missed = [group for group in spoilt.groups if hit.isdisjoint(group)]
            wrong = hit.difference(place for group in spoilt.groups for place in group)
            lines.append(
                [relation.name, f"{share:.0%}", *_counted(spoilt, missed, wrong), ", ".join(rules) or "no rule"]
            )
            if share == SHARES[-1] and show:
                _show(relation.name, spoilt, found, sorted(wrong)[:show], missed[:show])
    header = ["fault", "share", "faulty", "recall", "wrong hits", "precision", "rules"]
    tables.show(f"Faults of whole datasets, put into {len(good):,} good records", header, lines)


def _counted(spoilt: Spoilt, missed: list[tuple[int, ...]], wrong: set[int]) -> list[object]:
    faulty = len(spoilt.groups)
    found = faulty - len(missed)
    return [faulty, tables.interval(found, faulty), len(wrong), tables.interval(found, found + len(wrong))]


def _good(data: Path, random: Random) -> list[Row]:
    """Good records without copies of their own; a quarter answers with a bare number."""
    rows = random.sample(clean_rows.tuples(data, random), RECORDS * 3 // 4)
    asked = random.sample(clean_rows.lines(data / "gsm8k/test.jsonl.gz")[:-1], RECORDS // 4)
    return [
        *rows,
        *({"instruction": row["question"], "input": "", "output": row["answer"].split("#### ")[-1]} for row in asked),
    ]


def _show(name: str, spoilt: Spoilt, found: Found, wrong: list[int], missed: list[tuple[int, ...]]) -> None:
    for place in wrong:
        twin = found.twins[place]
        print(f"--- WRONG? {name}: {_shown(spoilt, place)}")
        if twin is not None:
            print(f"    stays: {_shown(spoilt, twin)}")
    for group in missed:
        print(f"--- MISSED {name}: " + "\n    and: ".join(_shown(spoilt, place) for place in group))


def _shown(spoilt: Spoilt, place: int) -> str:
    return tables.excerpt(str(spoilt.rows[place]), 300)
