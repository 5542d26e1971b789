"""`curator versions`: list, show and verify what is in the store; comparing, pruning and exporting lie beside it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.card import card
from curator.cli.common import Session, common, stop_with
from curator.cli.diff import compare
from curator.cli.export import export_version
from curator.cli.prune import prune_versions
from curator.cli.tables import plain_table
from curator.errors import DataError
from curator.scores import qualities, scored_rules
from curator.versions import DatasetVersion, lineage
from curator.versions.derive import DECISIONS

if TYPE_CHECKING:
    from curator.loop.champion import Reign

SHOWN = 5  # records that were restored


@click.group()
def versions() -> None:
    """List, show, compare, export, verify and prune versions."""


versions.add_command(card)
versions.add_command(compare)
versions.add_command(export_version)
versions.add_command(prune_versions)


@versions.command("list")
@common
def list_versions(session: Session) -> None:
    """List every version, oldest first."""
    rows = []
    for version in session.store.all():
        try:
            rows.append({**_line(version), "rules": len(version.manifest["rules"])})
        except DataError as error:
            session.note(str(error))
    unreadable = len(session.store.ids()) - len(rows)
    if unreadable:
        session.note(f"{unreadable:,} cannot be read: curator versions verify")
    latest = session.store.latest() if rows else None

    def table() -> RenderableType:
        if not rows:
            return Text(f"no versions in {session.store.root}; make one: curator curate FILE")
        return plain_table(
            {
                "version": "left",
                "parent": "left",
                "made": "left",
                "from": "left",
                "rules": "right",
                "input": "right",
                "kept": "right",
            },
            [
                (
                    row["version"] + (" (latest)" if row["version"] == latest else ""),
                    row["parent"] or "–",
                    row["created"][:16].replace("T", " "),
                    ", ".join(row["sources"]),
                    f"{row['rules']:,}",
                    f"{row['counts']['input']:,}",
                    f"{row['counts']['kept']:,}",
                )
                for row in rows
            ],
        )

    session.show({"versions": rows, "latest": latest}, table)


@versions.command(short_help="Show what a version was made from and holds.")
@click.argument("version")
@common
def show(session: Session, version: str) -> None:
    """Show what VERSION (an id, the beginning of one, or `latest`) was made from and holds."""
    from curator.report.measured import measured_of, measured_view

    found = session.store.get(version)
    line = lineage(session.store, found)
    details = {**_line(found), "lineage": line, **{key: found.manifest[key] for key in ("sources", "duplicates")}}
    details["rules"] = {rule["id"]: {"then": rule["then"], "hits": rule["hits"]} for rule in found.manifest["rules"]}
    quality = qualities(found.frame("ledger").collect(), scored_rules(found.manifest["rules"]))
    details["quality"] = quality.to_dict()
    is_measured = "model" in found.manifest or "meaning" in found.manifest
    measured = measured_of(found.frame("signals").collect() if is_measured else None, found.manifest)
    details["measured"] = measured.to_dict() if measured else None
    details["libraries"] = found.manifest["libraries"]
    reigned = _reigns(session, found)
    details["champion"] = [each.to_dict() for each in reigned]
    details.update({name: found.manifest[name] for name in DECISIONS if name in found.manifest})

    def view() -> RenderableType:
        from curator.report.quality import quality_view

        counts = found.manifest["counts"]
        lines = [
            f"{found.manifest['name']}  {found.id}" + (f"  (from {' ← '.join(line[1:])})" if found.parent else ""),
            f"made {details['created'][:19].replace('T', ' ')} UTC in {found.manifest['seconds']:.1f} s",
            ", ".join(f"{count:,} {name}" for name, count in counts.items()),
            *(f"{each['name']}: {each['format']}, {each['records']:,} records" for each in found.manifest["sources"]),
            *_decisions(found),
            *map(str, reigned),
        ]
        hit = [(rule["id"], rule["then"], f"{rule['hits']:,}") for rule in found.manifest["rules"] if rule["hits"]]
        return Group(
            Text("\n".join(lines) + "\n"),
            plain_table({"rule": "left", "then": "left", "hits": "right"}, hit),
            Text(),
            *quality_view({"as read": quality.input, "kept": quality.kept}),
            *((Text(), *measured_view(measured)) if measured else ()),
            Text(f"\ncurator report {found.id}  ·  curator versions export {found.id} -o FILE"),
        )

    session.show(details, view)


@versions.command()
@common
def verify(session: Session) -> None:
    """Hash every file of every version again and name what is damaged."""
    store = session.store_that_is_there
    problems = store.verify()
    count = len(store.ids())
    result = {"versions": count, "damaged": [str(problem) for problem in problems]}
    summary = f"{count:,} versions, every file as it was written"
    session.show(result, lambda: Text("\n".join(map(str, problems)) or summary))
    if problems:
        stop_with(1)


def _reigns(session: Session, version: DatasetVersion) -> "list[Reign]":
    """When a loop had this version as champion; a damaged file of champions is told, the rest is shown."""
    from curator.loop.champion import reigns

    try:
        return reigns(session.store.root, version.id)
    except DataError as error:
        session.note(f"warning: {error}")
        return []


def _decisions(version: DatasetVersion) -> Iterator[str]:
    """What people decided when they made this version from its parent."""
    said = version.manifest
    if said.get("decided"):
        yield "labelled: " + ", ".join(f"{count:,} {action}" for action, count in sorted(said["decided"].items()))
    for name, words in (("restored", "restored"), ("taken_back", "no longer restored")):
        if said.get(name):
            yield f"{words}: {', '.join(each['record_id'] for each in said[name][:SHOWN])}" + " …" * (
                len(said[name]) > SHOWN
            )


def _line(version: DatasetVersion) -> dict[str, Any]:
    manifest = version.manifest
    counts = manifest["counts"]
    return {
        "version": version.id,
        "parent": version.parent,
        "created": manifest["created"],
        "name": manifest["name"],
        "sources": [source["name"] for source in manifest["sources"]],
        "counts": {**counts, "input": counts["input"], "kept": counts["kept"]},
    }
