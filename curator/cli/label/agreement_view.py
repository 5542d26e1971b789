"""How `curator label agreement` looks in a terminal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.tables import Side, plain_table
from curator.text import printable

if TYPE_CHECKING:
    from curator.label.agreement import Agreement, Estimate, Person, Question, Share

NAMES = {
    "observed": "alike, nothing off for chance",
    "krippendorff_nominal": "Krippendorff's α",
    "krippendorff_ordinal": "Krippendorff's α, ordinal",
    "krippendorff_interval": "Krippendorff's α, interval",
    "fleiss": "Fleiss' κ",
    "gwet_ac1": "Gwet's AC1",
}
WEIGHTS = {"none": "Cohen's κ", "linear": "Cohen's κ, linear", "quadratic": "Cohen's κ, quadratic"}
FEW = 30
"""Shared records below which an interval is too wide to act on."""
PAIRS_SHOWN = 10


def agreement_view(version: str, found: "Agreement", *, annotations: int, records: int) -> RenderableType:
    """Coefficients a question, then people, then what to do next."""
    people = len(found.people)
    parts: list[RenderableType] = [
        Text(
            f"{version}  {annotations:,} annotations of {records:,} records by {people:,} "
            f"{'person' if people == 1 else 'people'}; two or more decided about {found.shared:,} of them\n"
        )
    ]
    for each in found.questions:
        parts += _question(each)
    parts += [_people(found.people), Text()]
    parts += map(Text, _remarks(found))
    if found.disputed:
        parts.append(Text(f"\n{found.disputed:,} records wait for somebody who decides: curator label adjudicate"))
    return Group(*parts)


def _question(question: "Question") -> Iterator[RenderableType]:
    if not question.shared:
        return
    rows = [(NAMES[name], *_cells(each), f"{each.units:,}") for name, each in question.coefficients.items()]
    rows += [
        (f"{WEIGHTS[name]}: {_who(pair.first)} and {_who(pair.second)}", *_cells(each), f"{each.units:,}")
        for pair in question.pairs[:PAIRS_SHOWN]
        for name, each in pair.kappas.items()
    ]
    yield plain_table({question.question: "left", "value": "right", "95 % interval": "right", "shared": "right"}, rows)
    if len(question.pairs) > PAIRS_SHOWN:
        yield Text(f"… and {len(question.pairs) - PAIRS_SHOWN:,} more pairs: --json")
    yield Text()


def _people(people: "tuple[Person, ...]") -> RenderableType:
    rows = [
        (
            _who(each.annotator),
            f"{each.answered:,}",
            f"{each.skipped:,}",
            "" if each.seconds is None else f"{each.seconds:,.0f} s",
            *(f"{each.actions.get(name, 0):.0%}" for name in ("keep", "fix", "drop", "prefer")),
            _share(each.alike),
            f"{_share(each.early)} → {_share(each.late)}" if each.early.of and each.late.of else "",
        )
        for each in people
    ]
    numbers = ("answered", "skipped", "each", "keep", "fix", "drop", "prefer", "alike", "by half")
    columns: dict[str, Side] = {"annotator": "left"}
    columns.update(dict.fromkeys(numbers, "right"))
    return plain_table(columns, rows)


def _remarks(found: "Agreement") -> Iterator[str]:
    for name, each in found.anchoring.items():
        yield (
            f"{name}: {_share(each)} of {each.of:,} pre-filled answers were left as they were"
            f" (95 %: {each.low:.0%} to {each.high:.0%})"
        )
    for person in found.people:
        if person.drifts:
            yield (
                f"annotator {_who(person.annotator)} drifts: says what others say {_share(person.early)} of the time "
                f"in the first half, {_share(person.late)} in the last"
            )
    if len(found.people) < 2:
        yield "one annotator only, so agreement cannot be measured: let a second person look at some of the records"
    elif not found.shared:
        yield "no record has answers of two people, so agreement cannot be measured: let both look at some records"
    elif found.shared < FEW:
        yield f"{found.shared:,} shared records are few: from {FEW} on an interval begins to say something"
    if any(each.shared and each.coefficients["krippendorff_nominal"].value is None for each in found.questions):
        yield "where a value is missing, everybody gave the same answer throughout: there is nothing beyond chance"


def _cells(each: "Estimate") -> tuple[str, str]:
    if each.value is None:
        return "", ""
    return f"{each.value:.3f}", "" if each.low is None else f"{each.low:.3f} to {each.high:.3f}"


def _share(each: "Share") -> str:
    return "" if each.share is None else f"{each.share:.0%}"


def _who(annotator: str) -> str:
    return printable(annotator, 20)
