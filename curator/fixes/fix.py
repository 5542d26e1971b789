"""What a fix is: a repair of one text that changes nothing the second time."""

from collections.abc import Callable
from dataclasses import dataclass

Turn = dict[str, str | None]
"""A message of a chat, as in `curator.schema.MESSAGE`."""

PROSE = ("system", "instruction", "input", "response", "messages", "chosen", "rejected", "text")


@dataclass(frozen=True)
class Fix:
    """A deterministic repair.

    Attributes:
        name: what a rule says: `then: {fix: name}`.
        version: raised whenever the same text may come out differently.
        about: one sentence: what it changes.
        fields: the canonical columns it looks at; `messages` stands for the content of every message.
        repair: gives the repaired text, or the same text when there is nothing to repair; `repair(repair(x))` is
            `repair(x)`.
        begin: makes the repair of one record, where what one text holds matters for the next; none: `repair` serves.
        told: what the list of changes says of the text as it was.
        in_calls: whether the values of tool calls are repaired too.
        cut: the places of the messages to remove, after `repair`, given what `meta` keeps; none: every message stays.
    """

    name: str
    version: int
    about: str
    fields: tuple[str, ...]
    repair: Callable[[str], str]
    begin: Callable[[], Callable[[str], str]] | None = None
    told: Callable[[str], str] = str
    in_calls: bool = False
    cut: Callable[[list[Turn], str | None], list[int]] | None = None
