"""What differs between two versions, and who is behind it."""

from collections.abc import Callable

import polars as pl
import pytest

from curator.versions import DatasetVersion, diff
from curator.versions.difference import compare, first_difference

Commit = Callable[..., DatasetVersion]
A, B = "aaaa00000000", "bbbb00000000"
SCHEMA = dict.fromkeys(["record_id", "fix", "field", "before", "after"], pl.String)


def changes(*rows: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame([(name, fix, "response", "", "") for name, fix in rows], schema=SCHEMA, orient="row")


def test_every_change_names_who_decided(commit: Commit) -> None:
    a = commit(
        A,
        {"back": "drop", "lost": "keep", "vetted": "review", "gone": "keep", "fixed": "keep", "moved": "review"},
        deciders={"back": "short", "vetted": "refusal", "moved": "refusal"},
    )
    b = commit(
        B,
        {"back": "keep", "lost": "drop", "vetted": "keep", "fixed": "keep", "moved": "drop", "new": "keep"},
        deciders={"lost": "repeated", "vetted": "annotator:7,9", "moved": "short"},
        answers={"fixed": "No."},
        changes=changes(("fixed", "encoding"), ("back", "encoding")),
    )
    assert diff(a, b).select("record_id", "change", "by").rows() == [
        ("back", "added", "short"),
        ("fixed", "changed", "encoding"),
        ("gone", "removed", None),
        ("lost", "removed", "repeated"),
        ("moved", "other", "short"),
        ("new", "added", None),
        ("vetted", "added", "annotator:7,9"),
    ]
    told = compare(a, b).to_dict()
    assert {name: told[name] for name in ("differ", "added", "removed", "changed", "other")} == {
        "differ": 7,
        "added": 3,
        "removed": 2,
        "changed": 1,
        "other": 1,
    }
    assert told["by_rule"] == {
        "absent": {"added": 1, "removed": 1},
        "encoding": {"changed": 1},
        "repeated": {"removed": 1},
        "short": {"added": 1, "other": 1},
    }
    assert told["by_annotator"] == {"7": {"added": 1}, "9": {"added": 1}}
    assert told["by_source"] == {"a": {"added": 3, "changed": 1, "removed": 2, "other": 1}}


def test_a_repair_to_the_same_text_is_no_difference(commit: Commit) -> None:
    a = commit(A, {"r": "keep"}, answers={"r": "ä"}, changes=changes(("r", "encoding")))
    b = commit(B, {"r": "keep"}, answers={"r": "ä"}, changes=changes(("r", "encoding"), ("r", "markup")))
    assert diff(a, b).is_empty()
    assert compare(a, b).groups == ()


def test_the_same_repair_to_another_text_is_a_difference(commit: Commit) -> None:
    a = commit(A, {"r": "keep"}, answers={"r": "ä"}, changes=changes(("r", "encoding")))
    b = commit(B, {"r": "keep"}, answers={"r": "ae"}, changes=changes(("r", "encoding")))
    (group,) = compare(a, b).groups
    assert (group.change, group.by, group.records) == ("changed", "encoding", 1)
    assert [(each.before, each.after) for each in group.examples] == [("Well?\n\nä", "Well?\n\nae")]


def test_examples_are_as_many_as_wanted(commit: Commit) -> None:
    ids = [f"r{number}" for number in range(9)]
    a, b = commit(A, dict.fromkeys(ids, "keep")), commit(B, dict.fromkeys(ids, "drop"))
    (group,) = compare(a, b, examples=2).groups
    assert group.records == 9
    assert [each.record_id for each in group.examples] == ["r0", "r1"]
    assert diff(b, a)["change"].unique().to_list() == ["added"]


@pytest.mark.parametrize(
    ("before", "after", "start"),
    [("a", "b", 0), ("x" * 100 + "a", "x" * 100 + "b", 40), ("x" * 100, "x" * 101, 40), ("same", "same", 0)],
)
def test_a_difference_is_shown_with_a_little_before_it(before: str, after: str, start: int) -> None:
    assert first_difference(before, after) == start
