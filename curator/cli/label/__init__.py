"""`curator label`: records before people, and their verdicts back. One file a command."""

import click

from curator.cli.label.export import export_tasks
from curator.cli.label.import_ import import_annotations
from curator.cli.label.serve import serve, stop


@click.group()
def label() -> None:
    """Put doubtful records before people and bring their verdicts back."""


for command in (export_tasks, import_annotations, serve, stop):
    label.add_command(command)
