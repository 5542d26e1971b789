"""`curator label`: records before people, and their verdicts back. One file a command."""

import click

from curator.cli.label.adjudicate import adjudicate
from curator.cli.label.agreement import agreement
from curator.cli.label.calibrate import calibrate
from curator.cli.label.export import export_tasks
from curator.cli.label.import_ import import_annotations
from curator.cli.label.login import login
from curator.cli.label.pull import pull
from curator.cli.label.push import push
from curator.cli.label.serve import serve, stop


@click.group()
def label() -> None:
    """Put doubtful records before people and bring their verdicts back."""


for command in (push, pull, agreement, calibrate, adjudicate, login, serve, stop, export_tasks, import_annotations):
    label.add_command(command)
