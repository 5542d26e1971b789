"""A command that takes sources, and whose first word may name a more special command instead."""

from collections.abc import MutableMapping
from typing import Any

import click


class WithCommands(click.Command):
    """`curator NAME SOURCE…` and, beside it, `curator NAME WORD …` for each word in `commands`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - click's own arguments
        super().__init__(*args, **kwargs)
        self.commands: MutableMapping[str, click.Command] = {}

    def add_command(self, command: click.Command) -> None:
        """Add a special command."""
        assert command.name
        self.commands[command.name] = command

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401
    ) -> click.Context:
        """The call of the command that the first word names, or of this one."""
        chosen = self.commands.get(args[0]) if args else None
        if chosen is None:
            return super().make_context(info_name, args, parent, **extra)
        return chosen.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, and then the special commands."""
        super().format_options(ctx, formatter)
        with formatter.section("Commands"):
            formatter.write_dl([(name, each.get_short_help_str(80)) for name, each in self.commands.items()])
