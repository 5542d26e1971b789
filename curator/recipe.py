"""The whole run as one validated value: what to read, how to judge it, and how to put the result on trial."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, field_serializer, field_validator, model_validator

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


class Train(Strict):
    """How every arm is fine-tuned: the same for all."""

    model: str | None = None
    """A folder or a hub id; none: the embedded SmolLM2-135M-Instruct."""
    system: str | None = None
    """System message put before prompts that have none."""
    rank: Annotated[int, Field(ge=1, le=512)] = 8
    alpha: Annotated[int, Field(ge=1)] = 16
    learning_rate: Annotated[float, Field(gt=0, lt=1)] = 1.5e-3
    batch_size: Annotated[int, Field(ge=1)] = 16
    examples_seen: Annotated[int, Field(ge=1)] = 480
    """Training examples an arm sees, repeats counted: steps = examples_seen / batch_size for every arm."""
    max_tokens: Annotated[int, Field(ge=8)] = 1024
    seeds: list[int] = Field(default=[0, 1, 2], min_length=1)
    workers: Annotated[int, Field(ge=1)] | None = None
    """Runs trained beside each other, each in a process of its own; none: as many as cores and memory allow."""
    threads: Annotated[int, Field(ge=1)] | None = None
    """Of one run; none: the cores shared among the workers."""
    precision: Literal["float32", "bfloat16"] | None = None
    """Of the frozen weights; none: whichever this processor multiplies faster, measured once for all arms."""

    @model_validator(mode="after")
    def _seeds_differ(self) -> "Train":
        if len(set(self.seeds)) < len(self.seeds):
            raise ValueError("seeds repeats a seed; a repeated run is no new evidence")
        if self.examples_seen < self.batch_size:
            raise ValueError("examples_seen is smaller than batch_size; not one step would be taken")
        return self


class Evaluate(Strict):
    """What the arms are measured on."""

    heldout: str
    """JSON Lines with gold answers, fixed before curation; relative to the recipe's folder."""
    margin: Annotated[float, Field(gt=0, lt=1)] = 0.02
    """Differences whose whole interval lies within ± this are called equivalent."""
    decontaminate: bool = True
    """Take training records out of every arm that repeat a held-out prompt."""


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
    """What `curator check` tests."""

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
        update["evaluate"] = recipe.evaluate.model_copy(update={"heldout": here(recipe.evaluate.heldout)})
    if recipe.label and recipe.label.annotations:
        update["label"] = recipe.label.model_copy(update={"annotations": here(recipe.label.annotations)})
    if recipe.train.model and (folder / recipe.train.model).is_dir():
        update["train"] = recipe.train.model_copy(update={"model": here(recipe.train.model)})
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
        named.append((("evaluate", "heldout"), here(recipe.evaluate.heldout)))
    if recipe.label and recipe.label.annotations:
        named.append((("label", "annotations"), here(recipe.label.annotations)))
    return named
