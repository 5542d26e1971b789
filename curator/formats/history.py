"""Alpaca records with a `history` of earlier turns: a chat in the canonical record."""

from collections.abc import Mapping, Sequence

from curator.errors import DataError
from curator.formats.format import Obj, Unreadable, called
from curator.formats.messages import Message, message


def read_history(values: Obj, extra: Obj, layout: Obj) -> Obj:
    """The system text and the messages of a record whose `extra["history"]` is a list of question–answer pairs.

    Takes the pairs out of `extra`, leaving the key in its place, and notes in `layout` where the input begins.

    Raises:
        Unreadable: the history is no list of pairs of text, or there is no instruction after it.
    """
    pairs = extra["history"]
    if not isinstance(pairs, list):
        raise Unreadable(f"'history' is {called(pairs)}, a list of pairs expected")
    turns: list[Message] = []
    for pair in pairs:
        match pair:
            case [str(question), str(answer)]:
                turns += [message("user", question), message("assistant", answer)]
            case _:
                raise Unreadable("'history' has an entry that is not a pair of texts")
    instruction, response = values.get("instruction"), values.get("response")
    if not isinstance(instruction, str):
        raise Unreadable("has a 'history' but no 'instruction'")
    asked = values.get("input")
    if isinstance(asked, str):
        layout["asked"] = [len(instruction), len(asked)]
        instruction = f"{instruction}\n{asked}" if asked else instruction
    turns.append(message("user", instruction))
    if isinstance(response, str):
        turns.append(message("assistant", response))
    extra["history"] = None
    return {"system": values.get("system"), "messages": turns}


def write_history(record: Mapping[str, object], extra: Obj, layout: Obj) -> Obj:
    """The fields of the Alpaca record behind a chat, with its earlier turns put into `extra["history"]`.

    Raises:
        DataError: the chat has no such form: roles that do not take turns, or tool calls.
    """
    turns = record.get("messages")
    messages: Sequence[Message] = turns if isinstance(turns, list) else []
    system = record.get("system")
    if messages and messages[0]["role"] == "system" and system is None:
        system, messages = messages[0]["content"], messages[1:]
    roles = [one["role"] for one in messages]
    if roles != [("user", "assistant")[place % 2] for place in range(len(roles))] or not roles or _has_calls(messages):
        raise DataError(
            "a chat whose turns are not user and assistant by turns, without tool calls, has no Alpaca form",
            where=str(record.get("record_id")),
            hint="write it as openai-chat or sharegpt",
        )
    texts = [one["content"] or "" for one in messages]
    last = (len(texts) - 1) // 2 * 2
    extra["history"] = [[texts[place], texts[place + 1]] for place in range(0, last, 2)]
    instruction, asked = _split(texts[last], layout.get("asked"))
    response = texts[last + 1] if last + 1 < len(texts) else None
    return {"system": system, "instruction": instruction, "input": asked, "response": response}


def _split(text: str, lengths: object) -> tuple[str, str | None]:
    """Instruction and input; all of it is the instruction once its length is another than that of the two."""
    match lengths:
        case [int(instruction), int(asked)]:
            if asked and len(text) == instruction + 1 + asked:
                return text[:instruction], text[instruction + 1 :]
            return text, ""
    return text, None


def _has_calls(messages: Sequence[Message]) -> bool:
    return any(one["tool_calls"] for one in messages)
