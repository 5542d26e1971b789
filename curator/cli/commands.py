"""The commands: what exists, and how a call ends. A command's module is imported when it runs."""

import sys
import warnings
from collections.abc import Callable
from importlib import import_module

import click

from curator import __version__
from curator.cli.stop import STOPPED
from curator.errors import CuratorError, LeftOut
from curator.registry import closest

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("curator.cli.start:init", "Write a recipe, a rule pack and data to start from."),
    "demo": ("curator.cli.start:demo", "Run the whole loop on the sample data."),
    "doctor": ("curator.cli.doctor:doctor", "Show what is installed, what is missing, and the machine."),
    "report": ("curator.cli.report:report", "Report the quality of files or of a stored version."),
    "curate": ("curator.cli.curate:curate", "Clean files and store the result as a version."),
    "check": ("curator.cli.check:check", "Fail when the data break rules: a gate for CI."),
    "dedup": ("curator.cli.dedup:dedup", "List exact and near duplicates, each with its kept twin."),
    "decontaminate": (
        "curator.cli.decontaminate:decontaminate",
        "Find records that give away what a model is measured on.",
    ),
    "why": ("curator.cli.why:why", "Tell what became of a record, and why."),
    "restore": ("curator.cli.restore:restore", "Bring dropped records back, now and in later runs."),
    "rules": ("curator.cli.rules:rules", "List, show, test and sweep rules."),
    "signals": ("curator.cli.signals:signals", "List and explain signals."),
    "versions": ("curator.cli.versions:versions", "List, show, compare, export, verify and prune versions."),
    "label": ("curator.cli.label:label", "Put doubtful records before people and bring their verdicts back."),
    "train": ("curator.cli.train:train", "Fine-tune a model on a version."),
    "evaluate": ("curator.cli.evaluate:evaluate", "Measure a model or a run on held-out questions and tasks."),
    "judge": ("curator.cli.judge:judge", "Let a model behind an endpoint choose between two models' answers."),
    "compare": ("curator.cli.compare:compare", "Train on versions, rules and arms, and tell which is better."),
    "attribute": ("curator.cli.attribute:attribute", "Tell which rule bought or cost how much."),
    "dose": ("curator.cli.dose:dose", "Put faults into clean data and tell what they cost a model."),
    "loop": ("curator.cli.loop:loop", "Curate, label, train and compare in one resumable run."),
}


class LazyGroup(click.Group):
    """A group that knows its commands' names and help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a mistyped name gets a suggestion."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(f"no command {args[0]!r}; {closest(args[0], COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="curator")
def cli() -> None:
    """Curate instruction-tuning data, and measure whether it helped.

    Start with: curator report FILE, then curator curate FILE -o OUT. The whole loop, on sample data: curator demo.
    """


def run(args: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    with warnings.catch_warnings():
        warnings.showwarning = _warned(warnings.showwarning)
        return _run(args)


def _run(args: list[str] | None) -> int:
    try:
        code = cli.main(args=args, prog_name="curator", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except CuratorError as error:
        for problem in error.problems:
            click.echo(f"error: {problem}", err=True)
        return error.exit_code
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "curator"
        click.echo(f"error: {error.format_message()} (see {path} --help)", err=True)
        return 2
    except click.ClickException as error:
        click.echo(f"error: {error.format_message()}", err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo(STOPPED, err=True)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _warned(otherwise: Callable[..., None]) -> Callable[..., None]:
    """What shows warnings: ours as a remark, without the line of code that gave it."""

    def show(message: Warning | str, category: type[Warning], *place: object, **more: object) -> None:
        if issubclass(category, LeftOut):
            click.echo(f"warning: {message}", err=True)
        else:
            otherwise(message, category, *place, **more)

    return show
