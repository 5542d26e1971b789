"""`curator label push`: records before people."""

from typing import TYPE_CHECKING, Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.label.connection import connected, project_option, server_option
from curator.cli.tables import plain_table
from curator.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curator.label.push import Pushed
    from curator.label.sampling import Strategy

STRATEGIES = ("review", "near", "disagree", "influence", "stratified", "mixed")
FATES = ("added", "there", "deleted", "changed", "refused")
SHOWN = 5

people_option = click.option(
    "--people", type=click.IntRange(1, 100), default=1, show_default=True, help="To look at each record."
)


@click.command("push", short_help="Put records that are worth a look before people.")
@click.argument("version", default="latest")
@project_option
@click.option("--budget", type=click.IntRange(min=1), default=200, show_default=True, help="Records at the most.")
@click.option(
    "--strategy",
    type=click.Choice(STRATEGIES),
    default="review",
    show_default=True,
    help="What waits for review, what is near a threshold, where rules disagree, what moves the quality index, "
    "a stratified draw, or some of each.",
)
@click.option(
    "--control",
    type=click.FloatRange(0, 1),
    default=0.1,
    show_default=True,
    help="Share drawn at random from everything: what rules miss is seen there alone.",
)
@click.option("--per-source", type=click.IntRange(min=1), help="Records of one source at the most.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed, further records.")
@people_option
@server_option
@common
def push(
    session: Session,
    version: str,
    name: str,
    budget: int,
    strategy: "Strategy",
    control: float,
    per_source: int | None,
    seed: int,
    people: int,
    url: str | None,
) -> None:
    """Put records of VERSION into a project of Label Studio, which is made where it is missing.

    The same command again adds nothing, and goes on where a failure stopped it. Nobody is asked twice about a record.
    """
    from curator.label.round_trip import push_version

    found = session.store_that_is_there.get(version)
    client = connected(session, url)
    done = push_version(
        client,
        session.store,
        found,
        name,
        people=people,
        budget=budget,
        strategy=strategy,
        control=control,
        per_source=per_source,
        seed=seed,
    )
    nothing = f"nothing of {found.id} is left to ask about; another --strategy may find something"
    show_pushed(session, client.url, found.id, name, done, nothing=nothing)


def show_pushed(session: Session, url: str, version: str, name: str, done: "Sequence[Pushed]", *, nothing: str) -> None:
    """What became of the records, a line a project; `nothing` is said when there were none."""
    result = {
        "version": version,
        "url": url,
        "projects": [_told(url, each) for each in done],
        "added": sum(len(each.added) for each in done),
    }

    def view() -> RenderableType:
        if not done:
            return Text(nothing)
        names = ("added", "there", "deleted", "changed", "refused")
        rows = [
            (each.project.kind, each.project.title, *(f"{len(getattr(each, name)):,}" for name in names))
            for each in done
        ]
        notes = [note for each in done for note in _notes(each)]
        addresses = "\n".join(f"{url}/projects/{each.project.id}" for each in done)
        return Group(
            plain_table({"kind": "left", "project": "left", **dict.fromkeys(FATES, "right")}, rows),
            *(Text(note) for note in notes),
            Text(f"\n{addresses}\nwhen people have looked: curator label pull --project '{name}'"),
        )

    session.show(result, view)


def _counts(done: "Pushed") -> list[str]:
    return [f"{len(getattr(done, fate)):,}" for fate in FATES]


def _told(url: str, done: "Pushed") -> dict[str, Any]:
    return {
        "project": done.project.id,
        "title": done.project.title,
        "kind": done.project.kind,
        "url": f"{url}/projects/{done.project.id}",
        "added": done.added,
        "there": done.there,
        "deleted": done.deleted,
        "changed": done.changed,
        "refused": [str(problem) for problem in done.refused],
        "taken_back": done.taken_back,
        "twice": done.twice,
        "notes": list(done.project.notes),
    }


def _notes(done: "Pushed") -> list[str]:
    notes = [f"{done.project.title}: {note}" for note in done.project.notes]
    if done.deleted:
        notes.append(f"{len(done.deleted):,} were deleted there by somebody, and not sent again")
    if done.changed:
        notes.append(f"{len(done.changed):,} are there as they were before they changed")
    if done.taken_back:
        why = "after a failure, or because two machines sent them at once"
        notes.append(f"{done.taken_back:,} tasks stood there twice, {why}; the later ones are deleted")
    if done.twice:
        shown = ", ".join(printable(record, 60) for record in done.twice[:SHOWN])
        notes.append(f"{len(done.twice):,} stand there twice, and people have answered both: {shown}")
    notes += [f"not taken: {problem}" for problem in done.refused[:SHOWN]]
    more = len(done.refused) - SHOWN
    return notes + [f"… and {more:,} more not taken: --json lists them"] * (more > 0)
