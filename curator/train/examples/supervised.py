"""Conversations as examples: which tokens are answers, and which conversations cannot be learnt from."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

import polars as pl

from curator.errors import DataError
from curator.models.template import Message, Template
from curator.signals.ending import ends_on
from curator.train.examples.checks import lost, unfit, unwritten_thinking
from curator.train.examples.shapes import Example, Prepared, Tally
from curator.train.rows import WEIGHT, Row, Skipped

Loss = Literal["completion", "assistant"]
"""What is learnt: the last answer, or every answer of the assistant, each with its end of turn and nothing else."""

CUT = ("comma", "connective", "open-bracket", "open-sentence")


def supervised(rows: Sequence[Row], template: Template, *, loss: Loss = "completion", max_tokens: int) -> Prepared:
    """The examples of `rows`; what is too long or damaged is left out, never cut.

    Raises:
        DataError: neither the template nor the tokenizer has anything to end an answer with.
    """
    if not template.end:
        raise DataError(
            "nothing ends an answer, neither in the chat template nor in the tokenizer: the model would never stop",
            hint="name a template whose end of turn the tokenizer knows: train.template",
        )
    tally = Tally(max_tokens)
    seen: Counter[str] = Counter()
    for row in rows:
        made = _example(row, template, loss, seen)
        if isinstance(made, str):
            tally.leave_out(Skipped(row.record_id, made))
        else:
            tally.add(made)
    return tally.prepared([*_about(template), *_said(seen), *_endings(rows)])


def _example(row: Row, template: Template, loss: Loss, seen: Counter[str]) -> Example | str:
    answer: Message = {"role": "assistant", "content": row.response, **row.more}
    messages = [*row.messages, answer]
    if why := unfit(messages, row.tools, template.vocabulary):
        return why
    try:
        pieces = template.pieces(messages, row.tools, every=loss == "assistant")
    except DataError as error:
        return error.problems[0].what
    if why := lost(messages, row.tools, pieces):
        return why
    ids: list[int] = []
    learnt: list[bool] = []
    for piece, tokens in zip(pieces, template.tokens(pieces), strict=True):
        is_learnt = piece.answer is not None and messages[piece.answer].get(WEIGHT) != 0
        ids += tokens
        learnt += [is_learnt] * len(tokens)
    seen["empty"] += not row.response.strip() and not row.more
    seen["unwritten"] += unwritten_thinking(answer, pieces[-1])
    if loss == "assistant":
        answers = sum(turn["role"] == "assistant" for turn in messages)
        seen["read"] += answers - sum(piece.answer is not None for piece in pieces)
    return Example(row.record_id, tuple(ids), tuple(learnt))


def _about(template: Template) -> Iterator[str]:
    """What should be known of a template before it is trained on."""
    end, vocabulary = template.end, template.vocabulary
    if not template.writes_end:
        yield f"the chat template writes no end of turn; {end} is put behind each answer"
    stop = vocabulary.control_token(end)
    if stop is None:
        yield f"answers end with {end!r}, which is no control token: generation must be told to stop there"
    elif stop != vocabulary.eos:
        yield f"answers end with {stop}, the tokenizer's texts with {vocabulary.eos or 'nothing'}: stop at {stop} too"


_REMARKS = {
    "empty": "empty answers, of which only the end is learnt: {}",
    "unwritten": "answers whose thinking is lost, because the chat template has no place for it: {}",
    "read": "earlier answers that are read, not learnt, because the chat template writes them otherwise there: {}",
}


def _said(seen: Counter[str]) -> Iterator[str]:
    yield from (text.format(f"{seen[name]:,}") for name, text in _REMARKS.items() if seen[name])


def _endings(rows: Sequence[Row]) -> Iterator[str]:
    """How many answers end in the middle of something, as the signal `response_ends_on` sees it."""
    spoken = [row for row in rows if row.response.strip()]
    if not spoken:
        return
    ends = ends_on(pl.DataFrame({"response": [row.response for row in spoken]}))
    cut = [row.record_id for row, end in zip(spoken, ends, strict=True) if end in CUT]
    if cut:
        yield f"answers that end in the middle of a sentence: {len(cut):,}, such as {cut[0]}"
