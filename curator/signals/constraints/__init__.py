"""Format obedience: what a prompt asks for that a program can check, and whether the response does it."""

import polars as pl

from curator import text
from curator.signals.constraints.found import FINDERS, Finder, constraints_of, faults, hinted
from curator.signals.cues import Cue, Text
from curator.signals.signal import Signal, Table

_VERSION = 3
_MAX_MESSAGES = 3  # a system prompt, a question, an answer: with more it is not clear what holds for which answer
_COLUMNS: dict[str, pl.DataType] = {
    "prompt_constraints": pl.Int64(),
    "response_broken_constraints": pl.Int64(),
    "response_broken_constraint": pl.String(),
    "response_constraint_fault": pl.String(),
}
_ABOUT = {
    "prompt_constraints": (
        "constraints",
        "what the prompt asks for that can be checked, such as 'at least 3 bullets'; null for chats of several turns",
    ),
    "response_broken_constraints": (
        "constraints",
        "how many checkable wishes of the prompt the response does not fulfil; null when the prompt has none",
    ),
    "response_broken_constraint": ("kind", "kind of the first wish that the response does not fulfil; null when none"),
    "response_constraint_fault": (
        "text",
        "in words, what the first broken wish was and what the response has instead; null when none is broken",
    ),
}


def _asked() -> pl.Expr:
    """The instruction, or the prompt where there is none: what the input says is material."""
    one_turn = pl.col("messages").is_null() | (pl.col("messages").list.len() <= _MAX_MESSAGES)
    return pl.when(~text.is_blank(pl.col("instruction"))).then("instruction").when(one_turn).then("prompt")


def measured(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns of the family; looks closely only at prompts that hint at a constraint."""
    asked = frame.select(asked=ASKED.expr)["asked"]
    hints = hinted(asked, {name: frame[name] for name in CUES})
    texts = zip(asked.gather(list(hints)), frame["response"].gather(list(hints)), hints.values(), strict=True)
    judged = [_judged(*each) for each in texts]
    found = pl.DataFrame(judged, schema=_COLUMNS, orient="row").with_columns(row=pl.Series(list(hints), dtype=pl.Int64))
    everywhere = pl.select(row=pl.int_range(frame.height, dtype=pl.Int64), is_asked=asked.is_not_null())
    return everywhere.join(found, on="row", how="left", maintain_order="left").select(
        pl.coalesce("prompt_constraints", pl.when("is_asked").then(0)).alias("prompt_constraints"),
        *list(_COLUMNS)[1:],
    )


def _judged(prompt: str, response: str | None, finders: list[Finder]) -> tuple[int, int | None, str | None, str | None]:
    constraints = constraints_of(prompt, finders)
    if not constraints or response is None or not response.strip():
        return len(constraints), None, None, None
    broken = faults(constraints, response)
    kind, fault = broken[0] if broken else (None, None)
    return len(constraints), len(broken), kind, fault


ASKED = Text("what is asked", _asked())
CUES = {finder.name: Cue(ASKED, words=finder.cues) for finder in FINDERS}
TABLE = Table("constraints", _COLUMNS, ("instruction", "prompt", "response", "messages"), measured, cues=CUES)
SIGNALS = [
    Signal(name, _VERSION, _ABOUT[name][1], _ABOUT[name][0], dtype, TABLE.needs, table=TABLE)
    for name, dtype in _COLUMNS.items()
]
