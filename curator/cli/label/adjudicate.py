"""`curator label adjudicate`: somebody decides where people disagree."""

import click

from curator.cli.common import Session, common
from curator.cli.label.connection import connected, project_option, server_option
from curator.cli.label.push import show_pushed


@click.command("adjudicate", short_help="Put before somebody what people disagree about.")
@click.argument("version", default="latest")
@project_option
@click.option("--budget", type=click.IntRange(min=1), default=200, show_default=True, help="Records at the most.")
@server_option
@common
def adjudicate(session: Session, version: str, name: str, budget: int, url: str | None) -> None:
    """Put the records about which the annotators of VERSION disagree into a second project, the most open ones first.

    It is called `NAME adjudication`, and label pull reads it with the first. What is said there decides alone.
    """
    from curator.label.adjudicate import adjudication, disputed_tasks
    from curator.label.round_trip import push_tasks

    found = session.store_that_is_there.get(version)
    tasks, problems = disputed_tasks(found, budget=budget)
    for problem in problems:
        session.note(f"left out: {problem}")
    client = connected(session, url)
    done = push_tasks(client, session.store, found, tasks, adjudication(name))
    nothing = f"the annotators of {found.id} disagree about nothing that is still open"
    show_pushed(session, client.url, found.id, name, done, nothing=nothing)
