"""`curator train --check`: what a model would learn from a version, told before a step is taken."""

from typing import TYPE_CHECKING

from curator.cli.common import Session, stop_with

if TYPE_CHECKING:
    from curator.recipe import Train
    from curator.versions import DatasetVersion


def check_training(session: Session, version: "DatasetVersion", how: "Train") -> None:
    """Show what the stages of `how` would learn from `version`; exit code 1 if one of them would learn nothing.

    The model's tokenizer and template are read, its weights are not.

    Raises:
        CuratorError: the model cannot be used.
    """
    from curator.models.template import Template
    from curator.report.training_data import training_data_renderable
    from curator.train import resolve, training_rows
    from curator.train.examples import inspect

    model = resolve(how.model)
    template = Template.of(model, how.system, how.template)
    rows = training_rows(version.kept().collect(), how.stages)
    report = inspect(rows, how.stages, template, model=model.name, loss=how.loss, max_tokens=how.max_tokens)
    result = {"version": version.id, **report.to_dict()}
    session.show(result, lambda: training_data_renderable(result))
    if not report.is_trainable:
        stop_with(1)
