"""KTO data: one answer with a yes-or-no label, which stays in `meta`."""

from collections.abc import Mapping

from curator.errors import DataError
from curator.formats.chat import OPENAI_CHAT, SHAREGPT_CHAT
from curator.formats.continued import CONTINUED
from curator.formats.format import Format, Obj, Unreadable
from curator.formats.plan import Plan
from curator.formats.residue import pack, unpack
from curator.formats.tuples import ALPACA, PROMPT_COMPLETION

_LABELS = ("label", "kto_tag")
_BASES = (OPENAI_CHAT, SHAREGPT_CHAT, CONTINUED, ALPACA, PROMPT_COMPLETION)


def decode_labelled(obj: Obj) -> Obj:
    """A chat or a tuple whose `meta` holds the label; its layout says which of the forms it had.

    Raises:
        Unreadable: no form fits, or the label is neither true nor false.
    """
    base = _base(obj)
    if base is None:
        raise Unreadable(f"has neither messages nor a prompt; its keys are {', '.join(map(repr, obj)) or 'none'}")
    if not _is_labelled(obj):
        raise Unreadable("has no 'label' that is true or false")
    record = base.decode(obj)
    extra, layout = unpack(record["meta"])
    return record | {"meta": pack(extra, layout | {"base": base.name})}


def encode_labelled(record: Mapping[str, object]) -> Obj:
    """What `decode_labelled` read.

    Raises:
        DataError: the record has no label.
    """
    extra, layout = unpack(record.get("meta"))
    if not _is_labelled(extra):
        raise DataError(
            "a record without a label has no KTO form",
            where=str(record.get("record_id")),
            hint="write it as openai-chat or prompt-completion",
        )
    usual = OPENAI_CHAT.name if record.get("kind") == "chat" else PROMPT_COMPLETION.name
    name = layout.pop("base", usual)
    base = next(each for each in _BASES if each.name == name)
    return base.encode({**record, "meta": pack(extra, layout)})


def plan_labelled(example: Obj) -> Plan | None:
    """For `decode_labelled`."""
    base = _base(example)
    plan = base.plan(example) if base and base.plan and _is_labelled(example) else None
    return plan.with_layout(base=base.name) if base and plan else None


def _base(obj: Obj) -> Format | None:
    return next((each for each in _BASES if each.recognises(obj)), None)


def _is_labelled(obj: Obj) -> bool:
    return any(isinstance(obj.get(key), bool) for key in _LABELS)


KTO = Format(
    "kto",
    "KTO labels",
    frozenset({"tuple", "chat"}),
    lambda obj: _is_labelled(obj) and any(base.recognises(obj) for base in _BASES),
    decode_labelled,
    encode_labelled,
    plan_labelled,
)
