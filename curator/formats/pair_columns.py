"""Plans for objects with a chosen and a rejected answer."""

from dataclasses import dataclass

import polars as pl

from curator.formats.flat import Names
from curator.formats.flat_columns import split
from curator.formats.format import Obj
from curator.formats.messages import Style
from curator.formats.plan import Note, Plan, dtype_of
from curator.formats.turn_columns import Turn, Turns, turn_of, turns_of

_SIDES = ("chosen", "rejected")


@dataclass(frozen=True)
class _Answers:
    """The two answers as text, the turns before them, the layout they leave, and when they need care."""

    texts: list[pl.Expr]
    careful: list[pl.Expr]
    layout: Obj
    before: Turns | None = None


def pair_plan(example: Obj, names: Names, style: Style) -> Plan | None:
    """For `decode_pair`; transcripts, and answers that part before their last message, need care."""
    keys, extra, layout = split(example, names)
    if "tools" in keys or "prompt" in extra or any(keys.get(side) != side for side in _SIDES):
        return None
    if not style.has_calls:
        layout["style"] = "sharegpt"
    own = keys.pop("messages", None)
    turns = None if own is None else turns_of(example[own], pl.col(own), style)
    answers = _answers(example, style)
    texts = {field: key for field, key in keys.items() if field not in _SIDES}
    plain = all(isinstance(example[key], str) for key in texts.values())
    if answers is None or not plain or (own is not None and (turns is None or answers.before is not None)):
        return None
    if turns is not None and turns.residue is not None:
        layout["messages"] = turns.residue
    layout |= answers.layout
    turns = turns or answers.before
    content = {field: pl.col(key) for field, key in texts.items()} | dict(zip(_SIDES, answers.texts, strict=True))
    notes = [Note(extra, layout)]
    careful = answers.careful
    if turns is None:
        if "instruction" not in texts and isinstance(example["chosen"], str):
            careful = [*careful, pl.col("chosen").str.starts_with("\n\nHuman:")]
        return Plan("preference", content, notes, careful)
    if "instruction" in texts:
        prompt = content["instruction"]
        repeats = turns.first_says(prompt)
        content["instruction"] = pl.when(~repeats).then(prompt)
        notes = [Note(extra, layout | {"repeated": 0}, repeats), Note(extra, layout, ~turns.says(prompt))]
    return Plan("preference", content | {"messages": turns.messages}, notes, [*careful, turns.careful])


def _answers(example: Obj, style: Style) -> _Answers | None:
    """For `decode_pair`'s answers: two texts, two messages, or two lists of messages."""
    match [example[side] for side in _SIDES]:
        case [str(), str()]:
            return _Answers([pl.col(side) for side in _SIDES], [], {})
        case [dict() as chosen, dict() as rejected]:
            return _said(turn_of(chosen, style), turn_of(rejected, style))
        case [list() as chosen, list() as rejected] if dtype_of(chosen) == dtype_of(rejected):
            return _listed(chosen, style)
    return None


def _said(chosen: Turn | None, rejected: Turn | None) -> _Answers | None:
    if chosen is None or rejected is None or not (chosen.is_plain and rejected.is_plain):
        return None
    sides = [turn.read(pl.col(side).struct.field) for side, turn in zip(_SIDES, (chosen, rejected), strict=True)]
    careful = [_is_other(turn) for turn in sides]
    return _Answers(
        [turn.struct.field("content") for turn in sides], careful, _ends(chosen, rejected) | {"sides": "object"}
    )


def _listed(example: list[object], style: Style) -> _Answers | None:
    """Lists that are the same up to their last messages."""
    turn = turn_of(example[0], style) if example else None
    if turn is None or not turn.is_plain:
        return None
    chosen, rejected = (turns_of(example, pl.col(side), style) for side in _SIDES)
    if chosen is None or rejected is None:
        return None
    size = chosen.messages.list.len()
    before = [each.messages.list.head(size - 1) for each in (chosen, rejected)]
    ends = [each.messages.list.last() for each in (chosen, rejected)]
    careful = [
        *(chosen.careful, rejected.careful, size < 2, size != rejected.messages.list.len()),
        *(before[0] != before[1], *map(_is_other, ends)),
    ]
    layout: Obj = {"shared": True}
    if chosen.residue is not None:
        layout["messages"] = chosen.residue
    layout |= _ends(turn, turn) | {"sides": "list"}
    texts = [end.struct.field("content") for end in ends]
    return _Answers(texts, careful, layout, Turns(before[0], pl.lit(False), chosen.residue))


def _ends(*turns: Turn) -> Obj:
    """What `read_sides` notes of the last messages."""
    residues = [{"each": turn.residue} if turn.residue else None for turn in turns]
    return {"ends": [[None, residue] for residue in residues]} if any(residues) else {}


def _is_other(turn: pl.Expr) -> pl.Expr:
    """True for a last message that is not the assistant's."""
    return turn.struct.field("role").ne_missing("assistant") | turn.struct.field("content").is_null()
