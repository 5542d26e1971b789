"""The whole run as one validated value: what to read, how to judge it, and how to put the result on trial."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    field_serializer,
    field_validator,
    model_serializer,
    model_validator,
)

from curator.config import Document, Strict
from curator.dedup import check_policy
from curator.errors import Problem, RecipeError
from curator.expectations import Expect

View = Literal["instruction", "response", "both", "chat", "chosen", "rejected", "full", "prompt"]


class Data(Strict):
    """What to read."""

    sources: list[str] = Field(min_length=1)
    """Files, globs or `-`; relative to the recipe's folder."""
    format: str | None = None
    """Name of a record format; none: recognised."""
    columns: dict[str, str] | None = None
    """Canonical field to the column that holds it, for files of no known format."""
    licenses: dict[str, str] = Field(default={})
    """Source name, or a pattern of such, to the licence it came under, as an SPDX or Hugging Face identifier."""


class Dedup(Strict):
    """How duplicates are found."""

    enabled: bool = True
    view: Annotated[list[View], Field(min_length=1)] = Field(default=["full"])
    """The texts that are compared, written as a name or a list; records alike in one of them are duplicates."""
    threshold: Annotated[float, Field(gt=0, lt=1)] = 0.8
    """Exact Jaccard similarity of the shingles at and above which two records are near-duplicates."""
    keep: str = "longest"
    """Who of several stays: longest, shortest, first, annotated, score:COLUMN or source:A,B."""

    @field_validator("keep")
    @classmethod
    def _is_policy(cls, keep: str) -> str:
        try:
            check_policy(keep)
        except RecipeError as error:
            raise ValueError(str(error)) from None
        return keep

    @field_validator("view", mode="before")
    @classmethod
    def _one_or_several(cls, view: object) -> object:
        named = view if isinstance(view, list) else [view]
        return [each for place, each in enumerate(named) if each not in named[:place]]

    @field_serializer("view")
    def _as_written(self, view: list[View]) -> str | list[View]:
        return view[0] if len(view) == 1 else view


class Signals(Strict):
    """What measures the records, where they do not tell by themselves."""

    model: str | None = None
    """A language model: smollm2-135m-instruct, a folder or a hub id; none: rules that need one are refused."""
    domain: str | None = None
    """A description, or a file with records that belong to the domain; relative to the recipe's folder."""


class Selection(Strict):
    """How many of the records that passed are kept, and which."""

    budget: Annotated[int, Field(ge=1)] | None = None
    """Records to keep; none: all."""
    strata: list[Literal["kind", "source"]] = Field(default=[])
    """The kept records have the same shares of these as the records that passed."""
    seed: int = 0


class Label(Strict):
    """What people are asked, and where their answers lie."""

    budget: Annotated[int, Field(ge=1)] = 200
    """Tasks to write at the most."""
    annotations: str | None = None
    """A Label Studio JSON export to bring back; none: tasks are written and the run goes on without verdicts."""
    project: str | None = None
    """A Label Studio project, by name or number: each turn of the loop puts its tasks there and brings answers back."""

    @model_validator(mode="after")
    def _one_place(self) -> "Label":
        if self.annotations and self.project:
            raise ValueError("annotations and project are two places for people's answers; name one of them")
        return self


Stage = Literal["self-supervised", "supervised", "preference"]

FULL_LEARNING_RATE = 2e-5
"""Of full fine-tuning, as supervised stages are usually trained (Zephyr: Tunstall et al. 2023, section 4.3)."""
PREFERENCE_SHARE = 1 / 40
"""Of the learning rate for preference steps: Zephyr went from 2e-5 to 5e-7 (the same section)."""

_NOT_FROZEN = {
    "stages": "runs supervised stages only",
    "loss": "learns the last answer only",
    "quantization": "computes prompts in full precision",
    "packing": "lays its batches out itself",
    "gradient_checkpointing": "keeps no activations of prompts",
}
"""What prefix-frozen training cannot do, by the setting that asks for it."""


class Train(Strict):
    """How every arm is fine-tuned: the same for all."""

    model: str | None = None
    """A folder or a hub id; none: the embedded SmolLM2-135M-Instruct."""
    system: str | None = None
    """System message put before prompts that have none."""
    template: str | None = None
    """Chat template: the name of a known one or a .jinja file; none: the tokenizer's own."""
    stages: list[Stage] = Field(default=["supervised"], min_length=1)
    """One after the other, each on the records it can use: texts; tuples and chats; preferences."""
    method: Literal["auto", "prefix-frozen", "lora", "dora", "full"] = "auto"
    """auto: prefix-frozen LoRA where stages, settings and model allow it, else LoRA."""
    loss: Literal["completion", "assistant"] = "completion"
    """What of a chat is learnt: its last answer, or every turn of the assistant."""
    quantization: Literal["8bit", "4bit"] | None = None
    """Of the frozen weights; needs CUDA and bitsandbytes."""
    packing: bool = False
    """Short examples share a row of the batch, none seeing another."""
    gradient_checkpointing: bool | None = None
    """Compute activations twice instead of keeping them; none: when memory demands it."""
    beta: Annotated[float, Field(gt=0, le=10)] = 0.1
    """Of preference training (DPO): how closely the model stays by what it was before that stage."""
    rank: Annotated[int, Field(ge=1, le=512)] = 8
    alpha: Annotated[int, Field(ge=1)] = 16
    learning_rate: Annotated[float, Field(gt=0, lt=1)] = 1.5e-3
    """At its highest; a fortieth of it in preference stages. With method full 2e-5 unless it is given."""
    batch_size: Annotated[int, Field(ge=1)] = 16
    examples_seen: Annotated[int, Field(ge=1)] = 480
    """Training examples an arm sees in a stage, repeats counted: steps = examples_seen / batch_size for every arm."""
    epochs: Annotated[float, Field(gt=0)] | None = None
    """Passes over an arm's examples instead of examples_seen; arms of other sizes then take other numbers of steps."""
    tokens_seen: Annotated[int, Field(ge=1)] | None = None
    """Answer tokens an arm learns in the supervised stage, in those steps; none: in a trial as many for every arm as
    examples_seen examples of its first arm have, else batch_size examples a step."""
    max_tokens: Annotated[int, Field(ge=8)] = 1024
    seeds: list[int] = Field(default=[0, 1, 2], min_length=1)
    workers: Annotated[int, Field(ge=1)] | None = None
    """Runs trained beside each other, each in a process of its own; none: as many as cores and memory allow."""
    threads: Annotated[int, Field(ge=1)] | None = None
    """Of one run; none: the cores shared among the workers."""
    precision: Literal["float32", "bfloat16"] | None = None
    """Of the frozen weights; none: whichever this processor multiplies faster, measured once for all arms."""

    @model_validator(mode="before")
    @classmethod
    def _slower_when_full(cls, given: object) -> object:
        """All weights bear a smaller step than an adapter."""
        if isinstance(given, dict) and given.get("method") == "full" and "learning_rate" not in given:
            return {**given, "learning_rate": FULL_LEARNING_RATE}
        return given

    @model_validator(mode="after")
    def _seeds_differ(self) -> "Train":
        if len(set(self.seeds)) < len(self.seeds):
            raise ValueError("seeds repeats a seed; a repeated run is no new evidence")
        if self.examples_seen < self.batch_size and self.epochs is None:
            raise ValueError("examples_seen is smaller than batch_size; not one step would be taken")
        if self.tokens_seen is not None and self.epochs is not None:
            raise ValueError("tokens_seen and epochs exclude each other: arms see the same, or each its own as often")
        return self

    @model_validator(mode="after")
    def _is_possible(self) -> "Train":
        if len(set(self.stages)) < len(self.stages):
            raise ValueError("stages names a stage twice; give it more epochs or examples_seen instead")
        if self.method == "full" and self.quantization:
            raise ValueError(
                "method full trains all weights, and quantized weights cannot be trained; use lora or dora"
            )
        if self.method == "prefix-frozen":
            for name, reason in _NOT_FROZEN.items():
                if name in self.beyond_frozen:
                    raise ValueError(f"method prefix-frozen {reason}; leave {name} out, or use method lora")
        return self

    @property
    def template_file(self) -> str | None:
        """The file with the chat template, where the template is no known name."""
        return self.template if self.template and Path(self.template).suffix == ".jinja" else None

    @property
    def beyond_frozen(self) -> list[str]:
        """The settings that prefix-frozen training cannot meet."""
        plain = Train.model_fields
        return [name for name in _NOT_FROZEN if getattr(self, name) not in (plain[name].default, False)]

    @model_serializer(mode="wrap")
    def _without_later_settings(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """What was added later is left out at its default, so that runs and journals made before are still known."""
        later = (*_NOT_FROZEN, "template", "method", "beta", "epochs", "tokens_seen")
        unset = {name for name in later if getattr(self, name) == Train.model_fields[name].default}
        return {name: value for name, value in dump(self).items() if name not in unset}


class Evaluate(Strict):
    """What the arms are measured on."""

    heldout: str | None = None
    """JSON Lines with gold answers, fixed before curation; relative to the recipe's folder."""
    tasks: list[str] = Field(default=[])
    """Task files (YAML, each beside its items); relative to the recipe's folder."""
    margin: Annotated[float, Field(gt=0, lt=1)] = 0.02
    """Differences whose whole interval lies within ± this are called equivalent."""
    decontaminate: bool = True
    """Take training records out of every arm that repeat a held-out prompt."""
    split: Annotated[float, Field(gt=0, lt=1)] | None = None
    """Share of the raw records to hold out before curation, by clusters of near-duplicate prompts."""
    arms: list[str] = Field(default=[])
    """More arms: prompted, longest, rejects, without:RULE, only:RULE; raw, curated and random are there anyway."""
    early_stop: bool = False
    """Train no further seeds for a comparison that would most likely end with "cannot tell"."""

    @model_validator(mode="after")
    def _has_questions(self) -> "Evaluate":
        if self.heldout is None and not self.tasks and self.split is None:
            raise ValueError("there is nothing to measure on; name a heldout file, tasks, or a split")
        return self


class Loop(Strict):
    """What must hold before anything is trained, and when a new version takes the champion's place."""

    metric: str = "exact_match"
    """The metric that decides."""
    margin: Annotated[float, Field(ge=0)] = 0.0
    """By how much the new version must be ahead of the champion: the whole 95% interval lies above this."""
    cannot_tell: Literal["keep", "promote"] = "keep"
    """What a trial that cannot tell does: `keep` the champion, or `promote` whatever is not worse."""
    fail_on: Literal["low", "medium", "high"] | None = None
    """Least severity of the rules that must not hit more than `max_share`; none: only `expect` is tested."""
    max_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Share of the records that each of these rules may hit."""
    export: str | None = None
    """Where the kept records of a new champion are written; relative to the recipe's folder."""
    every: Annotated[str, Field(pattern=r"^([1-9]\d*[dhms])+$")] | None = None
    """How often `curator loop watch` begins a turn, such as `1h` or `1d12h`; none: when a file has changed."""


class Recipe(Strict):
    """One run, from files to a verdict."""

    name: str = Field(default="curated", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    data: Data
    rules: list[str] = Field(default=["default"])
    """Presets, shipped packs or files; relative to the recipe's folder."""
    over_limit: list[str] = Field(default=[])
    """Rules that may remove more of a source than their `limit`, because somebody has looked."""
    fixes: bool = True
    signals: Signals = Signals()
    dedup: Dedup = Dedup()
    selection: Selection = Selection()
    label: Label | None = None
    train: Train = Train()
    evaluate: Evaluate | None = None
    expect: Expect | None = None
    """What `curator check` tests, and the loop before it trains."""
    loop: Loop = Loop()

    def identity(self) -> dict[str, Any]:
        """What of the recipe decides the content of a version: no paths, nothing about training.

        The rules are left out: their text, not their place, is part of a version's id.
        """
        parts = self.model_dump(include={"fixes", "dedup", "selection"})
        return {**parts, "data": self.data.model_dump(include={"format", "columns"})}


def load(path: Path) -> Recipe:
    """Read a recipe; its relative paths are made relative to the current folder.

    Raises:
        RecipeError: every mistake in it, each as `file:line:column: what; hint`.
    """
    document = Document.read(path)
    recipe = document.validate(Recipe)
    return _from_folder(recipe, path.parent, document)


def _from_folder(recipe: Recipe, folder: Path, document: Document) -> Recipe:
    def here(name: str) -> str:
        return name if name == "-" or "://" in name else os.path.normpath(folder / name)

    def rule_source(name: str) -> str:
        return here(name) if Path(name).suffix in (".yaml", ".yml") else name

    missing = [
        Problem(f"no such file: {shown}", document.at(loc), "paths are relative to the recipe's folder")
        for loc, shown in _named_files(recipe, here)
        if not Path(shown).exists()
    ]
    if missing:
        raise RecipeError.of(missing)
    update: dict[str, Any] = {
        "data": recipe.data.model_copy(update={"sources": [here(each) for each in recipe.data.sources]}),
        "rules": [rule_source(each) for each in recipe.rules],
    }
    chosen = {name: value for name, value in recipe.signals if value is not None and _is_there(folder / value)}
    update["signals"] = recipe.signals.model_copy(update={name: here(value) for name, value in chosen.items()})
    if recipe.evaluate:
        heldout = recipe.evaluate.heldout
        measured = {"heldout": heldout and here(heldout), "tasks": [here(each) for each in recipe.evaluate.tasks]}
        update["evaluate"] = recipe.evaluate.model_copy(update=measured)
    if recipe.label and recipe.label.annotations:
        update["label"] = recipe.label.model_copy(update={"annotations": here(recipe.label.annotations)})
    if recipe.loop.export:
        update["loop"] = recipe.loop.model_copy(update={"export": here(recipe.loop.export)})
    train: dict[str, Any] = {}
    if recipe.train.model and (folder / recipe.train.model).is_dir():
        train["model"] = here(recipe.train.model)
    if recipe.train.template_file:
        train["template"] = here(recipe.train.template_file)
    update["train"] = recipe.train.model_copy(update=train)
    return recipe.model_copy(update=update)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # too long for a path
        return False


def _named_files(recipe: Recipe, here: Callable[[str], str]) -> list[tuple[tuple[str | int, ...], str]]:
    """The files that a recipe names and that must be there before the run starts, each with its place."""
    named: list[tuple[tuple[str | int, ...], str]] = [
        (("data", "sources", index), here(source))
        for index, source in enumerate(recipe.data.sources)
        if source != "-" and "://" not in source and not set(source) & set("*?[")
    ]
    named += [
        (("rules", index), here(name))
        for index, name in enumerate(recipe.rules)
        if Path(name).suffix in (".yaml", ".yml")
    ]
    if recipe.evaluate:
        named += [(("evaluate", "tasks", index), here(task)) for index, task in enumerate(recipe.evaluate.tasks)]
        if recipe.evaluate.heldout:
            named.append((("evaluate", "heldout"), here(recipe.evaluate.heldout)))
    if recipe.label and recipe.label.annotations:
        named.append((("label", "annotations"), here(recipe.label.annotations)))
    if recipe.train.template_file:
        named.append((("train", "template"), here(recipe.train.template_file)))
    return named
