"""How long the answers are that a model would learn."""

from collections.abc import Sequence

from curator.models.folder import resolve
from curator.models.template import Template
from curator.recipe import Train
from curator.train.examples import prepare
from curator.train.rows import AnyRow


def mean_answer_tokens(rows: Sequence[AnyRow], train: Train) -> float | None:
    """Learnt tokens of an example of the supervised stage in the mean, ends of turns counted; none without examples.

    Raises:
        CuratorError: the model's tokenizer or template cannot be used.
    """
    template = Template.of(resolve(train.model), train.system, train.template)
    prepared = prepare(rows, "supervised", template, loss=train.loss, max_tokens=train.max_tokens)
    return prepared.supervised / len(prepared.examples) if prepared.examples else None
