"""One decision a record, where the people who looked at it agree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from curator.errors import Problem
from curator.label.verdict import Verdict


@dataclass(frozen=True)
class Settled:
    """`decided` holds the verdicts of each decided record, all alike, one a person.

    `disputes` names the records about which people disagree; `skipped` those that everybody passed on.
    """

    decided: dict[str, tuple[Verdict, ...]]
    disputes: tuple[Problem, ...]
    skipped: tuple[str, ...]


def settle(verdicts: Iterable[Verdict]) -> Settled:
    """Count the newest verdict of each person; skips do not vote, and one dissenting vote leaves a record open."""
    by_record: dict[str, dict[str, Verdict]] = {}
    for verdict in sorted(verdicts, key=lambda each: each.at):
        by_record.setdefault(verdict.record_id, {})[verdict.annotator] = verdict
    decided: dict[str, tuple[Verdict, ...]] = {}
    disputes: list[Problem] = []
    skipped: list[str] = []
    for record_id, by_person in sorted(by_record.items()):
        votes = sorted((vote for vote in by_person.values() if not vote.skipped), key=lambda vote: vote.annotator)
        if not votes:
            skipped.append(record_id)
        elif len({(vote.action, vote.response, vote.preferred, vote.content) for vote in votes}) > 1:
            disputes.append(_dispute(record_id, votes))
        else:
            decided[record_id] = tuple(votes)
    return Settled(decided, tuple(disputes), tuple(skipped))


def _dispute(record_id: str, votes: Sequence[Verdict]) -> Problem:
    said = ", ".join(f"annotator {vote.annotator}: {vote.action}" for vote in votes)
    return Problem(f"people disagree ({said})", record_id, "the record stays as it is until they agree")
