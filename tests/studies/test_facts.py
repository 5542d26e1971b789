"""Facts and pieces of raw text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.errors import DataError
from curator.studies.facts import BLANK, facts
from curator.studies.pieces import cut, passages
from curator.train.rows import TextRow

TEXT = """The Elbe is 1,094 km long and rises in the mountains. The Rhine is 1,233 km long and it ends in a delta.
The Oder is 840 km long and it flows to the north. The Weser is 451 km long and it flows to the sea. A short one.
The old town lies on the river Moselle in a valley."""


def test_a_number_is_taken_out_and_others_stand_in() -> None:
    found = facts([TEXT], 10)
    by_value = {fact.value: fact for fact in found}
    assert set(by_value) == {"1,094", "1,233", "840", "451"}  # one name alone has no others beside it
    elbe = by_value["1,094"]
    assert elbe.sentence == f"The Elbe is {BLANK} km long and rises in the mountains."
    assert set(elbe.options) == {"1,094", "1,233", "840", "451"}
    assert elbe.filled("840") == "The Elbe is 840 km long and rises in the mountains."
    assert elbe.item().answer == "1,094"
    assert elbe.item().options == elbe.options


def test_names_are_those_inside_a_sentence() -> None:
    towns = ["Ulm", "Bonn", "Kiel", "Trier", "Worms"]
    text = "\n".join(f"Every one of the old ferries goes to {town} in the summer." for town in towns)
    found = facts([text], 10)
    assert {fact.value for fact in found} == set(towns)
    assert all(len(fact.options) == 4 for fact in found)


@given(st.lists(st.text(max_size=200), max_size=4))
def test_every_fact_can_be_told_from_its_options(texts: list[str]) -> None:
    for fact in facts([*texts, TEXT], 10):
        assert fact.options.count(fact.value) == 1
        assert fact.sentence.count(BLANK) == 1
        assert len({fact.filled(option) for option in fact.options}) == len(fact.options)


def test_facts_are_the_same_every_time() -> None:
    assert facts([TEXT], 3, seed=1) == facts([TEXT], 3, seed=1)


def words(text: str) -> int:
    return len(text.split())


def test_pieces_are_whole_sentences_of_about_one_length() -> None:
    text = " ".join(f"This is sentence number {number} of it." for number in range(40))
    pieces = cut([TextRow("t", text)], 28, words, 100)
    assert {words(piece.text) for piece in pieces} == {28}
    assert " ".join(piece.text for piece in pieces) == text
    assert [piece.record_id for piece in pieces[:2]] == ["t/0", "t/1"]
    assert len(cut([TextRow("t", text)], 28, words, 3)) == 3


@given(st.text(max_size=300), st.integers(1, 60))
def test_no_word_is_lost(text: str, tokens: int) -> None:
    pieces = cut([TextRow("t", text)], tokens, words, 1_000)
    assert " ".join(piece.text for piece in pieces).split() == text.split()


def test_passages(tmp_path: Path) -> None:
    path = tmp_path / "general.txt"
    path.write_text("One.\nStill one.\n\n  \n\nTwo.\n")
    assert passages(path) == ["One.\nStill one.", "Two."]
    assert len(passages()) == 10
    path.write_text(" \n\n")
    with pytest.raises(DataError, match="is empty"):
        passages(path)
    with pytest.raises(DataError, match="no such file of general text"):
        passages(tmp_path / "none")
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="cannot be read"):
        passages(path)
