"""Objects read together come out as each does by itself, down to the text of `meta`."""

import io
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
WORD = st.sampled_from(["user", "assistant", "system", "tool", "human", "gpt", "observation", "function_call", "User"])
SAID = st.sampled_from(["", "a", "{}", '{"name": "f"}', "\n\nHuman: a\n\nAssistant: b", "\n\nHuman:a\n\nAssistant:"])


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


def shaped(value: object) -> st.SearchStrategy[Any]:
    """Other values of the same shape."""
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
            return TEXT | WORD | SAID
        case []:
            return st.just([])
        case [first, *_]:
            return st.lists(shaped(first), min_size=1, max_size=3)
        case dict():
            return st.tuples(*map(shaped, value.values())).map(lambda each: dict(zip(value, each, strict=True)))
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
]


@st.composite
def of_one_shape(draw: st.DrawFn) -> list[Obj]:
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=6, unique=True))
    example = {key: draw(TEXT | JSON) for key in keys}
    return [example, *draw(st.lists(shaped(example), max_size=3))]


FORMATS = [*formats.FORMATS, formats.mapped({"instruction": "prompt", "response": "answer"})]


@pytest.mark.parametrize("format", FORMATS, ids=lambda each: each.name)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_read_together_as_each_by_itself(format: Format, data: st.DataObject) -> None:
    objects = data.draw(of_one_shape())
    decoded = together(objects, format)
    if decoded is not None:
        for row, obj in zip(decoded.to_dicts(), objects, strict=True):
            assert row["kind"] is None or row == apart(obj, format)


@pytest.mark.parametrize(
    ("format", "obj"),
    [
        ("alpaca", {"instruction": "a", "input": "", "output": "b"}),
        ("alpaca", {"id": 7, "instruction": "a", "response": "b", "ok": True, "score": 0.1, "none": None, "tags": []}),
        ("alpaca", {"answer": "b", "instruction": "a", "system": "s", "history": []}),
        ("alpaca", {"instruction": "a", "completion": "b", "more": {"a": [{"b": 1}], "c": {}}}),
        ("prompt-completion", {"prompt": "a", "completion": "b"}),
        ("question-answer", {"question": "a", "answer": "b", "_layout": "c"}),
        ("text", {"text": "a", "url": "b"}),
    ],
)
def test_usual_objects_are_read_together(format: str, obj: Obj) -> None:
    decoded = together([obj] * 3, formats.named(format))
    assert decoded is not None
    assert decoded.to_dicts() == [apart(obj, formats.named(format))] * 3


@pytest.mark.parametrize(
    ("format", "obj"),
    [
        ("alpaca", {"instruction": "a", "output": "b", "history": [["c", "d"]]}),
        ("alpaca", {"instruction": 1, "output": "b"}),
        ("text", {"text": "a", "mixed": [1, "a"]}),
        ("text", {"text": "a", "long": 2**63}),
    ],
)
def test_unusual_objects_are_not(format: str, obj: Obj) -> None:
    assert formats.columns_of(obj, formats.named(format)) is None


def test_a_value_that_did_not_fit_its_column_is_left_to_the_slow_way() -> None:
    columns = formats.columns_of({"text": "a", "n": 1}, formats.named("text"))
    assert columns is not None
    frame = pl.DataFrame({"text": ["a", "b"], "n": [1, None]}, schema=columns.schema)
    assert columns.decode(frame)["kind"].to_list() == ["text", None]
