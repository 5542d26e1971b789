"""One decision a record, where the people who looked at it agree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from curator.errors import Problem
from curator.label.verdict import ADJUDICATION, Verdict


@dataclass(frozen=True)
class Settled:
    """`decided` holds the verdicts of each decided record, all alike, one a person.

    `disputes` names the records about which people disagree; `skipped` those that everybody passed on.
    """

    decided: dict[str, tuple[Verdict, ...]]
    disputes: tuple[Problem, ...]
    skipped: tuple[str, ...]


def settle(verdicts: Iterable[Verdict]) -> Settled:
    """Count the newest verdict of each person; skips do not vote, and one dissenting vote leaves a record open.

    Where somebody was asked to decide between the others, only that counts.
    """
    by_record: dict[str, list[Verdict]] = {}
    for verdict in sorted(verdicts, key=lambda each: each.at):
        by_record.setdefault(verdict.record_id, []).append(verdict)
    decided: dict[str, tuple[Verdict, ...]] = {}
    disputes: list[Problem] = []
    skipped: list[str] = []
    for record_id, said in sorted(by_record.items()):
        final = [vote for vote in said if vote.stratum == ADJUDICATION and not vote.skipped]
        by_person = {vote.annotator: vote for vote in final or said}
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
