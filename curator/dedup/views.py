"""What of two records is compared: the text that must be alike, and the parts that must agree beside it."""

from dataclasses import dataclass

import polars as pl

from curator.errors import RecipeError
from curator.registry import closest
from curator.schema import ASSISTANT_ROLES


@dataclass(frozen=True)
class Compared:
    """The columns that a view looks at; all but the text count where the records have them."""

    text: str
    """Similar texts make a pair."""
    asked: tuple[str, ...] = ()
    """What the model is told: beside punctuation and empty words the same in both records."""
    given: tuple[str, ...] = ()
    """What the model is given as data: the same words in both records."""
    said: tuple[str, ...] = ()
    """What the model says: as similar as the text."""
    short: tuple[str, ...] = ()
    """What is as `asked` where the text is short: "yes" answers many questions; where it is long and this is not as
    `asked`, the text may have more words, but no others."""
    last: tuple[str, ...] = ()
    """What is as `said` where both records have it."""


LAST = "last_answer"
"""The column of what the model says last, of conversations in which it says something before."""

# A passage of two hundred words with another question is nine tenths the same, and no duplicate; so beside the whole
# the parts are compared each by itself. Conversations that begin alike may differ in their last answer alone.
_WHOLE = Compared("full", ("prompt", "system"), ("tools",), ("response", "rejected"), last=(LAST,))

VIEWS = {
    "full": _WHOLE,
    "chat": _WHOLE,
    "both": Compared("prompt", ("prompt", "system"), ("tools",), ("response",), last=(LAST,)),
    "prompt": Compared("prompt", ("prompt", "system"), ("tools",)),
    "instruction": Compared("instruction", ("instruction", "system"), ("input", "tools")),
    "response": Compared("response", said=("response",), short=("prompt",), last=(LAST,)),
    "chosen": Compared("chosen", said=("chosen",), short=("prompt",)),
    "rejected": Compared("rejected", said=("rejected",), short=("prompt",)),
}
"""By name. `chat` is `full` for conversations alone; `both` wants prompts and responses alike, each by itself."""

TEXT = "compared"
"""The column of the compared text."""


def columns_of(view: str) -> Compared:
    """What a view compares.

    Raises:
        RecipeError: there is no such view.
    """
    if view not in VIEWS:
        raise RecipeError(f"unknown view {view!r}", hint=closest(view, VIEWS))
    return VIEWS[view]


def laid_out(records: pl.DataFrame, view: str) -> pl.DataFrame:
    """The records with `compared`: the text of the view, null where it is blank; and `last_answer`, of conversations.

    Raises:
        RecipeError: there is no such view, or the records have no such column.
    """
    wanted = [columns_of(view).text, *(["messages"] if view == "chat" else [])]
    for name in wanted:
        if name not in records.columns:
            raise RecipeError(
                f"the view {view!r} compares the column {name!r}, which the records do not have",
                hint=closest(name, records.columns),
            )
    has_text = pl.col(wanted[0]).str.contains(r"\S").fill_null(value=False)  # without a copy, unlike `is_blank`
    is_compared = pl.all_horizontal(has_text, *(pl.col(name).is_not_null() for name in wanted[1:]))
    text = pl.col(wanted[0])
    if not records.select(is_compared.all()).item():  # to set texts to null copies them all
        text = pl.when(is_compared).then(text)
    records = records.with_columns(text.alias(TEXT))
    return records.with_columns(_last_answer().alias(LAST)) if VIEWS[view].last and _has_turns(records) else records


def _has_turns(records: pl.DataFrame) -> bool:
    return "messages" in records.columns and records["messages"].null_count() < records.height


def _last_answer() -> pl.Expr:
    """Null where the model answers once, or not at all."""
    turn = pl.element().struct
    answers = pl.col("messages").list.eval(turn.field("content").filter(turn.field("role").is_in(ASSISTANT_ROLES)))
    return pl.when(answers.list.len() > 1).then(answers.list.last())


def among(names: tuple[str, ...], records: pl.DataFrame) -> list[str]:
    """Those of the columns that the records have."""
    return [name for name in names if name in records.columns]
