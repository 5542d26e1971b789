"""Put the answers of two sides before a judge, and the judge before people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from curator.errors import DataError
from curator.evaluate import Heldout, Item
from curator.evaluate.endpoint import Endpoint, Stopped
from curator.evaluate.judge import Judgement, JudgePrompt, Pair, Summary, judge, kinship, summarise
from curator.label.agreement import Estimate, cohen, krippendorff
from curator.label.agreement.ratings import of_rows
from curator.studies.contestants import Side
from curator.trial.journal import Journal

VERDICTS = ("a", "tie", "b")
ENOUGH_PEOPLE = 100
"""Verdicts of people below which their agreement with the judge says little (evaluation practice: at least 100)."""


@dataclass(frozen=True)
class People:
    """How far the judge agrees with people, and they among themselves; null where undefined."""

    questions: int
    kappa: Estimate
    """Cohen's κ of the judge and the majority of the people."""
    alpha: Estimate | None
    """Krippendorff's α of the people; null when nobody answered a question that another did."""


@dataclass(frozen=True)
class Outcome:
    """What came of it; `stopped` says why not everything was judged."""

    sides: tuple[Side, Side]
    summary: Summary
    people: People | None
    warnings: tuple[str, ...]
    stopped: Stopped | None

    def to_dict(self) -> dict[str, Any]:
        """What `curator judge --json` prints."""
        people = self.people
        return {
            "a": self.sides[0].name,
            "b": self.sides[1].name,
            **self.summary.to_dict(),
            "people": people
            and {
                "questions": people.questions,
                "kappa": people.kappa.to_dict(),
                "alpha": people.alpha and people.alpha.to_dict(),
            },
            "warnings": list(self.warnings),
            "stopped": str(self.stopped) if self.stopped else None,
        }


def put_before(
    sides: tuple[Side, Side],
    heldout: Heldout,
    endpoint: Endpoint,
    prompt: JudgePrompt,
    journal: Journal,
    people: Path | None = None,
) -> Outcome:
    """Judge every question's two answers in both orders, but for what the journal already holds.

    Raises:
        Stopped: not one pair could be judged.
        DataError: a mistake in the file of people's verdicts.
    """
    theirs = _read_people(people, sides, heldout) if people else []
    pairs = [
        Pair(item.item_id, asked(item), a, b)
        for item, a, b in zip(heldout.items, sides[0].answers, sides[1].answers, strict=True)
    ]
    judgement = judge(pairs, endpoint, prompt, journal)
    summary = summarise(judgement)
    if judgement.stopped and not summary.judged:
        raise judgement.stopped
    agreed = _agreement(judgement, theirs) if people else None
    return Outcome(sides, summary, agreed, _warnings(endpoint, sides, summary, agreed), judgement.stopped)


def asked(item: Item) -> str:
    """A question as the judge sees it: with its turns where there are several."""
    if len(item.messages) == 1:
        return item.messages[0]["content"]
    return "\n\n".join(f"{turn['role']}: {turn['content']}" for turn in item.messages)


def _read_people(path: Path, sides: tuple[Side, Side], heldout: Heldout) -> list[tuple[str, str, str]]:
    """Rows `(item id, person, verdict)` of JSON lines with `id`, `verdict` and perhaps `annotator`."""
    if not path.is_file():
        raise DataError("no such file of people's verdicts", where=str(path), hint="check the path")
    sense = {"a": "a", "b": "b", "tie": "tie", sides[0].name: "a", sides[1].name: "b"}
    known = {item.item_id for item in heldout.items}
    rows = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
            item_id, verdict = str(row["id"]), sense[row["verdict"]]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            raise DataError(
                "no verdict of a person",
                where=f"{path}:{number}",
                hint='a line is {"id": …, "verdict": "a" | "b" | "tie"}, perhaps with "annotator"',
            ) from None
        if item_id not in known:
            raise DataError(f"no question has the id {item_id!r}", where=f"{path}:{number}", hint="check --heldout")
        rows.append((item_id, str(row.get("annotator", "people")), verdict))
    return rows


def _agreement(judgement: Judgement, said: Sequence[tuple[str, str, str]]) -> People:
    by_item: dict[str, Counter[str]] = {}
    for item_id, _, verdict in said:
        by_item.setdefault(item_id, Counter())[verdict] += 1
    judged = {each.pair.pair_id: each.verdict for each in judgement.pairs if each.verdict}
    both = [item_id for item_id in by_item if item_id in judged]
    rows = [(item_id, "people", _majority(by_item[item_id])) for item_id in both]
    rows += [(item_id, "judge", judged[item_id]) for item_id in both]
    kappa = cohen(of_rows("verdict", rows, VERDICTS), "people", "judge") if both else Estimate(None, None, None, 0)
    several = of_rows("verdict", said, VERDICTS)
    return People(len(both), kappa, krippendorff(several, "nominal") if several.is_shared.any() else None)


def _majority(counts: Mapping[str, int]) -> str:
    """The verdict of most people; a tie when two have as many."""
    (first, most), *rest = Counter(counts).most_common()
    return "tie" if rest and rest[0][1] == most else first


def _warnings(endpoint: Endpoint, sides: tuple[Side, Side], summary: Summary, people: People | None) -> tuple[str, ...]:
    model = endpoint.address.model
    found = []
    for what, names in (
        ("wrote one side's answers", [name for side in sides for name in side.models]),
        ("chose the data of one side", [name for side in sides for name in side.filters]),
    ):
        for name in kinship(model, names):
            found.append(f"the judge {model} is of the family of {name}, which {what}: it may favour its kin")
    if summary.consistent is not None and summary.consistent < 0.5:
        found.append("the judge contradicts itself in most pairs when the order is changed: do not rely on it")
    if people is None:
        found.append("nobody has checked this judge: give people's verdicts with --people FILE")
    elif people.questions < ENOUGH_PEOPLE:
        found.append(
            f"people judged only {people.questions:,} of these questions; {ENOUGH_PEOPLE} or more tell something"
        )
    return tuple(found)
