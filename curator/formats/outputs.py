"""Preference pairs as OpenAI's fine-tuning takes them: an `input` of messages, and two outputs."""

from collections.abc import Mapping

from curator.formats.chat import read_tools, write_tools
from curator.formats.flat import Names, build, take
from curator.formats.format import Format, Obj, Unreadable, called
from curator.formats.messages import OPENAI, Message, message, read_messages, write_messages
from curator.formats.residue import pack, unpack
from curator.formats.sides import read_sides, write_sides

OUTPUT_NAMES = Names(
    (("input", ("input",)), ("chosen", ("preferred_output",)), ("rejected", ("non_preferred_output",)))
)
_INPUT_NAMES = Names((("messages", ("messages",)), ("tools", ("tools", "functions"))))


def decode_outputs(obj: Obj) -> Obj:
    """A preference pair; what `input` holds beside messages and tools is kept in the layout.

    Raises:
        Unreadable: a part is missing or of another type, or an output ends on a message without text.
    """
    values, extra, layout = take(obj, OUTPUT_NAMES)
    asked = values.pop("input", None)
    if not isinstance(asked, dict):
        raise Unreadable(f"'input' is {called(asked)}, an object with messages expected")
    held, others, form = take(asked, _INPUT_NAMES)
    if "messages" not in held:
        raise Unreadable("'input' has no 'messages'")
    if others or form:
        layout["input"] = {"extra": others, **form}
    values["messages"], residue = read_messages(held["messages"], OPENAI)
    if residue is not None:
        layout["messages"] = residue
    tools = read_tools(held, layout, OPENAI)
    chosen, rejected = (_listed(values, side) for side in ("chosen", "rejected"))
    read_sides(values, layout, chosen, rejected, OPENAI)
    return values | {"kind": "preference", "tools": tools, "meta": pack(extra, layout)}


def encode_outputs(record: Mapping[str, object]) -> Obj:
    """What `decode_outputs` read; the prompt of another pair becomes its messages."""
    extra, layout = unpack(record.get("meta"))
    held = layout.pop("input", None)
    form: Obj = held if isinstance(held, dict) else {}
    others = form.get("extra")
    asked = {
        "messages": write_messages(_turns(record), layout.get("messages"), OPENAI),
        "tools": write_tools(record, layout, OPENAI),
    }
    answers = [str(record.get(side) or "") for side in ("chosen", "rejected")]
    chosen, rejected = write_sides([], answers, layout, OPENAI)
    prompt = build(asked, others if isinstance(others, dict) else {}, form, _INPUT_NAMES)
    return build({"input": prompt, "chosen": chosen, "rejected": rejected}, extra, layout, OUTPUT_NAMES)


def _listed(values: Obj, side: str) -> list[object]:
    answer = values.get(side)
    if not isinstance(answer, list):
        raise Unreadable(f"{OUTPUT_NAMES.usual(side)!r} is {called(answer)}, a list of messages expected")
    return answer


def _turns(record: Mapping[str, object]) -> list[Message]:
    """The messages before the answers, the system text among them."""
    system, held = record.get("system"), record.get("messages")
    start = [message("system", system)] if isinstance(system, str) else []
    if isinstance(held, list):
        return [*start, *held]
    asked = [part for part in (record.get("instruction"), record.get("input")) if isinstance(part, str) and part]
    return [*start, message("user", "\n".join(asked))]


OUTPUTS = Format(
    "openai-preference",
    "OpenAI preference pairs",
    frozenset({"preference"}),
    lambda obj: "preferred_output" in obj and "non_preferred_output" in obj,
    decode_outputs,
    encode_outputs,
)
