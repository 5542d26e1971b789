"""A run as another trainer makes it: the settings of a recipe, and the records that curator itself would train on."""

from collections.abc import Iterator

from curator.export import Run
from curator.export.files import kept
from curator.models import embedded
from curator.models.folder import ModelFolder
from curator.models.template import Template
from curator.recipe import Train
from curator.train import resolve, training_rows
from curator.train.examples import inspect
from curator.train.order import Budget
from curator.versions import DatasetVersion


def run_elsewhere(version: DatasetVersion, train: Train, *, keep_review: bool = False) -> Run:
    """What the configurations beside an export of `version` are written from; with the first seed of `train`.

    The model's tokenizer and template are read, its weights are not.

    Raises:
        CuratorError: the model cannot be used, or nothing was kept.
    """
    model = resolve(train.model)
    template = Template.of(model, train.system, train.template)
    rows = training_rows(kept(version, keep_review=keep_review), train.stages)
    report = inspect(rows, train.stages, template, model=model.name, loss=train.loss, max_tokens=train.max_tokens)

    return Run(
        train,
        seed=train.seeds[0],
        model=train.model or str(model.path),
        system=template.system,
        template=template.text if train.template else None,
        end=template.end,
        left_out={each.record_id: each.reason for each in report.quarantined},
        steps=Budget(train.batch_size, train.examples_seen, train.epochs).steps,
        notes=tuple(_notes(train, model)),
    )


def _notes(train: Train, model: ModelFolder) -> Iterator[str]:
    if model.name == embedded.NAME:
        yield f"The model's folder is curator's copy of {embedded.NAME}; on another machine name {embedded.HUB_ID}."
    if train.seeds[1:]:
        others = ", ".join(map(str, train.seeds[1:]))
        yield f"One seed is one run: curator would train with seed {others} as well."
