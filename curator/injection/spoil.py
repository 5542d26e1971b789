"""Put one kind of fault, or all of them mixed, into a given share of a dataset."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from curator.errors import RecipeError
from curator.injection.made import Row
from curator.injection.table import FAULTS, Fault
from curator.registry import closest

ANOTHER = "answer of another record"
MIX = "mix"

_WITH_TWINS = frozenset(
    {
        "broken JSON",
        "courtesies",
        "cut in a code fence",
        "dangling context",
        "empty code fence",
        "input is a link",
        "reworked text in the input",
        "thin answer",
        "unlisted label",
    }
)
"""Faults that bring a prompt of their own: beside the untouched record more would differ than the fault."""

Spoil = Callable[[Random, Row], Row | None]


@dataclass(frozen=True)
class Spoilt:
    """A dataset in which a share of the records is faulty; the others are untouched, and all in their order."""

    rows: tuple[Row, ...]
    faults: tuple[str | None, ...]
    """What was put into each record; none: nothing."""


def kinds() -> dict[str, str]:
    """The kinds of fault that can be put into a share of a dataset, each with the rules that claim it."""
    own = {fault.name: ", ".join(fault.rules) for fault in FAULTS if fault.name not in _WITH_TWINS}
    return {MIX: "all of these, in equal parts where they fit", **own, ANOTHER: ""}


def spoil(rows: Sequence[Row], kind: str, shares: Sequence[float], seed: int) -> list[Spoilt]:
    """The dataset with each share of its records made faulty.

    What is faulty at one share is as faulty at every larger one, so that two shares differ in nothing else.

    Args:
        rows: tuples (`instruction`, `input`, `output`) or chats (`messages`); in a chat the last answer is spoilt.
        kind: one of `kinds()`, or several joined by +, which are put in in equal parts where they fit.
        shares: of the records, 0 to 1.
        seed: decides which records are spoilt, and how.

    Raises:
        RecipeError: no such kind, or too few records offer a place for it.
    """
    named = _spoilers(rows)
    chosen = list(named) if kind == MIX else [each.strip() for each in kind.split("+")]
    for name in chosen:
        if name not in named:
            raise RecipeError(f"no fault {name!r}", hint=closest(name, kinds()))
    wanted = [round(share * len(rows)) for share in shares]
    made: dict[int, tuple[str, Row]] = {}
    for at in Random(seed).sample(range(len(rows)), len(rows)):
        if len(made) == max(wanted, default=0):
            break
        found = _first_that_fits(rows[at], {name: named[name] for name in chosen}, Random(f"{seed} {at}"))
        if found is not None:
            made[at] = found
    for share, count in zip(shares, wanted, strict=True):
        if count > len(made):
            raise RecipeError(
                f"{kind!r} fits {len(made):,} of {len(rows):,} records; a share of {share:g} needs {count:,}",
                hint="name smaller shares or another fault",
            )
    return [_with(rows, dict(list(made.items())[:count])) for count in wanted]


def _with(rows: Sequence[Row], made: Mapping[int, tuple[str, Row]]) -> Spoilt:
    both = [made.get(at, (None, row)) for at, row in enumerate(rows)]
    return Spoilt(tuple(row for _, row in both), tuple(name for name, _ in both))


def _first_that_fits(row: Row, named: Mapping[str, Spoil], random: Random) -> tuple[str, Row] | None:
    """The first of the faults, in random order, for which the record offers a place."""
    for name in random.sample(list(named), len(named)):
        if (faulty := _spoilt(row, named[name], random)) is not None:
            return name, faulty
    return None


def _spoilt(row: Row, spoiler: Spoil, random: Random) -> Row | None:
    """The record with a fault; of a chat the last answer, and only by faults that leave the question alone."""
    if "messages" not in row:
        return spoiler(random, row) if row["output"].strip() else None
    *before, last = row["messages"]
    asked = next((turn["content"] for turn in reversed(before) if turn["role"] == "user"), None)
    if last["role"] != "assistant" or not (last["content"] or "").strip() or not asked:
        return None
    faulty = spoiler(random, {"instruction": asked, "input": "", "output": last["content"]})
    if faulty is None or (faulty["instruction"], faulty["input"]) != (asked, ""):
        return None
    return {**row, "messages": [*before, {**last, "content": faulty["output"]}]}


def _spoilers(rows: Sequence[Row]) -> dict[str, Spoil]:
    named = {fault.name: _from(fault) for fault in FAULTS if fault.name not in _WITH_TWINS}
    answers = sorted({answer for row in rows if (answer := _answer(row))})

    def another(random: Random, row: Row) -> Row | None:
        others = [each for each in random.sample(answers, min(2, len(answers))) if each != row["output"].strip()]
        return {**row, "output": others[0]} if others else None

    return {**named, ANOTHER: another}


def _from(fault: Fault) -> Spoil:
    def make(random: Random, row: Row) -> Row | None:
        made = fault.make(random, row)
        return None if made is None or made.faulty == row else made.faulty

    return make


def _answer(row: Row) -> str:
    """What the record answers; empty where that is nothing."""
    said = row["messages"][-1]["content"] if "messages" in row else row["output"]
    return (said or "").strip()
