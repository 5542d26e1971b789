"""The project on the server that holds the records of one kind: found, or made with our form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from curator.errors import DataError
from curator.label.client import Client, answers
from curator.label.config import TARGET, labelling_config
from curator.label.form import Form
from curator.label.refusals import Unsure
from curator.label.shape import Node
from curator.text import printable

MODEL = "curator"
"""Whose predictions all are. A form is pre-filled with those of one name, so a version's id would empty older ones."""

TITLE_CHARS = range(3, 51)
"""What the server takes as a title."""


@dataclass(frozen=True)
class Project:
    """A project with a form of ours. `created` tells it from one that had its number on an earlier server."""

    id: int
    title: str
    kind: str
    form: Form
    created: str
    tasks: int
    notes: tuple[str, ...] = ()


def find_or_make(client: Client, name: str, kind: str, *, people: int = 1) -> Project:
    """The project for records of `kind`: the one called `name`, or `name (kind)` beside one of another kind.

    Args:
        client: the server.
        name: a title, or the number of a project.
        kind: of record.
        people: who shall look at each record, when the project is made.

    Raises:
        DataError: the project has another form, or several have this title, or the server takes no such title.
        ServiceError: the server does not answer, or refuses.
    """
    found = _titled(client, name)
    if found is None:
        return _make(client, name, kind, people)
    kinds = _kinds(found)
    if kind in kinds:
        return _project(found, kind)
    beside = f"{name} ({kind})"
    if not kinds or name.isdecimal():
        raise _another_shape(found, kind)
    second = _titled(client, beside)
    if second is None:
        return _make(client, beside, kind, people)
    if kind not in _kinds(second):
        raise _another_shape(second, kind)
    return _project(second, kind)


def find(client: Client, name: str, *, must_exist: bool = True) -> list[Project]:
    """The projects that pushes to `name` have made, one a kind.

    Raises:
        DataError: there is none though there must be, or it has another form.
        ServiceError: the server does not answer, or refuses.
    """
    if not must_exist and len(name) not in TITLE_CHARS:
        return []
    first = _titled(client, name)
    if first is None and not must_exist:
        return []
    if first is None:
        raise DataError(
            f"no project {printable(name)!r} on {client.url}", hint="make it: curator label push VERSION --project NAME"
        )
    kinds = _kinds(first)
    if not kinds:
        raise _another_shape(first, None)
    projects = [_project(first, next(iter(kinds)))]
    for kind in TARGET if not name.isdecimal() else ():
        beside = _titled(client, f"{name} ({kind})") if kind not in kinds else None
        if beside is not None and kind in _kinds(beside):
            projects.append(_project(beside, kind))
    return projects


def _titled(client: Client, name: str) -> Node | None:
    if name.isdecimal():
        return client.get(f"/api/projects/{int(name)}")
    if len(name) not in TITLE_CHARS:
        raise DataError(
            f"{printable(name)!r} has {len(name)} characters",
            where="--project",
            hint=f"a project's name has {TITLE_CHARS.start} to {TITLE_CHARS.stop - 1}, that of its kinds included",
        )
    same = [each for each in _listed(client, name) if each.mapping().get("title") == name]
    if len(same) > 1:
        numbers = ", ".join(str(each.mapping().get("id")) for each in same)
        raise DataError(f"{len(same)} projects are called {printable(name)!r}", hint=f"name one by number: {numbers}")
    return client.get(f"/api/projects/{same[0].child('id').integer()}") if same else None


def _listed(client: Client, name: str) -> Iterator[Node]:
    page, seen = 1, 0
    while True:
        told = client.get("/api/projects", {"title": name, "page_size": 100, "page": page})
        with answers(told.where):
            results, count = told.child("results").items(), told.child("count").integer()
        yield from results
        seen, page = seen + len(results), page + 1
        if seen >= count or not results:
            return


def _make(client: Client, name: str, kind: str, people: int) -> Project:
    """Make a project, once: should the answer be lost, it is looked for by its name."""
    if len(name) not in TITLE_CHARS:
        raise DataError(f"{printable(name)!r} is too long for a project's name", where="--project")
    wishes = {
        "title": name,
        "description": f"Records of kind {kind}, put here by curator.",
        "label_config": labelling_config(kind),
        "show_collab_predictions": True,
        "model_version": MODEL,
        "maximum_annotations": people,
        "enable_empty_annotation": False,
    }
    try:
        made = client.send("POST", "/api/projects", wishes)
    except Unsure:
        found = _titled(client, name)
        if found is None:
            raise
        made = found
    return _project(made, kind)


def _project(told: Node, kind: str) -> Project:
    with answers(told.where):
        fields = told.mapping()
        tasks = fields.get("task_number")
        notes = []
        if fields.get("show_collab_predictions") is False:
            notes.append("its forms are not pre-filled: somebody switched predictions off in its settings")
        return Project(
            id=told.child("id").integer(),
            title=told.child("title").text(),
            kind=kind,
            form=_form(told),
            created=told.child("created_at").text(),
            tasks=tasks if isinstance(tasks, int) else 0,
            notes=tuple(notes),
        )


def _form(told: Node) -> Form:
    with answers(told.where):
        config = told.child("label_config").text()
    return Form.of(config)


def _kinds(told: Node) -> Mapping[str, Form]:
    """The kinds of record that the project's form is for; more than one only if a form were of two kinds."""
    form = _form(told)
    return {kind: form for kind in TARGET if not form.lacks(Form.of(labelling_config(kind)))}


def _another_shape(told: Node, kind: str | None) -> DataError:
    form = _form(told)
    flaws = {each: form.lacks(Form.of(labelling_config(each))) for each in ([kind] if kind else TARGET)}
    nearest = min(flaws.values(), key=len)
    shown = "; ".join(nearest[:3]) + (f"; and {len(nearest) - 3} more" if len(nearest) > 3 else "")
    title, number = printable(str(told.mapping().get("title"))), told.mapping().get("id")
    return DataError(
        f"project {number} has another form: {shown}",
        where=title,
        hint="put our questions back (curator label export writes the form), or name another project",
    )
