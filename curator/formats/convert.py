"""Write a record in a format other than its own."""

from collections.abc import Mapping

from curator.errors import DataError
from curator.formats.format import Format, Obj
from curator.formats.messages import Message, message
from curator.formats.residue import pack, unpack


def encode(record: Mapping[str, object], own: Format | None, wanted: Format) -> Obj:
    """`record` as an object of the format `wanted`; `own` is the format it was read from, none if unknown.

    In its own format a record comes out as it was read. In another one its unknown fields come along, the way it
    was laid out does not, and it changes its kind where that loses nothing.

    Raises:
        DataError: the record has no form in `wanted`.
    """
    if own is not None and own.name == wanted.name:
        return wanted.encode(record)
    extra, _ = unpack(record.get("meta"))
    bare = {**record, "meta": pack(extra, {})}
    kind = record.get("kind")
    if kind in wanted.kinds:
        return wanted.encode(bare)
    if kind == "tuple" and "chat" in wanted.kinds:
        return wanted.encode(_as_chat(bare))
    if kind == "chat" and "tuple" in wanted.kinds:
        single = _as_tuple(bare)
        if single is not None:
            return wanted.encode(single)
    raise DataError(
        f"a record of kind {kind!r} has no form in the format {wanted.name!r}",
        where=str(record.get("record_id")),
        hint=f"that format holds {' and '.join(sorted(wanted.kinds))}; leave the format out to keep each record's own",
    )


def _as_chat(record: Mapping[str, object]) -> dict[str, object]:
    system, instruction, asked, response = (record.get(key) for key in ("system", "instruction", "input", "response"))
    prompt = "\n".join(part for part in (instruction, asked) if isinstance(part, str) and part)
    turns: list[Message] = [message("system", system)] if isinstance(system, str) else []
    turns.append(message("user", prompt))
    if isinstance(response, str):
        turns.append(message("assistant", response))
    return {
        **record,
        "kind": "chat",
        "messages": turns,
        **dict.fromkeys(("system", "instruction", "input", "response")),
    }


def _as_tuple(record: Mapping[str, object]) -> dict[str, object] | None:
    """The tuple that a chat of one question and one answer is; null for any other chat."""
    held = record.get("messages")
    turns: list[Message] = held if isinstance(held, list) else []
    system = record.get("system")
    if turns and turns[0]["role"] == "system" and system is None:
        system, turns = turns[0]["content"], turns[1:]
    if [one["role"] for one in turns] != ["user", "assistant"] or any(one["tool_calls"] for one in turns):
        return None
    asked, answered = (one["content"] for one in turns)
    return {**record, "kind": "tuple", "messages": None, "system": system, "instruction": asked, "response": answered}
