import orjson
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator import schema
from curator.fixes import FIXES, apply
from curator.fixes.values import in_values
from curator.pii import PERSONAL, find

KEY = "ghp_" + "a8Kd93hfLs02mXcV71qPzR5tYw6uNe4bGj8o"
BOTH = {"mask-secrets": pl.Series([True]), "mask-personal-data": pl.Series([True])}


def _record(**fields: object) -> pl.DataFrame:
    return pl.DataFrame([{"record_id": "r", "kind": "tuple", **fields}], schema=schema.CANONICAL)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Write to ann@firma.de or 415-896-4250.", "Write to <EMAIL_1> or <PHONE_1>."),
        ("ann@firma.de, bob@firma.de, ANN@firma.de", "<EMAIL_1>, <EMAIL_2>, <EMAIL_1>"),
        ("<EMAIL_2> and ann@firma.de", "<EMAIL_2> and <EMAIL_3>"),
        ("Mail jane@example.com", "Mail jane@example.com"),
    ],
)
def test_placeholders_have_a_kind_and_a_number(text: str, masked: str) -> None:
    assert FIXES.get("mask-personal-data").repair(text) == masked


def test_a_value_has_one_number_in_the_whole_record_and_is_withheld_from_the_changes() -> None:
    records = _record(instruction="Who is ann@firma.de?", response=f"Not bob@firma.de: ann@firma.de, key {KEY}")
    repaired, changes = apply(records, BOTH)
    assert repaired.select("instruction", "response").row(0) == (
        "Who is <EMAIL_1>?",
        "Not <EMAIL_2>: <EMAIL_1>, key <KEY_1>",
    )
    assert changes.select("fix", "field", "before").rows() == [
        ("mask-secrets", "response", "Not [email withheld]: [email withheld], key [key withheld]"),
        ("mask-personal-data", "instruction", "Who is [email withheld]?"),
        ("mask-personal-data", "response", "Not [email withheld]: [email withheld], key <KEY_1>"),
    ]


def test_what_later_fixes_remember_is_masked() -> None:
    wanted = {"html-residue": pl.Series([True]), **BOTH}
    _, changes = apply(_record(response=f"<p>ann@firma.de {KEY}</p>"), wanted)
    assert changes["fix"].to_list() == ["mask-secrets", "mask-personal-data", "html-residue"]
    assert [text for text in changes["before"] if "firma" in text or KEY in text] == []


def test_the_values_of_tool_calls_are_masked_and_stay_json() -> None:
    arguments = orjson.dumps({"to": "ann@firma.de", "body": "Hi\nbob@firma.de", "n": 3}).decode()
    calls = orjson.dumps([{"name": "send", "arguments": arguments}]).decode()
    turns = [{"role": "user", "content": "Write to ann@firma.de"}, {"role": "assistant", "tool_calls": calls}]
    repaired, _ = apply(_record(kind="chat", messages=turns), BOTH)
    asked, called = repaired["messages"][0]
    assert asked["content"] == "Write to <EMAIL_1>"
    (call,) = orjson.loads(called["tool_calls"])
    assert orjson.loads(call["arguments"]) == {"to": "<EMAIL_1>", "body": "Hi\n<EMAIL_2>", "n": 3}


@pytest.mark.parametrize("text", ["{", '{"a": [1, "b"]}', "[" * 2000 + "]" * 2000, '["[1, 2"]'])
def test_json_in_which_nothing_changes_keeps_its_spelling(text: str) -> None:
    assert in_values(text, str) == text


@given(st.text() | st.from_regex(r"(?:phone|password|token)[=: ]{1,2}[a-zA-Z0-9 ().@-]{0,30}"))
def test_masks_change_nothing_the_second_time(text: str) -> None:
    for name in BOTH:
        repair = FIXES.get(name).repair
        assert repair(repair(text)) == repair(text)
    assert find(FIXES.get("mask-personal-data").repair(text), PERSONAL) == []
