"""A version to a server and back: its doubtful records to projects, their annotations into a child."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from curator.label import draws
from curator.label import frame as remembered
from curator.label.adjudicate import adjudication
from curator.label.annotations import Annotations
from curator.label.apply import Applied
from curator.label.asking import tasks_of
from curator.label.client import Client
from curator.label.journal import Journal
from curator.label.project import Project, find, find_or_make
from curator.label.pull import Pulled, pull
from curator.label.push import Pushed, push
from curator.label.sampling import Strategy, sample
from curator.label.tasks import Task
from curator.label.verdicts import Verdicts
from curator.label.version import import_annotations
from curator.pipeline import rule_schema
from curator.versions import DatasetVersion, VersionStore
from curator.versions.lineage import lineage


def push_tasks(
    client: Client,
    store: VersionStore,
    version: DatasetVersion,
    tasks: Mapping[str, Sequence[Task]],
    name: str,
    *,
    people: int = 1,
) -> list[Pushed]:
    """Put the tasks of each kind into its project, which is made where it is missing.

    Args:
        client: the server.
        store: whose folder holds the journals; they name the version, which therefore is not pruned.
        version: what the tasks were made from.
        tasks: by kind of record.
        name: of the project.
        people: who shall look at each record, where a project is made.

    Raises:
        DataError: a project is of another shape, or a task does not fit its form.
        ServiceError: the server does not answer, or refuses; run again, it goes on.
    """
    done = []
    for kind, listed in tasks.items():
        project = find_or_make(client, name, kind, people=people)
        journal = Journal.of(store.root, client.url, project)
        done.append(push(client, project, listed, journal, version=version.id))
    return done


def push_version(
    client: Client,
    store: VersionStore,
    version: DatasetVersion,
    name: str,
    *,
    budget: int,
    strategy: Strategy = "review",
    control: float = 0.1,
    per_source: int | None = None,
    seed: int = 0,
    people: int = 1,
) -> list[Pushed]:
    """Draw records of a version and put them into the projects called `name`; again, it is the same draw.

    Args:
        client: the server.
        store: of the version.
        version: whose records.
        name: of the project.
        budget: records at the most.
        strategy: what makes a record worth a look; see `curator.label.sampling.sample`.
        control: share of the budget that is drawn from everything.
        per_source: records of one source at the most, the control aside.
        seed: another seed, further records.
        people: who shall look at each record, where a project is made.

    Raises:
        DataError: a project is of another shape, or the version cannot be drawn from so.
        ServiceError: the server does not answer, or refuses; run again, it goes on.
    """
    wishes: dict[str, Any] = {
        "strategy": strategy,
        "budget": budget,
        "control": control,
        "per_source": per_source,
        "seed": seed,
    }

    def draw(taken: set[str]) -> pl.DataFrame:
        return sample(version, rule_schema(), leave_out=taken, **wishes)

    drawn = draws.remembered(store.root, {"version": version.id, "project": name, **wishes}, draw)
    reasons = {rule["id"]: rule.get("message") or rule["why"] for rule in version.manifest["rules"]}
    tasks = tasks_of(version, version.frame("records").collect(), reasons=reasons, drawn=drawn)
    return push_tasks(client, store, version, tasks, name, people=people)


@dataclass(frozen=True)
class Brought:
    """What came back from the projects, and the version that it made; `applied` is none when there was nothing."""

    version: DatasetVersion
    pulled: Sequence[Pulled]
    applied: Applied | None


def pull_annotations(
    client: Client, store: VersionStore, version: DatasetVersion, name: str, *, everything: bool = False
) -> Brought:
    """Bring what people answered since the last pull into a child of `version`.

    Args:
        client: the server.
        store: of the version.
        version: the one whose records were pushed, or a child of it.
        name: of the projects; that in which disputes are decided is read with them.
        everything: whether to read again what was read before.

    Raises:
        DataError: there are annotations and not one has an effect on the version.
        ServiceError: the server does not answer, or refuses; nothing was written.
    """
    known = remembered.of(version)
    pulled = []
    journals = []
    for project in [*find(client, name), *find(client, adjudication(name), must_exist=False)]:
        journal = Journal.of(store.root, client.url, project)
        since = None if everything else _since(store, version, journal, known, project)
        pulled.append(pull(client, project, journal, known=known, since=since))
        journals.append(journal)
    together = Annotations(
        Verdicts.together(each.annotations.verdicts for each in pulled),
        tuple(problem for each in pulled for problem in each.annotations.problems),
        sum(each.annotations.tasks for each in pulled),
        0,
    )
    if not len(together.verdicts):
        child, applied = version, None
    else:
        child, applied = import_annotations(store, version, together)
    for each, journal in zip(pulled, journals, strict=True):
        if each.until is not None:
            with journal.lock():
                journal.pulled(child.id, each.until)
    return Brought(child, pulled, applied)


def _since(
    store: VersionStore, version: DatasetVersion, journal: Journal, known: pl.DataFrame, project: Project
) -> datetime | None:
    """When everything had been read that the version remembers; none when it remembers nothing of the project."""
    line = lineage(store, version) if known.filter(pl.col("project") == project.id).height else [version.id]
    return next((journal.pulls[each] for each in line if each in journal.pulls), None)
