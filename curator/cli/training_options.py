"""The options that say how a model is trained: those of `train`, `compare`, `dose` and `attribute`."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, get_args

import click
from click.core import ParameterSource

from curator.errors import RecipeError
from curator.registry import closest

if TYPE_CHECKING:
    from curator.recipe import Train

Command = TypeVar("Command", bound=Callable[..., Any])


class Training(TypedDict):
    """The values of the options that `training_options` adds."""

    model: str | None
    stages: str
    method: str
    loss: str
    template: str | None
    quantization: str | None
    precision: str | None
    gradient_checkpointing: bool | None
    packing: bool
    beta: float
    examples_seen: int
    epochs: float | None
    tokens_seen: int | None
    max_tokens: int
    batch_size: int
    learning_rate: float
    rank: int
    threads: int | None


def training_options(command: Command) -> Command:
    """How a model is fine-tuned; defaults are a recipe's."""
    for option in reversed(_OPTIONS):  # the one added last is listed first
        command = option(command)
    return command


_OPTIONS = (
    click.option("--model", help="A folder or a hub id; by default the embedded SmolLM2-135M-Instruct."),
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
    click.option("--template", help="Chat template: a known name (chatml, llama-3, zephyr, …) or a .jinja file."),
    click.option(
        "--examples-seen",
        type=click.IntRange(min=1),
        default=480,
        show_default=True,
        help="Training examples of a stage, repeats counted.",
    ),
    click.option(
        "--epochs",
        type=click.FloatRange(0, min_open=True),
        help="Passes over the examples instead; where several are trained, over those that each has.",
    ),
    click.option(
        "--tokens-seen",
        type=click.IntRange(min=1),
        help="Answer tokens that are learnt in those steps, instead of --batch-size examples a step.",
    ),
    click.option("--max-tokens", type=click.IntRange(min=8), default=1024, show_default=True, help="An example."),
    click.option("--batch-size", type=click.IntRange(min=1), default=16, show_default=True, help="Examples a step."),
    click.option(
        "--learning-rate",
        type=click.FloatRange(0, 1, min_open=True),
        default=1.5e-3,
        show_default=True,
        help="At its highest.",
    ),
    click.option("--rank", type=click.IntRange(1, 512), default=8, show_default=True, help="Of the adapter."),
    click.option(
        "--beta",
        type=click.FloatRange(0, 10, min_open=True),
        default=0.1,
        show_default=True,
        help="Of preference stages: how closely the model stays by what it was.",
    ),
    click.option("--packing", is_flag=True, help="Let short examples share a row, none seeing another."),
    click.option(
        "--gradient-checkpointing/--no-gradient-checkpointing",
        default=None,
        help="Compute activations twice instead of keeping them; by default where memory demands it.",
    ),
    click.option(
        "--precision",
        type=click.Choice(["float32", "bfloat16"]),
        help="Of frozen weights; by default what is faster here.",
    ),
    click.option("--quantization", type=click.Choice(["8bit", "4bit"]), help="Of frozen weights; needs an NVIDIA GPU."),
    click.option("--threads", type=click.IntRange(min=1), help="By default torch's own choice."),
)


def train_of(wanted: Training, seeds: Sequence[int]) -> "Train":
    """The settings of a run, or of several that differ in their seed; what was not written is left to them.

    Raises:
        RecipeError: they do not go together.
    """
    from curator.recipe import Stage, Train

    context = click.get_current_context()
    if _is_given(context, "examples_seen") and wanted["epochs"] is not None:
        raise RecipeError("--epochs and --examples-seen both say how long to train", hint="leave one of them out")
    stages = [each.strip() for each in wanted["stages"].split(",")]
    for stage in stages:
        if stage not in (known := get_args(Stage)):
            raise RecipeError(f"--stages: no stage {stage!r}", hint=closest(stage, known))
    given = {name: value for name, value in {**wanted, "stages": stages}.items() if _is_given(context, name)}
    return Train.of(**given, seeds=list(seeds))


def _is_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) not in (ParameterSource.DEFAULT, None)
