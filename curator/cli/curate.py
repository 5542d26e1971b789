"""`curator curate`: files in, a version and a clean file out."""

from pathlib import Path
from typing import Any, Unpack

import click
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.tables import plain_table
from curator.cli.wishes import Wishes, note_findings, reading, recipe_of


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="RECIPE|SOURCE…")
@reading
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the kept records here; - is stdout.")
@click.option("--output-format", help="Record format of OUT; by default the one that was read.")
@click.option("--keep-review", is_flag=True, help="Write records that wait for review to OUT too.")
@click.option("--what-if", is_flag=True, help="Judge, show, and store nothing.")
@common
def curate(
    session: Session,
    sources: tuple[str, ...],
    output: Path | None,
    output_format: str | None,
    keep_review: bool,
    what_if: bool,
    **wishes: Unpack[Wishes],
) -> None:
    """Clean SOURCE (files, globs or - for standard input), or run RECIPE (a .yaml file), and store a version."""
    from curator.export import check_writable, export
    from curator.pipeline import commit, judge

    if what_if and output:
        raise click.UsageError("--what-if writes nothing; leave out -o")
    recipe = recipe_of(sources, **wishes)
    if output:
        check_writable(output, recipe.data.sources, output_format)
    judged = judge(recipe, store=session.store_if_there if what_if else session.store)
    note_findings(session, judged)
    version = None if what_if else commit(judged, session.store)
    if version and output:
        export(version, output, format=output_format, keep_review=keep_review)
    result = summary(judged.summary(), version.id if version else None, str(output) if output else None)
    if str(output) == "-":
        session.note(f"{version.id if version else ''}: {result['counts']['kept']:,} records kept")
        return
    session.show(result, lambda: _view(result, [source.describe() for source in judged.sources]))


def summary(run: dict[str, Any], version: str | None, output: str | None) -> dict[str, Any]:
    """What `--json` prints of a run."""
    return {
        "version": version,
        "parent": None,
        "counts": run["counts"],
        "rules": {
            rule["id"]: {key: rule[key] for key in ("then", "severity", "hits", "only")} for rule in run["rules"]
        },
        "duplicates": run["duplicates"],
        "sources": {source["name"]: source for source in run["sources"]},
        "seconds": run["seconds"],
        "output": output,
    }


def _view(result: dict[str, Any], described: list[str]) -> RenderableType:
    counts = result["counts"]
    share = (counts["kept"] - counts["input"]) / counts["input"] if counts["input"] else 0
    head = f"{result['version'] or 'what if'}  {counts['input']:,} → {counts['kept']:,} records  ({share:+.1%})"
    hit = sorted(
        ((name, rule) for name, rule in result["rules"].items() if rule["hits"]), key=lambda each: -each[1]["hits"]
    )
    rows = [
        (name, rule["then"], f"{rule['hits']:,}", f"{rule['only']:,}", f"{rule['hits'] / counts['input']:.1%}")
        for name, rule in hit
    ]
    columns: Any = {"rule": "left", "then": "left", "hits": "right", "only this": "right", "share": "right"}
    outcome = ", ".join(f"{counts[name]:,} {name}" for name in ("kept", "dropped", "review", "quarantined", "fixed"))
    return Group(
        Text(head, style="bold"),
        *(Text(each) for each in described),
        Text(),
        *(_padded(plain_table(columns, rows)) if rows else ()),
        Text(outcome),
        *(Text(line) for line in _advice(result)),
    )


def _padded(table: Table) -> tuple[RenderableType, RenderableType]:
    return table, Text()


def _advice(result: dict[str, Any]) -> list[str]:
    version, counts = result["version"], result["counts"]
    if version is None:
        return ["nothing was stored; leave out --what-if to store it"]
    lines = [
        f"wrote {result['output']}" if result["output"] else f"write it: curator versions export {version} -o FILE"
    ]
    if counts["review"]:
        lines.append(f"{counts['review']:,} records wait for review: curator label export {version}")
    if counts["dropped"]:
        lines.append("why one record went: curator why RECORD_ID")
    return lines
