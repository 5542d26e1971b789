"""Dialogues in one string, `\\n\\nHuman: … \\n\\nAssistant: …`, as in HH-RLHF."""

import re
from collections.abc import Sequence

from curator.formats.format import Obj
from curator.formats.messages import Message, message

_MARK = re.compile(r"\n\n(Human|Assistant):( ?)")
_ANSWER = "\n\nAssistant:"
_WORD_OF_ROLE = {"user": "Human", "assistant": "Assistant"}
_ROLE_OF_WORD = {word: role for role, word in _WORD_OF_ROLE.items()}


def are_transcripts(chosen: str, rejected: str) -> bool:
    """True for two texts that begin with the same turn of a human and share the start of an answer."""
    return chosen.startswith("\n\nHuman:") and _last_shared_answer(chosen, rejected) > 0


def read_pair(chosen: str, rejected: str, layout: Obj) -> tuple[list[Message], str, str]:
    """The turns that two transcripts share, and what each says after them.

    The last shared turn is the one before an answer; where the transcripts part earlier than at their last answers,
    what is left of each begins with an answer and holds further turns as text.
    """
    cut = _last_shared_answer(chosen, rejected)
    turns, tight = _read_turns(chosen[:cut])
    layout["transcript"] = True
    if tight:
        layout["tight"] = tight
    ends = [text[cut + len(_ANSWER) :] for text in (chosen, rejected)]
    spaced = [end.startswith(" ") for end in ends]
    if not all(spaced):
        layout["spaced"] = spaced
    first, second = (end.removeprefix(" ") if space else end for end, space in zip(ends, spaced, strict=True))
    return turns, first, second


def write_pair(turns: Sequence[Message], chosen: str, rejected: str, layout: Obj) -> tuple[str, str]:
    """The two transcripts that `read_pair` read."""
    tight = layout.get("tight")
    start = "".join(
        f"\n\n{_WORD_OF_ROLE.get(one['role'] or '', one['role'])}:"
        f"{'' if isinstance(tight, list) and place in tight else ' '}{one['content'] or ''}"
        for place, one in enumerate(turns)
    )
    match layout.get("spaced"):
        case [bool(first), bool(second)]:
            spaces = (" " * first, " " * second)
        case _:
            spaces = (" ", " ")
    return start + _ANSWER + spaces[0] + chosen, start + _ANSWER + spaces[1] + rejected


def _last_shared_answer(chosen: str, rejected: str) -> int:
    """Where the last answer begins before which the two are the same; −1 when there is none."""
    place = -1
    for mark in re.finditer(_ANSWER, chosen):
        if not rejected.startswith(chosen[: mark.end()]):
            break
        place = mark.start()
    return place


def _read_turns(text: str) -> tuple[list[Message], list[int]]:
    """The turns, and the places of those without a space after the colon."""
    marks = list(_MARK.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    turns = [message(_ROLE_OF_WORD[mark[1]], text[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]
    return turns, [place for place, mark in enumerate(marks) if not mark[2]]
