"""How many tokens a run will lay out, guessed from the length of its texts before anything is loaded."""

from collections.abc import Sequence

from curator.recipe import Train
from curator.train.rows import AnyRow, PreferenceRow, TextRow

_CHARACTERS = 4
"""Of a token, about."""
_MARKS = 8
"""Tokens that a template writes around a turn, about."""


def about(rows: Sequence[AnyRow], train: Train, *, is_frozen: bool) -> dict[str, int]:
    """The sizes that `Plan.need` asks for; behind frozen prompts only answers run through the adapted model."""
    sizes = [_size(row) for row in rows]
    lengths = [answer if is_frozen else asked + answer for asked, answer in sizes] or [1]
    usable = [each for each in lengths if each <= train.max_tokens] or [train.max_tokens]
    return {
        "longest": max(usable),
        "prompt_tokens": sum(asked for asked, _ in sizes[: train.examples_seen]),
        "step_tokens": max(1, round(train.batch_size * sum(usable) / len(usable))),
    }


def _size(row: AnyRow) -> tuple[int, int]:
    """Tokens of the prompt and of the answer, about; of two answers those of the longer one."""
    if isinstance(row, TextRow):
        return 0, _tokens(row.text)
    answer = max(row.chosen, row.rejected, key=len) if isinstance(row, PreferenceRow) else row.response
    return sum(_tokens(str(turn["content"])) for turn in row.messages), _tokens(answer)


def _tokens(text: str) -> int:
    return len(text) // _CHARACTERS + _MARKS
