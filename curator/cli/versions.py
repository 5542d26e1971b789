"""`curator versions`: list, show, compare, export and verify what is in the store."""

from typing import Any

import click
import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common, stop_with
from curator.cli.export import export_version
from curator.cli.tables import plain_table
from curator.versions import DatasetVersion, diff, lineage


@click.group()
def versions() -> None:
    """List, show, compare, export and verify versions."""


versions.add_command(export_version)


@versions.command("list")
@common
def list_versions(session: Session) -> None:
    """List every version, oldest first."""
    rows = [_line(version) for version in session.store.all()]
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
                "input": "right",
                "kept": "right",
            },
            [
                (
                    row["version"] + (" (latest)" if row["version"] == latest else ""),
                    row["parent"] or "–",
                    row["created"][:16].replace("T", " "),
                    ", ".join(row["sources"]),
                    f"{row['counts']['input']:,}",
                    f"{row['counts']['kept']:,}",
                )
                for row in rows
            ],
        )

    session.show({"versions": rows, "latest": latest}, table)


@versions.command()
@click.argument("version")
@common
def show(session: Session, version: str) -> None:
    """Show what VERSION (an id, the beginning of one, or `latest`) was made from and holds."""
    found = session.store.get(version)
    line = lineage(session.store, found)
    details = {**_line(found), "lineage": line, **{key: found.manifest[key] for key in ("sources", "duplicates")}}
    details["rules"] = {rule["id"]: {"then": rule["then"], "hits": rule["hits"]} for rule in found.manifest["rules"]}
    details["libraries"] = found.manifest["libraries"]

    def view() -> RenderableType:
        counts = found.manifest["counts"]
        lines = [
            f"{found.manifest['name']}  {found.id}" + (f"  (from {' ← '.join(line[1:])})" if found.parent else ""),
            f"made {details['created'][:19].replace('T', ' ')} UTC in {found.manifest['seconds']:.1f} s",
            ", ".join(f"{count:,} {name}" for name, count in counts.items()),
            *(f"{each['name']}: {each['format']}, {each['records']:,} records" for each in found.manifest["sources"]),
        ]
        hit = [(rule["id"], rule["then"], f"{rule['hits']:,}") for rule in found.manifest["rules"] if rule["hits"]]
        return Group(
            Text("\n".join(lines) + "\n"),
            plain_table({"rule": "left", "then": "left", "hits": "right"}, hit),
            Text(f"\ncurator report {found.id}  ·  curator versions export {found.id} -o FILE"),
        )

    session.show(details, view)


@versions.command("diff")
@click.argument("a")
@click.argument("b")
@common
def compare(session: Session, a: str, b: str) -> None:
    """Show which records versions A and B judge or repair differently."""
    before, after = session.store.get(a), session.store.get(b)
    changed = diff(before, after)
    groups = (
        changed.group_by("before", "after", "changed")
        .agg(records=pl.len(), example=pl.col("record_id").first())
        .sort("records", "before", "after", "changed", descending=[True, False, False, False])
    )
    result = {"a": before.id, "b": after.id, "changed": changed.height, "groups": groups.to_dicts()}

    def view() -> RenderableType:
        if changed.is_empty():
            return Text(f"{before.id} and {after.id} judge every record alike")
        rows = [
            (
                row["before"] or "absent",
                row["after"] or "absent",
                "another" if row["changed"] else "the same",
                f"{row['records']:,}",
                row["example"],
            )
            for row in groups.iter_rows(named=True)
        ]
        return Group(
            Text(f"{before.id} → {after.id}: {changed.height:,} records differ\n"),
            plain_table(
                {"before": "left", "after": "left", "text": "left", "records": "right", "for example": "left"}, rows
            ),
            Text(f"\ncurator why {groups['example'][0]} --version {after.id}"),
        )

    session.show(result, view)


@versions.command()
@common
def verify(session: Session) -> None:
    """Hash every file of every version again and name what is damaged."""
    problems = session.store.verify()
    count = len(session.store.all())
    result = {"versions": count, "damaged": [str(problem) for problem in problems]}
    summary = f"{count:,} versions, every file as it was written"
    session.show(result, lambda: Text("\n".join(map(str, problems)) or summary))
    if problems:
        stop_with(1)


def _line(version: DatasetVersion) -> dict[str, Any]:
    manifest = version.manifest
    return {
        "version": version.id,
        "parent": version.parent,
        "created": manifest["created"],
        "name": manifest["name"],
        "sources": [source["name"] for source in manifest["sources"]],
        "counts": manifest["counts"],
    }
