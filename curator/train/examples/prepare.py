"""What a stage of training is fed, out of training rows."""

from collections.abc import Sequence

from curator.models.template import Template
from curator.recipe import Stage
from curator.train.examples.preferences import preferences
from curator.train.examples.shapes import Prepared
from curator.train.examples.supervised import Loss, supervised
from curator.train.examples.texts import self_supervised
from curator.train.rows import AnyRow, PreferenceRow, Row, TextRow


def prepare(
    rows: Sequence[AnyRow], stage: Stage, template: Template, *, loss: Loss = "completion", max_tokens: int
) -> Prepared:
    """The examples or pairs of the rows that belong to `stage`, right to the token; what cannot be learnt is named.

    Args:
        rows: of all kinds; those of other stages are passed over.
        stage: which kind is wanted.
        template: how conversations are written.
        loss: which answers of a conversation are learnt.
        max_tokens: longer conversations are left out, longer texts are split.

    Raises:
        DataError: the model's texts or answers have no end.
    """
    if stage == "self-supervised":
        texts = [row for row in rows if isinstance(row, TextRow)]
        return self_supervised(texts, template.vocabulary, max_tokens=max_tokens)
    if stage == "preference":
        return preferences([row for row in rows if isinstance(row, PreferenceRow)], template, max_tokens=max_tokens)
    return supervised([row for row in rows if isinstance(row, Row)], template, loss=loss, max_tokens=max_tokens)
