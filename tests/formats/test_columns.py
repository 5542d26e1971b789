"""Objects read together come out as each does by itself, down to the text of `meta`."""

import io
from collections.abc import Callable
from typing import Any

import orjson
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator import formats
from curator.formats import Format, Obj, Unreadable
from curator.formats.columns import DECODED

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
ROLES = [
    *("user", "assistant", "system", "tool", "human", "gpt", "observation", "function_call", "User"),
    *("ipython", "tool_call", "tool_response"),
]
TALK = ["\n\nHuman: a\n\nAssistant: b", "\n\nHuman:a\n\nAssistant:"]
TELLING = st.sampled_from(["", "a", "b", "{}", '{"name": "f"}', *ROLES, *TALK])
Other = Callable[[str], st.SearchStrategy[str]]


def together(objects: list[Obj], format: Format) -> pl.DataFrame | None:
    """The objects, read as one frame by the plan for the first; null when there is none."""
    columns = formats.columns_of(objects[0], format)
    if columns is None:
        return None
    lines = b"\n".join(map(orjson.dumps, objects))
    decoded = columns.decode(pl.read_ndjson(io.BytesIO(lines), schema=columns.schema))
    assert decoded.schema == pl.Schema(DECODED)
    return decoded


def apart(obj: Obj, format: Format) -> Obj | None:
    """The object, decoded by itself; null when it cannot be."""
    try:
        return dict.fromkeys(DECODED) | format.decode(orjson.loads(orjson.dumps(obj)))
    except Unreadable:
        return None


def alike(value: object) -> st.SearchStrategy[Any]:
    """The value with some of its texts replaced by ones that mean something, or are said elsewhere."""
    return shaped(value, lambda text: st.just(text) | st.just(text) | TELLING)


def shaped(value: object, other: Other = lambda text: TEXT | TELLING) -> st.SearchStrategy[Any]:
    """Other values of the same shape, each text as `other` has it."""
    match value:
        case None:
            return st.none()
        case bool():
            return st.booleans()
        case int():
            return st.integers(-(10**18) + 1, 10**18 - 1)
        case float():
            return st.floats(allow_nan=False, allow_infinity=False)
        case str():
            return other(value)
        case []:
            return st.just([])
        case [first, *_]:
            same = st.tuples(*(shaped(each, other) for each in value)).map(list)
            return same | st.lists(shaped(first, other), min_size=1, max_size=3)
        case dict():
            fields = st.tuples(*(shaped(each, other) for each in value.values()))
            return fields.map(lambda each: dict(zip(value, each, strict=True)))
    raise AssertionError(value)


SCALAR = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-1, 1) | TEXT
JSON = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)
KEYS = [
    *("instruction", "input", "output", "response", "completion", "answer", "system", "history", "prompt", "question"),
    *("context", "text", "content", "query", "label", "tools", "id", "_layout", "__layout", "meta", "kind", "weight"),
    "functions",
    *("", "*", "^.*$", '"', "a.b", "\\", "é", "x"),
]


SAYING = st.sampled_from(
    [
        {"role": "user", "content": "a"},
        {"content": "a", "role": "user"},
        {"from": "human", "value": "a"},
        {"from": "human", "value": "a", "weight": None},
        {"role": "tool", "content": "a", "tool_call_id": "b", "name": "c"},
        {"role": "user", "content": None},
        {"role": "user", "content": "a", "weight": 1},
        {"role": "assistant", "content": "a", "tool_calls": "[]"},
        {"role": "assistant", "content": "a", "function_call": {"name": "f", "arguments": "{}"}},
        {"role": "assistant", "content": "a", "function_call": None},
    ]
)
CHATS: list[st.SearchStrategy[Obj]] = [
    st.tuples(st.sampled_from(["messages", "conversations"]), SAYING).map(lambda each: {each[0]: [each[1]]}),
    st.tuples(SAYING, SAYING).map(lambda each: {"chosen": each[0], "rejected": each[1]}),
    st.tuples(SAYING, SAYING).map(lambda each: {"chosen": [each[0]], "rejected": [each[1]]}),
    SAYING.map(lambda each: {"chosen": [each], "rejected": [each]}),
    st.just({"chosen": "a", "rejected": "b"}),
    st.just({"chosen_response": "a", "rejected_response": "b"}),
    SAYING.map(
        lambda each: {"input": {"messages": [each]}, "preferred_output": [each], "non_preferred_output": [each]}
    ),
]


@st.composite
def of_one_shape(draw: st.DrawFn) -> list[Obj]:
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=6, unique=True))
    example = {key: draw(TEXT | JSON) for key in keys}
    for chat in draw(st.lists(st.sampled_from(CHATS), max_size=2)):
        example |= draw(chat)
    if "label" in example:
        example["label"] = True
    example = dict(draw(st.permutations(list(example.items()))))
    return [example, *draw(st.lists(shaped(example), max_size=3))]


FORMATS = [*formats.FORMATS, formats.mapped({"instruction": "prompt", "response": "answer"})]


@pytest.mark.parametrize("format", FORMATS, ids=lambda each: each.name)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_read_together_as_each_by_itself(format: Format, data: st.DataObject) -> None:
    objects = data.draw(of_one_shape())
    decoded = together(objects, format)
    if decoded is not None:
        for row, obj in zip(decoded.to_dicts(), objects, strict=True):
            assert row["kind"] is None or row == apart(obj, format)


USUAL: list[tuple[str, Obj]] = [
    ("alpaca", {"instruction": "a", "input": "", "output": "b"}),
    ("alpaca", {"id": 7, "instruction": "a", "response": "b", "ok": True, "score": 0.1, "none": None, "tags": []}),
    ("alpaca", {"answer": "b", "instruction": "a", "system": "s", "history": []}),
    ("alpaca", {"instruction": "a", "completion": "b", "more": {"a": [{"b": 1}], "c": {}}}),
    ("prompt-completion", {"prompt": "a", "completion": "b"}),
    ("question-answer", {"question": "a", "answer": "b", "_layout": "c"}),
    ("text", {"text": "a", "url": "b"}),
    ("openai-chat", {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}),
    ("openai-chat", {"prompt": "a", "messages": [{"content": "a", "role": "user"}], "id": 1}),
    ("openai-chat", {"prompt": "c", "messages": [{"content": "a", "role": "user"}]}),
    ("openai-chat", {"messages": [{"role": "tool", "content": "a", "name": "f", "weight": None}], "tools": "[]"}),
    ("sharegpt", {"conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}], "id": "c"}),
    ("sharegpt", {"system": "s", "conversations": [{"from": "observation", "value": "a"}], "tools": "[]"}),
    ("kto", {"messages": [{"role": "user", "content": "a"}], "label": True}),
    ("kto", {"instruction": "a", "output": "b", "label": False}),
    ("preference", {"prompt": "a", "chosen": "b", "rejected": "c", "score": 0.5}),
    ("preference", {"chosen": "b", "rejected": "c"}),
    (
        "preference",
        {
            "conversations": [{"from": "human", "value": "a"}],
            "chosen": {"from": "gpt", "value": "b"},
            "rejected": {"from": "gpt", "value": "c"},
        },
    ),
    (
        "preference",
        {
            "prompt": "a",
            "chosen": [{"content": "a", "role": "user"}, {"content": "b", "role": "assistant"}],
            "rejected": [{"content": "a", "role": "user"}, {"content": "c", "role": "assistant"}],
            "score_chosen": 8.5,
        },
    ),
]


@pytest.mark.parametrize(("format", "obj"), USUAL)
def test_usual_objects_are_read_together(format: str, obj: Obj) -> None:
    decoded = together([obj] * 3, formats.named(format))
    assert decoded is not None
    assert decoded.to_dicts() == [apart(obj, formats.named(format))] * 3


@pytest.mark.parametrize(("format", "obj"), USUAL)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_values_that_matter_to_a_format_are_seen(format: str, obj: Obj, data: st.DataObject) -> None:
    objects = [obj, *data.draw(st.lists(alike(obj), min_size=1, max_size=4))]
    decoded = together(objects, formats.named(format))
    assert decoded is not None
    for row, each in zip(decoded.to_dicts(), objects, strict=True):
        assert row["kind"] is None or row == apart(each, formats.named(format))


@pytest.mark.parametrize(
    ("format", "obj"),
    [
        ("alpaca", {"instruction": "a", "output": "b", "history": [["c", "d"]]}),
        ("alpaca", {"instruction": 1, "output": "b"}),
        ("text", {"text": "a", "mixed": [1, "a"]}),
        ("text", {"text": "a", "long": 2**63}),
        ("text", {"text": "a", "*": "b"}),
        ("text", {"text": "a", "^.*$": "b"}),
        ("openai-chat", {"messages": [{"role": "user", "content": ["a"]}]}),
        ("openai-chat", {"messages": [{"role": "assistant", "content": "a", "weight": 1}]}),
        ("preference", {"chosen": "a", "rejected": ["b"]}),
        ("preference", {"prompt": "a", "chosen_response": "b", "rejected_response": "c"}),
        ("openai-chat", {"messages": [{"role": "assistant", "function_call": {"name": "f", "arguments": "{}"}}]}),
        ("openai-chat", {"messages": [{"role": "user", "content": "a"}], "functions": [{"name": "f"}]}),
    ],
)
def test_unusual_objects_are_not(format: str, obj: Obj) -> None:
    assert formats.columns_of(obj, formats.named(format)) is None


def turns(*said: str) -> list[Obj]:
    """Messages that a user and an assistant say by turns."""
    return [{"role": ("user", "assistant")[place % 2], "content": each} for place, each in enumerate(said)]


@pytest.mark.parametrize(
    ("format", "usual", "careful"),
    [
        ("openai-chat", {"messages": turns("a")}, {"messages": [{"role": "User", "content": "a"}]}),
        ("openai-chat", {"messages": turns("a")}, {"messages": [{"role": "gpt", "content": "a"}]}),
        ("openai-chat", {"prompt": "a", "messages": turns("a", "b")}, {"prompt": "b", "messages": turns("a", "b")}),
        (
            "sharegpt",
            {"conversations": [{"from": "human", "value": "a"}]},
            {"conversations": [{"from": "function_call", "value": '{"name": "f"}'}]},
        ),
        ("preference", {"chosen": "a", "rejected": "b"}, dict.fromkeys(("chosen", "rejected"), TALK[0])),
        (
            "preference",
            {"prompt": "a", "messages": turns("a", "b"), "chosen": "c", "rejected": "d"},
            {"prompt": "b", "messages": turns("a", "b"), "chosen": "c", "rejected": "d"},
        ),
        *(
            ("preference", {"chosen": turns("a", "b"), "rejected": turns("a", "c")}, other)
            for other in (
                {"chosen": turns("a", "b"), "rejected": turns("d", "c")},
                {"chosen": turns("a", "b"), "rejected": turns("a", "b", "c", "d")},
                {"chosen": turns("a", "b", "c"), "rejected": turns("a", "b", "d")},
                {"chosen": turns("a"), "rejected": turns("b")},
            )
        ),
        (
            "preference",
            {"prompt": "a", "chosen": turns("", "b")[1], "rejected": turns("", "c")[1]},
            {"prompt": "a", "chosen": turns("b")[0], "rejected": turns("c")[0]},
        ),
    ],
)
def test_objects_in_need_of_care_are_left_to_the_slow_way(format: str, usual: Obj, careful: Obj) -> None:
    decoded = together([usual, careful], formats.named(format))
    assert decoded is not None
    assert decoded["kind"].is_null().to_list() == [False, True]


def test_a_value_that_did_not_fit_its_column_is_left_to_the_slow_way() -> None:
    columns = formats.columns_of({"text": "a", "n": 1}, formats.named("text"))
    assert columns is not None
    frame = pl.DataFrame({"text": ["a", "b"], "n": [1, None]}, schema=columns.schema)
    assert columns.decode(frame)["kind"].to_list() == ["text", None]


@pytest.mark.parametrize(("format", "obj"), USUAL)
def test_no_objects_give_no_rows(format: str, obj: Obj) -> None:
    columns = formats.columns_of(obj, formats.named(format))
    assert columns is not None
    decoded = columns.decode(pl.DataFrame(schema=columns.schema))
    assert decoded.schema == pl.Schema(DECODED)
    assert decoded.is_empty()
