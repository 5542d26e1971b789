"""Messages of one shape as canonical messages, all at once."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from curator.formats.flat import take
from curator.formats.format import Obj
from curator.formats.messages import FIELDS, Style

ROLES = ("user", "assistant", "system", "tool", "developer")
"""The roles that are read at once, where a style spells them in its usual way."""


@dataclass(frozen=True)
class Turn:
    """Which key of a message holds which canonical field, and the residue that a message with a usual role leaves."""

    keys: dict[str, str]
    residue: Obj
    style: Style

    @property
    def is_plain(self) -> bool:
        """True when it has a role and a text, nothing else."""
        return self.keys.keys() == {"role", "content"}

    def read(self, at: Callable[[str], pl.Expr]) -> pl.Expr:
        """The canonical message out of the values `at` its keys; its role is null when it is not spelled as usual."""
        fields = {name: at(self.keys[name]) if name in self.keys else pl.lit(None, dtype=pl.String) for name in FIELDS}
        usual = {self.style.words.get(role, role): role for role in ROLES}
        fields["role"] = fields["role"].replace_strict(usual, default=None, return_dtype=pl.String)
        return pl.struct(value.alias(name) for name, value in fields.items())

    def needs_care(self, one: pl.Expr) -> pl.Expr:
        """True for a message with another role, or that lost its text to a column it did not fit."""
        lost = [one.struct.field(name).is_null() for name in self.keys]
        return pl.any_horizontal(lost)


@dataclass(frozen=True)
class Turns:
    """A list of messages in each row: canonical, which lists need care, and what the others leave."""

    messages: pl.Expr
    careful: pl.Expr
    residue: Obj | None

    def first_says(self, prompt: pl.Expr) -> pl.Expr:
        """True where `prompt` is the first message."""
        return self.messages.list.first().struct.field("content").eq_missing(prompt)

    def says(self, prompt: pl.Expr) -> pl.Expr:
        """True where `prompt` is one of the messages."""
        return self.messages.list.eval(pl.element().struct.field("content")).list.contains(prompt)


def turn_of(example: object, style: Style) -> Turn | None:
    """How a message is read; none unless it holds a role, texts, and keys without a value."""
    if not isinstance(example, dict):
        return None
    keys, extra, residue = take({key: None if value is None else key for key, value in example.items()}, style.names)
    plain = all(isinstance(example[str(key)], str) for key in keys.values())
    if not plain or "role" not in keys or "tool_calls" in keys or any(example[key] is not None for key in extra):
        return None
    if extra:
        residue["extra"] = extra
    return Turn({field: str(key) for field, key in keys.items()}, residue, style)


def turns_of(example: object, column: pl.Expr, style: Style) -> Turns | None:
    """How a column of lists of messages is read; none where its messages are not."""
    turn = turn_of(example[0], style) if isinstance(example, list) and example else None
    if turn is None:
        return None
    messages = column.list.eval(turn.read(pl.element().struct.field))
    careful = messages.list.eval(turn.needs_care(pl.element())).list.any() | (messages.list.len() == 0)
    return Turns(messages, careful, {"each": turn.residue} if turn.residue else None)
