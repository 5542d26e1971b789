"""When turns begin: at set times, or once what changed has come to rest."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from typing import Any

import pytest

from curator.errors import RecipeError
from curator.loop import watch
from curator.loop.watch import Clock, at_times, on_changes, seconds_of

START = datetime(2026, 3, 1, tzinfo=UTC)


class Time:
    """A clock that only goes on when somebody sleeps."""

    def __init__(self) -> None:
        self.now = START
        self.clock = Clock(lambda: self.now, self.sleep)

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @property
    def seconds(self) -> float:
        return (self.now - START).total_seconds()


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("30m", 1800), ("1h", 3600), ("1d12h", 129600), ("2h30m", 9000)]
)
def test_times(text: str, seconds: int) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "1", "h", "0s", "1 h", "-1h", "1w", "1.5h", "1h\n"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(RecipeError, match="--every wants a time such as 30m"):
        seconds_of(text)


def test_turns_begin_at_set_times_whatever_they_take() -> None:
    time = Time()
    due: list[datetime | None] = []
    began = []
    takes = iter([10.0, 90.0, 5.0, 0.0])
    for _ in islice(at_times(60, time.clock, due.append), 4):
        began.append(time.seconds)
        time.sleep(next(takes))
    assert began == [0, 60, 150, 210]  # the second one took longer: the third follows at once
    assert due == [START + timedelta(seconds=each) for each in (60, 150, 210)]


def turns(looks: list[object], time: Time) -> Iterator[float]:
    """When turns begin while a look finds these, one after the other; the last one for good."""
    left = iter(looks)
    last: list[object] = []

    def look() -> object:
        last[:] = [next(left, last[0] if last else None)]
        return last[0]

    for _ in on_changes(look, time.clock, lambda _: None):
        yield time.seconds


def test_a_turn_begins_when_what_changed_has_come_to_rest() -> None:
    # Before the first turn a; after it a, a, then b, c, d and d at rest: a turn three quiet seconds after d.
    began = list(islice(turns(["a", "a", "a", "b", "c", "d"], Time()), 2))
    assert began == [0, 5 + watch.SETTLE_S]


def test_a_change_that_is_taken_back_begins_no_turn() -> None:
    time = Time()
    began = turns(["a", "a", "b", "a", *["a"] * 20, "b"], time)
    assert next(began) == 0
    assert next(began) > 20


def test_a_change_during_a_turn_begins_another_one() -> None:
    # The look before the turn finds a; the first after it already b.
    assert list(islice(turns(["a", "b"], Time()), 2)) == [0, 1 + watch.SETTLE_S]


@pytest.mark.parametrize(
    "name",
    ["data.jsonl", "held.jsonl", "recipe.yaml", "mine.yaml", "answers.json", "tasks/sums.yaml", "sums.jsonl", "shots"],
)
def test_everything_that_a_turn_reads_is_watched(project: Any, name: str) -> None:
    (project.path / "mine.yaml").write_text("pack: mine\nabout: a test\nrules: []\n")
    (project.path / "answers.json").write_text("[]")
    (project.path / "tasks").mkdir()
    task = "task: sums\nitems: ../sums.jsonl\nmetrics: [numeric]\nshots: {items: ../shots, count: 1}\n"
    (project.path / "tasks" / "sums.yaml").write_text(task)
    project.replace("rules: [empty-answers]", "rules: [empty-answers, mine.yaml]")
    project.replace("label: {budget: 5}", "label: {annotations: answers.json}")
    project.replace("evaluate: {heldout: held.jsonl}", "evaluate: {heldout: held.jsonl, tasks: [tasks/sums.yaml]}")
    before = watch.watched(project.recipe, project.store.root)
    assert watch.watched(project.recipe, project.store.root) == before
    with (project.path / name).open("a") as file:
        file.write("\n")
    assert watch.watched(project.recipe, project.store.root) != before


def test_new_files_of_a_pattern_files_that_go_and_a_broken_recipe_are_changes(project: Any) -> None:
    project.replace("sources: [data.jsonl]", "sources: ['*.jsonl']")
    looks = [watch.watched(project.recipe, project.store.root)]
    (project.path / "more.jsonl").write_text("")
    looks.append(watch.watched(project.recipe, project.store.root))
    (project.path / "held.jsonl").unlink()
    looks.append(watch.watched(project.recipe, project.store.root))
    project.recipe.write_text("name: [")
    looks.append(watch.watched(project.recipe, project.store.root))
    project.recipe.unlink()
    looks.append(watch.watched(project.recipe, project.store.root))
    assert all(one != other for one, other in pairwise(looks))


@pytest.mark.parametrize(
    ("old", "new"),
    [("sources: [data.jsonl]", "sources: ['s3://bucket/a.jsonl']"), ("label: {budget: 5}", "label: {project: mine}")],
)
def test_what_lies_elsewhere_wants_a_time(project: Any, old: str, new: str) -> None:
    project.replace(old, new)
    with pytest.raises(RecipeError, match="cannot be watched for changes; say how often to look: --every 15m"):
        watch.check_watchable(project.loop().recipe)
