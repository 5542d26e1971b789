"""Preference pairs as tokens: one prompt, the better answer and the worse one, each with its end of turn."""

from collections.abc import Sequence

from curator.errors import DataError
from curator.models.template import Template
from curator.train.examples.checks import foreign, injected, lost
from curator.train.examples.shapes import Pair, Prepared, Tally
from curator.train.rows import PreferenceRow, Skipped


def preferences(rows: Sequence[PreferenceRow], template: Template, *, max_tokens: int) -> Prepared:
    """The pairs of `rows`; what is too long, damaged or no choice at all is left out.

    Prompt and answers are what `supervised` makes of the same conversation, so that a model goes from one stage to
    the other without meeting another writing.
    """
    tally = Tally(max_tokens)
    for row in rows:
        made = _pair(row, template)
        if isinstance(made, str):
            tally.leave_out(Skipped(row.record_id, made))
        else:
            tally.add(made)
    return tally.prepared()


def _pair(row: PreferenceRow, template: Template) -> Pair | str:
    if row.chosen == row.rejected:
        return "its two answers are the same"
    sides = []
    for name, text in (("chosen", row.chosen), ("rejected", row.rejected)):
        messages = [*row.messages, {"role": "assistant", "content": text}]
        why = injected(messages, row.tools, template.vocabulary)
        if why := why or (foreign(text, "the chosen answer") if name == "chosen" else None):
            return why
        try:
            pieces = template.pieces(messages, row.tools, every=False)
        except DataError as error:
            return error.problems[0].what
        if why := lost(messages, row.tools, pieces):
            return why
        sides.append(template.tokens(pieces))
    (prompt, chosen), (same, rejected) = sides
    if prompt != same:
        return "the chat template writes the prompt otherwise for the other answer"
    return Pair(row.record_id, prompt, chosen, rejected)
