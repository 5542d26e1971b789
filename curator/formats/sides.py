"""The two answers of a preference pair given as messages, with or without the turns before them."""

from collections.abc import Sequence

from curator.formats.format import Obj, Unreadable
from curator.formats.messages import Message, Style, message, read_messages, write_messages


def read_sides(values: Obj, layout: Obj, chosen: list[object], rejected: list[object], style: Style) -> None:
    """Put the last text of each list into `values`, and the turns that both begin with as its `messages`.

    Turns in which the two differ before their last are kept in `layout` as they are, and so are the shared turns
    when the record has messages of its own.

    Raises:
        Unreadable: a list is empty or its last message has no text.
    """
    if not chosen or not rejected:
        raise Unreadable(f"{'rejected' if chosen else 'chosen'!r} is an empty list")
    shared = 0
    if "messages" not in values:
        shared = _shared(chosen, rejected)
        if shared:
            values["messages"], residue = read_messages(chosen[:shared], style)
            layout["shared"] = True
            if residue is not None:
                layout["messages"] = residue
    before = [chosen[shared:-1], rejected[shared:-1]]
    if any(before):
        layout["before"] = before
    ends = []
    for side, turns in (("chosen", chosen), ("rejected", rejected)):
        (last,), residue = read_messages(turns[-1:], style)
        if last["content"] is None:
            raise Unreadable(f"{side!r} ends on a message without text")
        values[side] = last["content"]
        rest = {**last, "content": None}
        ends.append([None if rest == message("assistant", None) else rest, residue])
    if any(each is not None for end in ends for each in end):
        layout["ends"] = ends


def write_sides(turns: Sequence[Message], answers: Sequence[str], layout: Obj, style: Style) -> list[list[object]]:
    """The two lists that `read_sides` read; `turns` are the shared ones, none if they stand elsewhere."""
    before = layout.get("before")
    ends = layout.get("ends")
    sides: list[list[object]] = []
    for place, answer in enumerate(answers):
        kept, residue = ends[place] if isinstance(ends, list) else (None, None)
        last = {**(kept or message("assistant", None)), "content": answer}
        start: list[object] = [*write_messages(turns, layout.get("messages"), style)]
        middle: list[object] = before[place] if isinstance(before, list) else []
        sides.append([*start, *middle, *write_messages([last], residue, style)])
    return sides


def _shared(chosen: list[object], rejected: list[object]) -> int:
    most = min(len(chosen), len(rejected)) - 1
    return next((place for place in range(most) if chosen[place] != rejected[place]), most)
