"""A pack to go on from."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Curator = Callable[..., Any]


def test_a_new_pack_judges_and_is_never_overwritten(curator: Curator, data: Path) -> None:
    when = "response_words < 3 AND response ~ '\"|:'"
    assert curator("rules", "new", "mine", "--when", when, "--then", "flag").code == 0
    shown = curator("rules", "show", "mine-1", "--rules", "./mine.yaml", "--json").json
    assert (shown["when"], shown["then"]) == (when, "flag")
    assert curator("rules", "test", "./mine.yaml").code == 0
    assert curator("curate", "data.jsonl", "--rules", "./mine.yaml", "--json").json["rules"]["mine-1"]["hits"] == 0
    again = curator("rules", "new", "mine")
    assert again.code == 2
    assert "exists already" in again.err


def test_a_predicate_that_makes_no_sense_writes_nothing(curator: Curator) -> None:
    done = curator("rules", "new", "mine", "--when", "respons_chars < 3")
    assert done.code == 2
    assert "response_chars" in done.err
    assert not Path("mine.yaml").exists()


def test_rules_are_listed_by_severity_and_what_they_do(curator: Curator) -> None:
    listed = curator("rules", "list", "--severity", "high", "--then", "drop", "--json").json["rules"]
    assert {(rule["severity"], rule["then"]) for rule in listed} == {("high", "drop")}
    assert {rule["pack"] for rule in listed} >= {"empty-answers"}


def test_a_signal_names_the_rules_that_compare_it(curator: Curator) -> None:
    shown = curator("signals", "show", "response_is_blank", "--json").json
    assert "empty-answer" in shown["rules"]
    assert shown["needs"] == ["kind", "response"]
    assert "response (" in curator("signals", "list").out


@pytest.mark.parametrize("command", ["rules", "signals"])
def test_a_list_says_what_its_rows_mean_where_there_is_room(
    curator: Curator, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    told = {"rules": "There is nothing to learn", "signals": "length of the response"}[command]
    monkeypatch.setenv("COLUMNS", "80")
    narrow = curator(command, "list").out
    assert told not in narrow
    assert max(map(len, narrow.splitlines())) <= 80
    monkeypatch.setenv("COLUMNS", "160")
    assert told in curator(command, "list").out
