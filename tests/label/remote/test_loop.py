"""A turn of the loop with a project: doubtful records go there, answers come back onto whatever version is new."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from curator import DatasetVersion, Recipe, VersionStore, curate
from curator.errors import ServiceError
from curator.label.client import Client
from curator.loop.people import People
from curator.recipe import Data, Label
from curator.trial.journal import Journal

PACK = """\
pack: mine
about: a test
rules:
  - {id: short, when: response_chars < 4, then: review, why: look at it, severity: low}
"""

Curated = Callable[[int], DatasetVersion]


@pytest.fixture
def curated(tmp_path: Path) -> Curated:
    """A version of so many tuples, all of which wait for review."""
    (tmp_path / "mine.yaml").write_text(PACK)

    def made(count: int) -> DatasetVersion:
        rows = [{"instruction": f"Which colour has thing {i}?", "output": "red"} for i in range(count)]
        (tmp_path / "data.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        sources = Data(sources=[str(tmp_path / "data.jsonl")])
        return curate(Recipe(data=sources, rules=[str(tmp_path / "mine.yaml")]), store=VersionStore(tmp_path / "store"))

    return made


@pytest.fixture
def warnings() -> list[str]:
    return []


@pytest.fixture
def people(tmp_path: Path, connect: Callable[[], Client], warnings: list[str]) -> People:
    return People(
        Label(project="Review", budget=3),
        VersionStore(tmp_path / "store"),
        Journal(tmp_path / "journal.jsonl"),
        folder=tmp_path / "tasks",
        connect=connect,
        warn=warnings.append,
    )


def test_nobody_is_asked_twice_and_a_new_version_asks_about_others(
    studio: Any, people: People, curated: Curated
) -> None:
    version = curated(6)
    assert people.ask(version) == {"tuple": 3}
    assert people.ask(version) == {"tuple": 0}
    first = studio.records()
    assert people.ask(curated(7)) == {"tuple": 3}
    assert len(studio.records()) == len(set(studio.records())) == 6
    assert set(first) < set(studio.records())


def test_answers_come_back_at_every_turn_onto_the_version_of_that_turn(
    studio: Any, people: People, curated: Curated
) -> None:
    version = curated(6)
    people.ask(version)
    heard: Any = people.hear(version)
    assert (heard["version"], heard["decided"]) == (version.id, {})
    studio.answer(studio.records()[0], verdict=["keep"])
    heard = people.hear(version)
    assert heard["version"] != version.id
    assert heard["decided"] == {"keep": 1}
    newer = curated(7)
    heard = people.hear(newer)
    assert heard["decided"] == {"keep": 1}
    assert VersionStore.of(newer).get(heard["version"]).parent == newer.id


def test_a_project_that_nobody_has_made_has_no_answers(people: People, curated: Curated) -> None:
    version = curated(2)
    heard: Any = people.hear(version)
    assert heard == {"version": version.id, "decided": {}, "skipped": 0, "problems": []}


def test_answers_about_records_that_are_gone_stop_nothing(
    studio: Any, people: People, curated: Curated, warnings: list[str], tmp_path: Path
) -> None:
    version = curated(1)
    people.ask(version)
    studio.answer(studio.records()[0], verdict=["keep"])
    (tmp_path / "mine.yaml").write_text(PACK.replace("< 4", "< 3"))
    (tmp_path / "other.jsonl").write_text('{"instruction": "Name a lake.", "output": "Constance"}\n')
    sources = Data(sources=[str(tmp_path / "other.jsonl")])
    other = curate(Recipe(data=sources, rules=[str(tmp_path / "mine.yaml")]), store=VersionStore.of(version))
    heard: Any = people.hear(other)
    assert heard["version"] == other.id
    assert warnings == [f"project Review: none of the 1 annotated records is in this version ({other.id})"]


def test_a_server_that_refuses_stops_the_turn(studio: Any, people: People, curated: Curated) -> None:
    studio.answers["GET /api/projects"] = (500, b"{}")
    with pytest.raises(ServiceError):
        people.ask(curated(2))
