"""The held-out set is read, or refused with the line and the reason."""

import hashlib
from pathlib import Path

import pytest

from curator.errors import DataError
from curator.evaluate import Item, load_heldout


def put(folder: Path, *lines: str) -> Path:
    path = folder / "heldout.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_an_instruction_tuple_becomes_a_user_turn_and_an_answer(tmp_path: Path) -> None:
    line = '{"instruction": "Yes or no?", "input": "Is it red?", "output": "no", "options": ["yes", "no"], "task": "t"}'
    path = put(tmp_path, line)
    heldout = load_heldout(path)
    turns = ({"role": "user", "content": "Yes or no?\nIs it red?"},)
    assert heldout.items == (Item("heldout.jsonl:1", turns, "no", ("yes", "no"), "t"),)
    assert heldout.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("line", "turns", "answer"),
    [
        ('{"prompt": "2+2", "completion": "4"}', [("user", "2+2")], "4"),
        ('{"question": "2+2", "answer": "4"}', [("user", "2+2")], "4"),
        (
            '{"system": "Be brief.", "instruction": "2+2", "output": "4"}',
            [("system", "Be brief."), ("user", "2+2")],
            "4",
        ),
        ('{"instruction": "2+2", "input": "", "output": "4"}', [("user", "2+2")], "4"),
        (
            '{"messages": [{"role": "user", "content": "2+2"}, {"role": "assistant", "content": "4"}]}',
            [("user", "2+2")],
            "4",
        ),
    ],
)
def test_other_spellings(tmp_path: Path, line: str, turns: list[tuple[str, str]], answer: str) -> None:
    (item,) = load_heldout(put(tmp_path, line)).items
    assert [(turn["role"], turn["content"]) for turn in item.messages] == turns
    assert (item.answer, item.options, item.task) == (answer, None, "answer")


def test_ids_of_the_file_are_kept_and_blank_lines_count_as_lines(tmp_path: Path) -> None:
    path = put(tmp_path, '{"id": 7, "prompt": "a", "output": "b"}', "", '{"prompt": "c", "output": "d"}')
    assert [item.item_id for item in load_heldout(path).items] == ["7", "heldout.jsonl:3"]


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "heldout.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"prompt": "a", "output": "b"}\r\n')
    assert load_heldout(path).items[0].answer == "b"


def test_frame_holds_what_contamination_is_searched_with(tmp_path: Path) -> None:
    chat = (
        '{"id": "x", "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "one"},'
        ' {"role": "assistant", "content": "two"}, {"role": "user", "content": "three"},'
        ' {"role": "assistant", "content": "four"}]}'
    )
    assert load_heldout(put(tmp_path, chat)).frame().rows() == [("x", "one\n\nthree")]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not JSON"),
        ("[1]", "not an object but list"),
        ('{"prompt": "a"}', "no gold answer"),
        ('{"prompt": "a", "output": "  "}', "no gold answer"),
        ('{"prompt": "a", "output": null}', "no gold answer"),
        ('{"prompt": "a", "output": 4}', "output is 4"),
        ('{"output": "a"}', "no question; the keys are output"),
        ('{"messages": [{"role": "user", "content": "a"}]}', "no gold answer"),
        ('{"messages": [{"role": "assistant", "content": "a"}]}', "no gold answer"),
        ('{"messages": ["a", "b"]}', "messages is no list of turns"),
        ('{"messages": [{"role": "user", "content": null}]}', "messages is no list of turns"),
        ('{"prompt": "a", "output": "b", "options": ["c", "d"]}', "the answer 'b' is none of the options"),
        ('{"prompt": "a", "output": "b", "options": "b"}', "options is 'b'"),
        ('{"prompt": "a", "output": "b", "options": ["b"]}', "at least two"),
        ('{"prompt": "a", "output": "b", "options": ["b", "c", "b"]}', "each once"),
        ('{"prompt": "a", "output": "b", "task": 3}', "task is 3"),
    ],
)
def test_an_unusable_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = put(tmp_path, '{"prompt": "fine", "output": "yes"}', line)
    with pytest.raises(DataError) as error:
        load_heldout(path)
    assert message in str(error.value)
    assert f"{path}:2" in str(error.value)


def test_every_bad_line_is_reported_up_to_ten(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        load_heldout(put(tmp_path, *['{"prompt": "a"}'] * 13))
    assert len(error.value.problems) == 11
    assert "3 more lines" in str(error.value)


def test_one_id_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="'x' stands twice"):
        load_heldout(put(tmp_path, *['{"id": "x", "prompt": "a", "output": "b"}'] * 2))


@pytest.mark.parametrize(("content", "message"), [("", "is empty"), ("\n \n", "is empty")])
def test_nothing_in_the_file(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        load_heldout(put(tmp_path, content))


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        load_heldout(tmp_path / "nowhere.jsonl")
    with pytest.raises(DataError, match="is a directory"):
        load_heldout(tmp_path)
