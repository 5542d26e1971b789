"""Measure how many wordings of a fault the rules know, and how many good prompts and answers they take for it.

    python benchmarks/wordings.py --data DIR [--half held|seen|both] [--show]

The wordings stand in wordings.tsv. They were written before the patterns were looked at, and split in two by a hash:
patterns were mended with the one half in sight, so that only the other half, which is held back, says what is found of
wordings that nobody has seen. The good ones are records of Alpaca, read one by one, that hold the same words.
Intervals are Wilson's, 95 %.
"""

import argparse
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import polars as pl
import rule_hits
import tables

TABLE = Path(__file__).with_name("wordings.tsv")
SOUND = Path(__file__).with_name("wordings_sound.tsv")
ALPACA = "alpaca/alpaca_original.parquet"
ANSWER = "The Elbe flows through Dresden and ends in the North Sea."

CLAIMS = {
    "task": (
        "impossible-task",
        "wants-a-picture",
        "needs-a-page",
        "needs-today",
        "unknown-context",
        "missing-attachment",
    ),
    "attachment": ("missing-attachment", "dangling-instruction"),
    "text": ("dangling-instruction", "missing-attachment"),
    "opening": ("courteous-opening",),
    "closing": ("courteous-closing",),
}
"""Each fault and the rules one of which must hit."""


@dataclass(frozen=True)
class Wording:
    """One way to word a fault."""

    fault: str
    text: str
    input: str

    @property
    def is_held_back(self) -> bool:
        """Whether the patterns were written without a look at it."""
        return int(sha256(f"{self.fault}\t{self.text}\t{self.input}".encode()).hexdigest(), 16) % 2 == 0

    def row(self) -> rule_hits.Row:
        """A record that has the fault."""
        if self.fault == "opening":
            return {"instruction": "Name a river.", "input": "", "output": f"{self.text} {ANSWER}"}
        if self.fault == "closing":
            return {"instruction": "Name a river.", "input": "", "output": f"{ANSWER} {self.text}"}
        return {"instruction": self.text, "input": self.input, "output": ANSWER}


def wordings() -> list[Wording]:
    """All of them, as written down."""
    with TABLE.open(newline="") as file:
        return [Wording(row["fault"], row["wording"], row["input"]) for row in csv.DictReader(file, delimiter="\t")]


def report(data: Path, half: str = "held", *, shows: bool = False) -> None:
    """Print what is found of each fault in this half of the wordings, and what is hit of the good records."""
    taken = [each for each in wordings() if half == "both" or each.is_held_back == (half == "held")]
    found = rule_hits.of_rows([each.row() for each in taken])
    sound = _sound(data)
    hit = rule_hits.of_rows([row for _, row in sound])
    lines = []
    for fault, rules in CLAIMS.items():
        places = [place for place, each in enumerate(taken) if each.fault == fault]
        missed = [place for place in places if found.rules[place].isdisjoint(rules)]
        good = [place for place, (each, _) in enumerate(sound) if each == fault]
        wrong = [place for place in good if not hit.rules[place].isdisjoint(rules)]
        recall = tables.interval(len(places) - len(missed), len(places))
        lines.append([fault, ", ".join(rules), len(places), recall, f"{len(wrong)}/{len(good)}"])
        if shows:
            _print(f"missed: {fault}", [f"{taken[place].text} {taken[place].input}" for place in missed])
            _print(f"wrong: {fault}", [tables.excerpt(str(sound[place][1])) for place in wrong])
    tables.show(
        f"Wordings of faults ({half})", ["fault", "one of these hits", "wordings", "recall", "good records hit"], lines
    )


def _sound(data: Path) -> list[tuple[str, rule_hits.Row]]:
    """Good records, each with the fault whose words it holds."""
    alpaca = pl.read_parquet(data / ALPACA).select("instruction", "input", "output")
    with SOUND.open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [(row["fault"], alpaca.row(int(row["row"]), named=True)) for row in rows]


def _print(title: str, lines: Sequence[str]) -> None:
    if lines:
        print(f"\n{title}")
        for line in lines:
            print(f"  {line}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--half", choices=("held", "seen", "both"), default="held")
    parser.add_argument("--show", action="store_true", help="print what is missed and what is hit wrongly")
    wanted = parser.parse_args()
    report(wanted.data, wanted.half, shows=wanted.show)


if __name__ == "__main__":
    main()
