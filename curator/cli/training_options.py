"""The options of `curator train` that say how a model is trained, beside those that a comparison has too."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import click
from click.core import ParameterSource

from curator.errors import RecipeError

if TYPE_CHECKING:
    from curator.recipe import Train

Command = TypeVar("Command", bound=Callable[..., Any])


class Training(TypedDict):
    """The values of the options that `training_options` adds."""

    stages: str
    method: str
    loss: str
    template: str | None
    quantization: str | None
    packing: bool
    beta: float
    epochs: float | None
    max_tokens: int


def training_options(command: Command) -> Command:
    """Stages, method, loss and what belongs to them; defaults are a recipe's."""
    for option in reversed(  # the one added last is listed first
        (
            click.option(
                "--stages",
                default="supervised",
                show_default=True,
                help="Comma-separated, one after the other: self-supervised (texts), supervised (answers), "
                "preference (DPO on chosen and rejected).",
            ),
            click.option(
                "--method",
                type=click.Choice(["auto", "prefix-frozen", "lora", "dora", "full"]),
                default="auto",
                show_default=True,
                help="auto: an adapter behind frozen prompts where that is possible, else lora. "
                "full trains all weights, by 2e-05 unless --learning-rate is given.",
            ),
            click.option(
                "--loss",
                type=click.Choice(["completion", "assistant"]),
                default="completion",
                show_default=True,
                help="Of a chat learn the last answer, or every answer.",
            ),
            click.option(
                "--template", help="Chat template: a known name (chatml, llama-3, zephyr, …) or a .jinja file."
            ),
            click.option("--epochs", type=click.FloatRange(0, min_open=True), help="Instead of --examples-seen."),
            click.option(
                "--max-tokens", type=click.IntRange(min=8), default=1024, show_default=True, help="An example."
            ),
            click.option("--packing", is_flag=True, help="Let short examples share a row, none seeing another."),
            click.option(
                "--quantization", type=click.Choice(["8bit", "4bit"]), help="Of frozen weights; needs an NVIDIA GPU."
            ),
            click.option(
                "--beta",
                type=click.FloatRange(0, 10, min_open=True),
                default=0.1,
                show_default=True,
                help="Of preference stages: how closely the model stays by what it was.",
            ),
        )
    ):
        command = option(command)
    return command


def train_of(wanted: Training, shared: dict[str, Any], seed: int) -> "Train":
    """The settings of a run; what was not written on the command line is left to them.

    Raises:
        RecipeError: they do not go together.
    """
    from curator.recipe import Train

    context = click.get_current_context()
    if _is_given(context, "examples_seen") and wanted["epochs"] is not None:
        raise RecipeError("--epochs and --examples-seen both say how long to train", hint="leave one of them out")
    stages = [each.strip() for each in wanted["stages"].split(",")]
    values = {**shared, **wanted, "stages": stages, "seeds": [seed]}
    return Train.of(**{name: value for name, value in values.items() if name in _ALWAYS or _is_given(context, name)})


_ALWAYS = ("stages", "seeds")


def _is_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) not in (ParameterSource.DEFAULT, None)
