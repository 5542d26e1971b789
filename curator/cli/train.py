"""`curator train`: fine-tune on a version."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, Unpack

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common

if TYPE_CHECKING:
    from curator.recipe import Train

Command = TypeVar("Command", bound=Callable[..., Any])

heldout_option = click.option(
    "--heldout",
    type=click.Path(path_type=Path),
    required=True,
    help="JSON Lines with gold answers: instruction, input, output, and perhaps options and task.",
)


class Settings(TypedDict):
    """The values of the options that `settings` adds."""

    model: str | None
    examples_seen: int
    batch_size: int
    learning_rate: float
    rank: int
    threads: int | None


def settings(command: Command) -> Command:
    """The options that say how a model is fine-tuned; defaults are a recipe's."""
    for option in reversed(  # the one added last is listed first
        (
            click.option("--model", help="A folder or a hub id; by default the embedded SmolLM2-135M-Instruct."),
            click.option(
                "--examples-seen",
                type=click.IntRange(min=1),
                default=480,
                show_default=True,
                help="Training examples, repeats counted.",
            ),
            click.option(
                "--batch-size", type=click.IntRange(min=1), default=16, show_default=True, help="Examples a step."
            ),
            click.option(
                "--learning-rate",
                type=click.FloatRange(0, 1, min_open=True),
                default=1.5e-3,
                show_default=True,
                help="At its highest.",
            ),
            click.option("--rank", type=click.IntRange(1, 512), default=8, show_default=True, help="Of the adapter."),
            click.option("--threads", type=click.IntRange(min=1), help="By default torch's own choice."),
        )
    ):
        command = option(command)
    return command


@click.command()
@click.argument("version", default="latest")
@click.option("--heldout", type=click.Path(path_type=Path), help="Leave out records that repeat a question in here.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the adapter and of the order of examples.")
@click.option("--check", is_flag=True, help="Show what would be learnt, and what not and why; train nothing.")
@settings
@common
def train(
    session: Session, version: str, heldout: Path | None, seed: int, check: bool, **wanted: Unpack[Settings]
) -> None:
    """Fine-tune a LoRA adapter on the kept records of VERSION and store it as a run."""
    from curator.evaluate import load_heldout
    from curator.loop.arms import material
    from curator.loop.model_card import write_card
    from curator.loop.runs import session_for, train_and_save

    how = _train(wanted, [seed])
    found = session.store.get(version)
    if check:
        from curator.cli.train_check import check_training

        check_training(session, found, how)
        return
    questions = load_heldout(heldout) if heldout else None
    rows = material(found, questions.frame() if questions else None)
    facts = train_and_save(
        session_for(how), rows.rows, seed=seed, train=how, version=found.id, runs=session.store.root / "runs"
    )
    write_card(Path(facts["adapter"]), facts, found, left_out=rows.skipped)

    def view() -> RenderableType:
        left_out = {**rows.skipped, "it repeats a held-out question": rows.contaminated}
        skipped = [f"{count:,} left out: {reason}" for reason, count in left_out.items() if count]
        return Group(
            Text(f"run {facts['run']}  {facts['records']:,} records of {found.id}, {facts['steps']:,} steps"),
            *(Text(line) for line in skipped),
            Text(f"adapter: {facts['adapter']}\n\ncurator evaluate {facts['run']} --heldout FILE"),
        )

    session.show({**facts, "skipped": rows.skipped, "contaminated": rows.contaminated}, view)


def _train(wanted: Settings, seeds: list[int]) -> "Train":
    from curator.recipe import Train

    return Train.of(**wanted, seeds=seeds)
