"""Whatever a format reads it writes back: the same keys in the same order, unknown fields included."""

import copy
import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from curator import formats, writers
from curator.formats import Format, Obj, Unreadable
from curator.readers import scan
from curator.schema import CONTENT

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SCALAR = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    SCALAR | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
ROLE = st.sampled_from(
    [
        *("user", "assistant", "system", "tool", "human", "gpt", "observation", "function_call", "User", "moderator"),
        *("ipython", "tool_call", "tool_response", "function"),
    ]
)
CALL = st.sampled_from(
    ['{"name": "f", "arguments": {"a": 1}}', '{"name":"f","arguments":{}}', '[{"name": "g"}]', "no call", "[]", "{"]
)
PART = (
    st.fixed_dictionaries({"type": st.just("text"), "text": TEXT}, optional={"cache": JSON})
    | st.fixed_dictionaries({"type": st.just("text"), "value": TEXT})
    | st.fixed_dictionaries({"type": st.sampled_from(["image", "tool_call", "reasoning"]), "value": TEXT | CALL})
    | TEXT
)
TOOL_CALLS = st.just("[]") | st.just([{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}])


OLDER_CALL = st.fixed_dictionaries({"name": TEXT, "arguments": TEXT | JSON}, optional={"more": JSON}) | TOOL_CALLS


def shuffled(obj: st.SearchStrategy[Obj]) -> st.SearchStrategy[Obj]:
    """The same object with its keys in another order."""
    return obj.flatmap(lambda each: st.permutations(list(each.items())).map(dict))


def message(role: str, content: str) -> st.SearchStrategy[Obj]:
    return shuffled(
        st.fixed_dictionaries(
            {role: ROLE, content: TEXT | CALL | st.none() | st.lists(PART, max_size=3)},
            optional={
                **{"tool_calls": TOOL_CALLS | st.none(), "tool_call_id": TEXT, "name": TEXT, "weight": JSON},
                "function_call": OLDER_CALL | st.none(),
            },
        )
    )


MESSAGES = st.lists(message("role", "content"), min_size=1, max_size=4)
TURNS = st.lists(message("from", "value"), min_size=1, max_size=4)
SAID = shuffled(st.fixed_dictionaries({"role": ROLE, "content": TEXT}, optional={"weight": JSON}))
DECLARED = TEXT | st.lists(st.dictionaries(TEXT, JSON, max_size=2), max_size=2) | st.none()
TOOLS: dict[str, Any] = {"tools": DECLARED, "functions": DECLARED}
REST: dict[str, Any] = {"id": JSON, "_layout": JSON, "__layout": JSON, "prompt": TEXT, "kind": TEXT, "meta": JSON}
TRANSCRIPT = st.lists(TEXT, min_size=1, max_size=4).map(
    lambda said: "".join(f"\n\n{('Human', 'Assistant')[place % 2]}:{text}" for place, text in enumerate(said))
)

OBJECTS: dict[str, st.SearchStrategy[Obj]] = {
    "alpaca": st.fixed_dictionaries(
        {"instruction": TEXT},
        optional={
            **REST,
            **dict.fromkeys(("input", "output", "response", "completion", "system", "context"), TEXT | st.none()),
            "history": st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=2) | st.none(),
        },
    ),
    "prompt-completion": st.fixed_dictionaries(
        {"prompt": TEXT}, optional={"id": JSON, "_layout": JSON, "completion": TEXT | st.none(), "response": TEXT}
    ),
    "question-answer": st.fixed_dictionaries(
        {"question": TEXT, "answer": TEXT}, optional={"solution": TEXT | st.none(), "id": JSON, "_layout": JSON}
    ),
    "openai-chat": st.fixed_dictionaries(
        {"messages": MESSAGES | st.just([])}, optional=REST | TOOLS | {"system": TEXT}
    ),
    "sharegpt": st.fixed_dictionaries({"conversations": TURNS | st.just([])}, optional=REST | TOOLS | {"system": TEXT}),
    "prompt-completion-chat": st.fixed_dictionaries(
        {"prompt": MESSAGES, "completion": MESSAGES | st.just([])},
        optional=TOOLS | {"system": TEXT, "id": JSON, "_layout": JSON, "messages": TEXT},
    ),
    "kto": st.fixed_dictionaries({"label": st.booleans(), "messages": MESSAGES}, optional=REST)
    | st.fixed_dictionaries({"label": st.booleans(), "prompt": TEXT, "completion": TEXT}, optional={"id": JSON})
    | st.fixed_dictionaries(
        {"label": st.booleans(), "prompt": MESSAGES, "completion": MESSAGES}, optional={"id": JSON}
    ),
    "text": st.fixed_dictionaries({"text": TEXT}, optional={"id": JSON, "_layout": JSON, "content": TEXT | st.none()}),
    "preference": st.fixed_dictionaries({"chosen": TEXT, "rejected": TEXT}, optional=REST | {"question": TEXT})
    | st.fixed_dictionaries({"chosen_response": TEXT, "rejected_response": TEXT}, optional=REST | {"chosen": TEXT})
    | st.fixed_dictionaries({"chosen": TRANSCRIPT, "rejected": TRANSCRIPT}, optional={"id": JSON})
    | st.tuples(TRANSCRIPT, TEXT, TEXT).map(lambda all: {"chosen": all[0] + all[1], "rejected": all[0] + all[2]})
    | st.fixed_dictionaries({"conversations": TURNS, "chosen": SAID, "rejected": SAID}, optional=REST | TOOLS)
    | st.fixed_dictionaries({"prompt": MESSAGES, "chosen": st.lists(SAID, max_size=2), "rejected": st.lists(SAID)})
    | st.tuples(st.lists(SAID, min_size=1, max_size=3), st.lists(SAID, max_size=2), SAID, TEXT, st.booleans()).map(
        lambda all: {
            "prompt": all[0][0]["content"] if all[4] else all[3],
            "chosen": [*all[0], *all[1]],
            "rejected": [*all[0], all[2]],
        }
    ),
    "openai-preference": st.fixed_dictionaries(
        {
            "input": shuffled(
                st.fixed_dictionaries({"messages": MESSAGES | st.just([])}, optional=TOOLS | {"parallel": JSON})
            ),
            **dict.fromkeys(("preferred_output", "non_preferred_output"), st.lists(SAID, min_size=1, max_size=2)),
        },
        optional=REST,
    ),
    "ranked": st.fixed_dictionaries(
        {"instruction": TEXT, "output": st.lists(TEXT, min_size=2, max_size=4)},
        optional={"input": TEXT, "history": st.lists(st.tuples(TEXT, TEXT).map(list), max_size=2), "id": JSON},
    ),
}


def canonical(decoded: Obj) -> Obj:
    """A decoded record as it comes back from a canonical frame: every column there."""
    return {"record_id": "r", "source": "s", "source_row": 0, **dict.fromkeys(CONTENT), "meta": None, **decoded}


def same(left: object, right: object) -> bool:
    """Equal, and with keys in the same order."""
    return json.dumps(left) == json.dumps(right)


def both_ways(form: Format, obj: Obj) -> None:
    before = copy.deepcopy(obj)
    try:
        decoded = form.decode(obj)
    except Unreadable:
        return
    assert same(obj, before), "decoding changes nothing"
    assert decoded.keys() <= {"kind", "meta", *CONTENT}
    written = form.encode(canonical(decoded))
    assert same(written, before), f"{written} instead of {before}"


@pytest.mark.parametrize("name", OBJECTS)
def test_what_is_read_is_written_back(name: str) -> None:
    form = formats.named(name)

    @settings(deadline=None)
    @given(shuffled(OBJECTS[name]))
    def law(obj: Obj) -> None:
        both_ways(form, obj)

    law()


@settings(deadline=None)
@given(shuffled(st.dictionaries(st.sampled_from(["q", "a", "z", "_layout", "text"]), TEXT | JSON, max_size=5)))
def test_named_columns_are_written_back(obj: Obj) -> None:
    form = formats.mapped({"instruction": "q", "response": "a"})
    both_ways(form, obj)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["messages", "conversations", "chosen", "rejected", "output", "prompt"]), JSON))
def test_any_object_is_read_back_or_refused(obj: Obj) -> None:
    for form in formats.FORMATS:
        both_ways(form, obj)


NOON = datetime(2024, 2, 1, 12, 0, 0, 250)


@pytest.mark.parametrize(
    "value",
    [
        date(2024, 2, 1),
        NOON,
        NOON.replace(tzinfo=UTC),
        NOON.replace(tzinfo=ZoneInfo("Europe/Berlin")),
        time(1, 2, 3, 4),
        float("inf"),
        float("-inf"),
    ],
)
def test_values_that_only_tables_hold_come_back_as_they_were(value: object) -> None:
    obj: Obj = {"text": "a", "value": value, "_layout": value}
    back = formats.named("text").encode(canonical(formats.named("text").decode(obj)))
    assert repr(back) == repr(obj)


def test_columns_of_dates_and_times_stay_such_in_a_table(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": ["a", "b"], "day": [date(2024, 2, 1), None], "at": [NOON, NOON]})
    frame = frame.with_columns(zoned=pl.col("at").dt.replace_time_zone("Asia/Tokyo"))
    frame.write_parquet(tmp_path / "a.parquet")
    scanned = scan([str(tmp_path / "a.parquet")])
    formats_of = {each.name: each.format for each in scanned.sources}
    columns = {each.name: each.columns for each in scanned.sources}
    writers.write(scanned.records.collect(), tmp_path / "b.parquet", formats=formats_of, columns=columns)
    assert_frame_equal(pl.read_parquet(tmp_path / "b.parquet"), frame)
