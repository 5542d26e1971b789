"""`curator loop`: from data to a champion, once, at set times, or whenever something changes."""

import click

from curator.cli.loop.champion import champion
from curator.cli.loop.run import run_and_show, run_loop
from curator.cli.loop.status import status
from curator.cli.loop.watch import watch

__all__ = ["loop", "run_and_show"]


@click.group()
def loop() -> None:
    """Curate, label, train, compare, and promote what is better: once, at set times or on changes."""


loop.add_command(run_loop)
loop.add_command(watch)
loop.add_command(status)
loop.add_command(champion)
