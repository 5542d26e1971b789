"""A run of a recipe as other trainers make it: what their configurations are written from."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

import yaml

from curator.export.examples import Example, Turn
from curator.formats import Obj
from curator.recipe import PREFERENCE_SHARE, Stage, Train

TASKS: Mapping[Stage, tuple[str, ...]] = {
    "self-supervised": ("text",),
    "supervised": ("sft", "chat"),
    "preference": ("dpo",),
}
"""The folders of an export that each stage of training reads."""

CONVERSATIONS = ("sft", "dpo")


@dataclass(frozen=True)
class Run:
    """How curator would train on the records of an export."""

    train: Train
    seed: int
    model: str
    """A folder or a hub id."""
    system: str | None
    """What is put before conversations without a system text: empty, where the template would put in its own."""
    template: str | None
    """Jinja text, where it is not the model's own."""
    end: str
    """What ends an answer."""
    left_out: Mapping[str, str]
    """Records that curator would not train on, and why."""
    steps: Callable[[int], int]
    """Steps for so many examples."""
    notes: tuple[str, ...] = ()
    """What whoever takes a configuration elsewhere has to know; a line each."""

    @property
    def has_adapter(self) -> bool:
        """Whether an adapter is trained, not all weights."""
        return self.train.method != "full"

    def with_system(self, example: Example) -> Example:
        """The example with the system text that curator would put before it."""
        has_one = any(turn.role in ("system", "developer") for turn in example.turns[:1])
        if self.system is None or has_one or example.task not in CONVERSATIONS:
            return example
        return replace(example, turns=(Turn("system", self.system), *example.turns))

    @property
    def bits(self) -> Obj:
        """How the frozen weights are loaded, as TRL and axolotl call it."""
        return {f"load_in_{self.train.quantization}": True} if self.train.quantization else {}


@dataclass(frozen=True)
class Part:
    """One stage of a run, as one configuration."""

    run: Run
    stage: Stage
    folders: tuple[str, ...]
    """Folders of the export with its data."""
    steps: int
    before: "Part | None"
    """The stage whose model it goes on with."""

    @property
    def learning_rate(self) -> float:
        """At its highest."""
        share = PREFERENCE_SHARE if self.stage == "preference" else 1
        return self.run.train.learning_rate * share

    @property
    def warmup(self) -> int:
        """Steps over which the learning rate rises."""
        return ceil(self.steps / 10)

    @property
    def name(self) -> str:
        """Of its configuration and its output."""
        return self.folders[0]

    def output(self, folder: Path) -> str:
        """Where the trainer is to leave the model, in the folder of the export."""
        return str(folder / "models" / self.name)


def parts(run: Run, records: Mapping[str, Mapping[str, int]]) -> Iterator[Part]:
    """The stages of the run that have records, each after the one before."""
    before = None
    for stage in run.train.stages:
        folders = tuple(name for name in TASKS[stage] if name in records)
        if folders:
            examples = sum(next(iter(records[name].values())) for name in folders)
            before = Part(run, stage, folders, run.steps(examples), before)
            yield before


def as_yaml(part: Part, config: Obj, trainer: str, notes: Sequence[str] = ()) -> bytes:
    """A configuration as YAML, with what it does otherwise than curator above it."""
    head = [f"The {part.stage} stage as curator trains it: {part.steps:,} steps of {part.run.train.batch_size}."]
    if part.run.train.method in ("auto", "prefix-frozen"):
        head.append(f"An adapter of curator's may act behind the prompt only; that of {trainer} acts everywhere.")
    head.append("Its learning rate rises from nothing, curator's from a step further; else they are the same.")
    if part.run.train.packing:
        head.append("curator packs within a batch, which changes no result; so there is no packing here.")
    head += part.run.notes
    text = "".join(f"# {line}\n" for line in [*head, *notes])
    return (text + yaml.safe_dump(config, sort_keys=False, allow_unicode=True)).encode()
