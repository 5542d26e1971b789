"""What was found out about training data before a step is taken on it: one value for terminal, JSON and model card."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from curator.models.template import Template
from curator.recipe import Stage
from curator.train.examples.prepare import prepare
from curator.train.examples.shapes import Example, Pair, Prepared, length
from curator.train.examples.supervised import Loss
from curator.train.rows import Skipped, TrainingRows


@dataclass(frozen=True)
class Span:
    """A stretch of an example as text; `part` is `read` or `learnt`, of a pair also `chosen` or `rejected`."""

    part: str
    text: str


@dataclass(frozen=True)
class StageReport:
    """The data of one stage of training."""

    stage: Stage
    records: int
    """Of the kinds that this stage takes."""
    usable: int
    """Records of them that give something to learn."""
    examples: int
    """Sequences or pairs; a long text gives several."""
    tokens: int
    supervised: int
    longest: int
    tokens_too_long: int
    """Tokens of the records that were left out because they are too long."""
    left_out: tuple[Skipped, ...]
    remarks: tuple[str, ...]
    first: str | None
    """Id of the record that `look` shows."""
    look: tuple[Span, ...]

    @property
    def share_too_long(self) -> float:
        """Share of all tokens that is lost to the limit."""
        return self.tokens_too_long / max(1, self.tokens + self.tokens_too_long)

    def to_dict(self) -> dict[str, Any]:
        """As JSON data."""
        return {
            "stage": self.stage,
            "records": self.records,
            "usable": self.usable,
            "examples": self.examples,
            "tokens": self.tokens,
            "supervised_tokens": self.supervised,
            "longest": self.longest,
            "tokens_too_long": self.tokens_too_long,
            "share_too_long": round(self.share_too_long, 6),
            "reasons": _reasons(self.left_out),
            "left_out": [{"record_id": each.record_id, "reason": each.reason} for each in self.left_out],
            "remarks": list(self.remarks),
            "first": self.first,
            "look": [{"part": span.part, "text": span.text} for span in self.look],
        }


@dataclass(frozen=True)
class DataReport:
    """The data of all stages, and the records that belong to none."""

    model: str
    template_sha256: str
    loss: Loss
    max_tokens: int
    stages: tuple[StageReport, ...]
    skipped: tuple[Skipped, ...]

    @property
    def is_trainable(self) -> bool:
        """Whether every stage has something to learn."""
        return all(stage.examples for stage in self.stages)

    @property
    def quarantined(self) -> tuple[Skipped, ...]:
        """Every record that is not trained on, and why."""
        return (*self.skipped, *(each for stage in self.stages for each in stage.left_out))

    def to_dict(self) -> dict[str, Any]:
        """As JSON data."""
        return {
            "model": self.model,
            "template_sha256": self.template_sha256,
            "loss": self.loss,
            "max_tokens": self.max_tokens,
            "trainable": self.is_trainable,
            "stages": [stage.to_dict() for stage in self.stages],
            "skipped": [{"record_id": each.record_id, "reason": each.reason} for each in self.skipped],
            "skipped_reasons": _reasons(self.skipped),
        }


def inspect(
    rows: TrainingRows, stages: Sequence[Stage], template: Template, *, model: str, loss: Loss, max_tokens: int
) -> DataReport:
    """Make the data of every stage, without a model's weights, and tell what came of it.

    Raises:
        DataError: the model's texts or answers have no end.
    """
    found = []
    for stage in stages:
        prepared = prepare(rows.rows, stage, template, loss=loss, max_tokens=max_tokens)
        found.append(_report(stage, prepared, template))
    return DataReport(model, template.sha, loss, max_tokens, tuple(found), rows.skipped)


def _report(stage: Stage, prepared: Prepared, template: Template) -> StageReport:
    made: list[Example | Pair] = [*prepared.examples, *prepared.pairs]
    usable = len({each.record_id for each in made})
    return StageReport(
        stage,
        usable + len(prepared.left_out),
        usable,
        len(made),
        prepared.tokens,
        prepared.supervised,
        max(map(length, made), default=0),
        prepared.tokens_too_long,
        prepared.left_out,
        prepared.remarks,
        made[0].record_id if made else None,
        tuple(_look(made[0], template)) if made else (),
    )


def _look(made: Example | Pair, template: Template) -> Iterator[Span]:
    """The decoded tokens, cut where learning begins and ends."""
    decode = template.vocabulary.decode
    if isinstance(made, Pair):
        for part, ids in (("read", made.prompt), ("chosen", made.chosen), ("rejected", made.rejected)):
            yield Span(part, decode(ids))
        return
    pairs = zip(made.ids, made.learnt, strict=True)
    for is_learnt, stretch in groupby(pairs, key=lambda pair: pair[1]):
        yield Span("learnt" if is_learnt else "read", decode(tuple(token for token, _ in stretch)))


def _reasons(skipped: Iterable[Skipped]) -> list[Mapping[str, Any]]:
    """Every reason with the number of records and the first of them, the most frequent first."""
    found: dict[str, list[str]] = {}
    for each in skipped:
        found.setdefault(each.reason, []).append(each.record_id)
    by_count = sorted(found.items(), key=lambda each: -len(each[1]))
    return [{"reason": reason, "records": len(ids), "example": ids[0]} for reason, ids in by_count]
