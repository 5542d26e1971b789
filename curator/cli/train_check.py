"""`curator train --check`: what a model would learn from a version, told before a step is taken."""

from typing import TYPE_CHECKING

import polars as pl

from curator.cli.common import Session, stop_with

if TYPE_CHECKING:
    from curator.evaluate import Heldout
    from curator.recipe import Train
    from curator.versions import DatasetVersion


def check_training(session: Session, version: "DatasetVersion", how: "Train", heldout: "Heldout | None") -> None:
    """Show what the stages of `how` would learn from `version`; exit code 1 if one of them would learn nothing.

    Records that repeat a question of `heldout` are left out. The tokenizer and template are read, the weights are not.

    Raises:
        CuratorError: the model cannot be used.
    """
    from curator.models.template import Template
    from curator.report.training_data import training_data_renderable
    from curator.train import Skipped, TrainingRows, resolve, training_rows
    from curator.train.examples import inspect
    from curator.trial.arms import contaminated_ids

    model = resolve(how.model)
    template = Template.of(model, how.system, how.template)
    records = version.kept().collect()
    leaked = contaminated_ids(records, heldout.frame() if heldout else None)
    found = training_rows(records.filter(~pl.col("record_id").is_in(list(leaked))), how.stages)
    repeated = tuple(Skipped(each, "it repeats a held-out question") for each in sorted(leaked))
    rows = TrainingRows(found.rows, (*found.skipped, *repeated))
    report = inspect(rows, how.stages, template, model=model.name, loss=how.loss, max_tokens=how.max_tokens)
    result = {"version": version.id, **report.to_dict()}
    session.show(result, lambda: training_data_renderable(result))
    if not report.is_trainable:
        stop_with(1)
