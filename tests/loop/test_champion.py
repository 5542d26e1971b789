"""Who is champion, who was, and what is said of a damaged file."""

import errno
from pathlib import Path

import pytest

from curator.errors import DataError
from curator.loop.champion import BY_HAND, BY_TRIAL, Champion, Champions, reigns


def champion(version: str, previous: str | None = None, turn: str | None = None, at: str = "2026-03-01") -> Champion:
    return Champion("colours", version, BY_TRIAL if turn else BY_HAND, "because", previous, turn, at=at)


def test_nobody_is_champion_before_the_first_coronation(tmp_path: Path) -> None:
    champions = Champions(tmp_path)
    assert champions.current() is None
    assert champions.before("t1") is None


def test_the_last_one_stands_and_the_others_are_remembered(tmp_path: Path) -> None:
    champions = Champions(tmp_path)
    first, second = champion("a" * 12, turn="t1"), champion("b" * 12, "a" * 12)
    for each in (first, second):
        champions.crown(each)
    assert champions.current() == second
    assert Champions(tmp_path).history() == [first, second]


def test_a_turn_that_was_interrupted_after_it_crowned_challenges_the_one_before(tmp_path: Path) -> None:
    champions = Champions(tmp_path)
    champions.crown(champion("a" * 12, turn="t1"))
    champions.crown(champion("b" * 12, "a" * 12, turn="t2"))
    assert champions.before("t2") == "a" * 12
    assert champions.before("t3") == "b" * 12


def test_a_line_cut_off_by_a_kill_was_never_crowned(tmp_path: Path) -> None:
    champions = Champions(tmp_path)
    champions.crown(champion("a" * 12))
    whole = champions.path.read_bytes()
    champions.crown(champion("b" * 12))
    champions.path.write_bytes(champions.path.read_bytes()[:-20])
    current = champions.current()
    assert current is not None
    assert current.version == "a" * 12
    champions.crown(champion("c" * 12))
    assert champions.path.read_bytes().startswith(whole)
    assert [each.version[0] for each in champions.history()] == ["a", "c"]


@pytest.mark.parametrize("line", [b"null", b"{}", b'{"version": 1}', b"\0\0", b"[]", b'"text"', b""])
def test_a_damaged_line_is_said_with_its_place(tmp_path: Path, line: bytes) -> None:
    champions = Champions(tmp_path)
    champions.crown(champion("a" * 12))
    champions.path.write_bytes(champions.path.read_bytes() + line + b"\n")
    with pytest.raises(DataError, match=r"champion\.jsonl:2: is no champion as curator wrote it; put the line right"):
        champions.current()


def test_a_full_disk_leaves_the_champion_who_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    champions = Champions(tmp_path)
    champions.crown(champion("a" * 12))

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DataError, match="no space left on the disk"):
        champions.crown(champion("b" * 12))
    current = champions.current()
    assert current is not None
    assert current.version == "a" * 12


def test_reigns_are_found_over_all_loops_with_their_ends(tmp_path: Path) -> None:
    one, other = Champions(tmp_path / "loops" / "one"), Champions(tmp_path / "loops" / "other")
    one.crown(champion("a" * 12, at="2026-03-01"))
    one.crown(champion("b" * 12, "a" * 12, at="2026-03-05"))
    other.crown(champion("a" * 12, at="2026-03-03"))
    assert [(each.since, each.until) for each in reigns(tmp_path, "a" * 12)] == [
        ("2026-03-01", "2026-03-05"),
        ("2026-03-03", None),
    ]
    assert reigns(tmp_path, "c" * 12) == []
