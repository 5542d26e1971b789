import polars as pl
import pytest
from polars.testing import assert_frame_equal

from curator import schema
from curator.errors import RecipeError
from curator.fixes import CHANGES, apply


def _records(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(
        [{"record_id": f"r{number}", "kind": "tuple", **row} for number, row in enumerate(rows)],
        schema=schema.CANONICAL,
    )


def test_only_marked_records_change_and_each_change_is_told() -> None:
    records = _records({"input": "N/A", "response": "a"}, {"input": "N/A"}, {"input": None})
    repaired, changes = apply(records, {"clear-sentinel": pl.Series([True, None, True])})
    assert repaired["input"].to_list() == ["", "N/A", None]
    assert_frame_equal(repaired.drop("input"), records.drop("input"))
    assert changes.rows() == [("r0", "clear-sentinel", "input", "N/A", "")]
    assert changes.schema == pl.Schema(CHANGES)


def test_messages_and_both_sides_of_a_pair() -> None:
    records = _records(
        {
            "kind": "preference",
            "messages": [{"role": "user", "content": "hi"}, {"role": "user", "content": "cafÃ©"}, {"role": "tool"}],
            "chosen": "Ã©",
            "rejected": "Ã¨",
        }
    )
    repaired, changes = apply(records, {"encoding": pl.Series([True])})
    assert [turn["content"] for turn in repaired["messages"][0]] == ["hi", "café", None]
    assert repaired.select("chosen", "rejected").row(0) == ("é", "è")
    assert changes["field"].to_list() == ["messages[1].content", "chosen", "rejected"]


def test_encoding_comes_before_control_characters_whatever_the_order_asked() -> None:
    everything = pl.Series([True])
    repaired, changes = apply(
        _records({"response": "Ã\x89tat\x07"}), {"control-characters": everything, "encoding": everything}
    )
    assert repaired["response"].item() == "État"
    assert changes["fix"].to_list() == ["encoding", "control-characters"]


def test_nothing_wanted_changes_nothing() -> None:
    records = _records({"response": "a"})
    repaired, changes = apply(records, {"encoding": pl.Series([False])})
    assert_frame_equal(repaired, records)
    assert changes.is_empty()


def test_a_name_that_is_no_fix() -> None:
    with pytest.raises(RecipeError, match="did you mean encoding"):
        apply(_records(), {"encodings": pl.Series([], dtype=pl.Boolean)})


def _chat(*turns: tuple[str, str | None], meta: str | None = None) -> dict[str, object]:
    return {"kind": "chat", "messages": [{"role": role, "content": said} for role, said in turns], "meta": meta}


def test_a_copied_turn_goes_and_is_told() -> None:
    said = _chat(("user", "hi"), ("user", " hi "), ("assistant", "yes"), ("assistant", "yes"), ("user", "hi"))
    repaired, changes = apply(_records(said), {"cut-copied-turns": pl.Series([True])})
    assert [turn["content"] for turn in repaired["messages"][0]] == ["hi", "yes", "hi"]
    assert changes.rows() == [
        ("r0", "cut-copied-turns", "messages[1]", " hi ", ""),
        ("r0", "cut-copied-turns", "messages[3]", "yes", ""),
    ]


@pytest.mark.parametrize(
    "meta",
    ['{"_layout":{"messages":{"1":{"extra":{"id":7}}}}}', '{"_layout":{"prompt":0}}', '{"_layout":{"cut":1}}'],
)
def test_turns_that_meta_counts_stay(meta: str) -> None:
    records = _records(_chat(("user", "hi"), ("user", "hi"), meta=meta))
    repaired, changes = apply(records, {"cut-copied-turns": pl.Series([True])})
    assert_frame_equal(repaired, records)
    assert changes.is_empty()


def test_what_all_messages_have_moves_with_none() -> None:
    records = _records(_chat(("user", "hi"), ("user", "hi"), meta='{"_layout":{"messages":{"each":{"role":"human"}}}}'))
    repaired, _ = apply(records, {"cut-copied-turns": pl.Series([True])})
    assert repaired["messages"].list.len().item() == 1


def test_an_empty_turn_and_a_call_are_no_copies() -> None:
    turns = [
        {"role": "assistant", "content": "ok", "tool_calls": '[{"id": "1"}]'},
        {"role": "assistant", "content": "ok", "tool_calls": '[{"id": "2"}]'},
        {"role": "user", "content": ""},
        {"role": "user", "content": ""},
        {"role": "tool", "content": "7"},
        {"role": "tool", "content": "7"},
    ]
    records = _records({"kind": "chat", "messages": turns})
    assert apply(records, {"cut-copied-turns": pl.Series([True])})[1].is_empty()
