"""Records of one prompt and one answer: Alpaca, prompt and completion, question and answer, raw text."""

from collections.abc import Mapping

from curator.formats.flat import Names, build, take
from curator.formats.flat_columns import text_plan, tuple_plan
from curator.formats.format import Format, Obj, Unreadable, called
from curator.formats.history import read_history, write_history
from curator.formats.residue import pack, unpack

_ANSWERS = ("output", "response", "completion", "answer", "target")

ALPACA_NAMES = Names(
    (
        ("system", ("system",)),
        ("instruction", ("instruction",)),
        ("input", ("input", "context")),
        ("response", _ANSWERS),
    )
)
PROMPT_NAMES = Names(
    (
        ("system", ("system", "system_prompt")),
        ("instruction", ("prompt", "input", "query")),
        ("response", ("completion", "response", "output", "target", "answer")),
    )
)
QUESTION_NAMES = Names(
    (
        ("system", ("system", "system_prompt")),
        ("instruction", ("question", "query", "problem")),
        ("input", ("context",)),
        ("response", ("answer", "solution", "response", "completion", "output")),
    )
)
TEXT_NAMES = Names((("text", ("text", "content", "document", "full_text")),))


def texts(values: Obj, names: Mapping[str, str] | None = None) -> Obj:
    """`values`, all of which must be text.

    Raises:
        Unreadable: one is a number, a list or something else.
    """
    for field, value in values.items():
        if not isinstance(value, str):
            key = (names or {}).get(field, field)
            raise Unreadable(f"{key!r} is {called(value)}, text expected")
    return values


def decode_tuple(obj: Obj, names: Names) -> Obj:
    """An object with a prompt or an answer as a tuple; as a chat when it has a history of earlier turns.

    Raises:
        Unreadable: it has neither, or one is not text.
    """
    values, extra, layout = take(obj, names)
    texts(values, {field: key for field in values for key in names.keys(field) if obj.get(key) is values[field]})
    if not values.keys() - {"system"}:
        wanted = " nor ".join(repr(names.usual(field)) for field in ("instruction", "response"))
        raise Unreadable(f"has neither {wanted}; its keys are {', '.join(map(repr, obj)) or 'none'}")
    if extra.get("history"):
        chat = read_history(values, extra, layout)
        return chat | {"kind": "chat", "meta": pack(extra, layout)}
    return values | {"kind": "tuple", "meta": pack(extra, layout)}


def encode_tuple(record: Mapping[str, object], names: Names) -> Obj:
    """What `decode_tuple` read."""
    extra, layout = unpack(record.get("meta"))
    if record.get("kind") == "chat":
        return build(write_history(record, extra, layout), extra, layout, names)
    return build({field: record.get(field) for field, _ in names.spellings}, extra, layout, names)


def decode_text(obj: Obj) -> Obj:
    """An object with one text.

    Raises:
        Unreadable: it has none.
    """
    values, extra, layout = take(obj, TEXT_NAMES)
    if not texts(values):
        raise Unreadable(f"has no 'text'; its keys are {', '.join(map(repr, obj)) or 'none'}")
    return values | {"kind": "text", "meta": pack(extra, layout)}


def encode_text(record: Mapping[str, object]) -> Obj:
    """What `decode_text` read."""
    extra, layout = unpack(record.get("meta"))
    return build({"text": record.get("text")}, extra, layout, TEXT_NAMES)


def _has_text(obj: Obj, *keys: str) -> bool:
    return any(isinstance(obj.get(key), str) for key in keys)


ALPACA = Format(
    "alpaca",
    "Alpaca instructions",
    frozenset({"tuple", "chat"}),
    lambda obj: "instruction" in obj and not isinstance(obj.get("output"), list),
    lambda obj: decode_tuple(obj, ALPACA_NAMES),
    lambda record: encode_tuple(record, ALPACA_NAMES),
    lambda example: tuple_plan(example, ALPACA_NAMES),
)
PROMPT_COMPLETION = Format(
    "prompt-completion",
    "prompts and completions",
    frozenset({"tuple"}),
    lambda obj: (
        _has_text(obj, "prompt")
        or (_has_text(obj, "input", "query") and _has_text(obj, *PROMPT_NAMES.keys("response")))
    ),
    lambda obj: decode_tuple(obj, PROMPT_NAMES),
    lambda record: encode_tuple(record, PROMPT_NAMES),
    lambda example: tuple_plan(example, PROMPT_NAMES),
)
QUESTION_ANSWER = Format(
    "question-answer",
    "questions and answers",
    frozenset({"tuple"}),
    lambda obj: (
        _has_text(obj, *QUESTION_NAMES.keys("instruction")) and _has_text(obj, *QUESTION_NAMES.keys("response"))
    ),
    lambda obj: decode_tuple(obj, QUESTION_NAMES),
    lambda record: encode_tuple(record, QUESTION_NAMES),
    lambda example: tuple_plan(example, QUESTION_NAMES),
)
TEXT = Format(
    "text",
    "raw text",
    frozenset({"text"}),
    lambda obj: _has_text(obj, *TEXT_NAMES.keys("text")),
    decode_text,
    encode_text,
    lambda example: text_plan(example, TEXT_NAMES),
)
