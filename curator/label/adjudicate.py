"""The records about which people disagree, as tasks for somebody who decides."""

from collections.abc import Mapping, Sequence

import polars as pl

from curator.errors import Problem
from curator.label import frame as remembered
from curator.label.agreement import queue
from curator.label.asking import tasks_of
from curator.label.tasks import Task
from curator.label.verdict import ADJUDICATION
from curator.text import printable
from curator.versions import DatasetVersion


def adjudication(name: str) -> str:
    """The project in which the records of project `name` are decided."""
    return f"{name} {ADJUDICATION}"


def disputed_tasks(version: DatasetVersion, *, budget: int) -> tuple[dict[str, list[Task]], list[Problem]]:
    """The most open disputes of a version, by kind of record, and those that cannot be put before anybody.

    The form is pre-filled with nothing but the rules, and says what the others answered.

    Args:
        version: with the annotations.
        budget: how many at the most.
    """
    open_ = queue(remembered.of(version)).unique("record_id", keep="first", maintain_order=True).head(budget)
    said: Mapping[str, tuple[str, Sequence[Mapping[str, str]]]] = {
        row["record_id"]: (row["content"], row["said"]) for row in open_.iter_rows(named=True)
    }
    drawn = open_.select("record_id", stratum=pl.lit(ADJUDICATION), probability=pl.lit(None, dtype=pl.Float64))
    tasks = tasks_of(version, version.frame("records").collect(), reasons={}, drawn=drawn)
    problems = []
    for kind, listed in tasks.items():
        for task in listed:
            content, answers = said[task["data"]["record_id"]]
            if task["data"]["content"] != content:
                where = f"record {printable(task['data']['record_id'], 60)}"
                problems.append(Problem("it has changed since people disagreed about it", where))
            else:
                task["data"]["reasons"] = "\n".join(
                    f"annotator {each['annotator']}: {each['answer']}" for each in answers
                )
        tasks[kind] = [task for task in listed if task["data"]["content"] == said[task["data"]["record_id"]][0]]
    return {kind: listed for kind, listed in tasks.items() if listed}, problems
