"""`curator curate`: files in, a version and a clean file out."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.places import PLACE
from curator.cli.tables import plain_table
from curator.cli.wishes import Wishes, named_version, note_findings, reading, recipe_of

if TYPE_CHECKING:
    from curator.pipeline import Judged
    from curator.report.measured import Measured
    from curator.scores import Qualities
    from curator.versions import DatasetVersion
    from curator.whatif import Removals


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="RECIPE|SOURCE…|VERSION")
@reading
@click.option("-o", "--output", type=PLACE, help="Write the kept records here; - is stdout.")
@click.option("--output-format", help="Record format of --output; by default the one that was read.")
@click.option("--keep-review", is_flag=True, help="Write records that wait for review to OUT too.")
@click.option("--what-if", is_flag=True, help="Judge files or a stored VERSION, show, and store nothing.")
@click.option(
    "--over-limit",
    "over_limit",
    multiple=True,
    metavar="RULE",
    help="Go on though RULE removes more of a source than its limit. Repeatable.",
)
@common
def curate(
    session: Session,
    sources: tuple[str, ...],
    output: Path | str | None,
    output_format: str | None,
    keep_review: bool,
    what_if: bool,
    over_limit: tuple[str, ...],
    **wishes: Unpack[Wishes],
) -> None:
    """Clean SOURCE (files, globs or - for standard input), or run RECIPE (a .yaml file), and store a version.

    With --what-if, VERSION tells what other rules would make of a stored version, without measuring anything.
    """
    from curator.export import check_writable, export
    from curator.governance.recorder import recorded
    from curator.pipeline import commit, judge

    if what_if and output:
        raise click.UsageError("--what-if writes nothing; leave out -o")
    stored = named_version(session, sources)
    if stored:
        if over_limit:
            raise click.UsageError("--over-limit lets a run be stored, and of a stored version nothing is stored")
        _what_if(session, stored, is_wished=what_if, **wishes)
        return
    recipe = recipe_of(sources, **wishes)
    recipe = recipe.model_copy(update={"over_limit": [*recipe.over_limit, *over_limit]})
    if output:
        check_writable(output, recipe.data.sources, output_format)
    if what_if:
        _try(session, judge(recipe, store=session.store_if_there))
        return
    with recorded(session.store.root, "curate", warn=session.note, sources=recipe.data.sources) as run:
        judged = judge(recipe, store=session.store)
        note_findings(session, judged)
        version = commit(judged, session.store)
        run.makes(version)
    if output:
        export(version, output, format=output_format, keep_review=keep_review, remark=session.note)
    quality = judged.qualities()
    result = summary(judged.summary(), version.id, str(output) if output else None)
    result["quality"] = quality.to_dict()
    measured = _measured(judged)
    result["measured"] = measured.to_dict() if measured else None
    if str(output) == "-":
        session.note(f"{version.id}: {result['counts']['kept']:,} records kept")
        return
    session.show(result, lambda: _view(result, [each.describe() for each in judged.sources], quality, None, measured))


def _measured(judged: "Judged") -> "Measured | None":
    from curator.report.measured import measured_of

    return measured_of(judged.signals, judged.summary())


def _try(session: Session, judged: "Judged") -> None:
    """Show what a run found out and store nothing."""
    note_findings(session, judged)
    result = summary(judged.summary(), None, None)
    removed, quality = _removals(session, judged), judged.qualities()
    result |= {"quality": quality.to_dict(), "removals": removed.to_dict()}
    measured = _measured(judged)
    result["measured"] = measured.to_dict() if measured else None
    described = [source.describe() for source in judged.sources]
    session.show(result, lambda: _view(result, described, quality, removed, measured))


def _what_if(session: Session, version: "DatasetVersion", *, is_wished: bool, **wishes: Unpack[Wishes]) -> None:
    """Show what other rules would make of a stored version."""
    from curator import rules
    from curator.cli.what_if import what_if_view
    from curator.pipeline import rule_schema
    from curator.whatif import what_if

    if not is_wished:
        raise click.UsageError(f"{version.id} is a stored version; add --what-if to try rules on it")
    if wishes["record_format"] or wishes["columns"] or wishes["no_dedup"] or wishes["no_fixes"]:
        raise click.UsageError("a stored version is only judged: --rules goes with it, how files are read does not")
    if wishes["model"] or wishes["domain"]:
        raise click.UsageError("a stored version is only judged: what --model or --domain measure is stored with it")
    began = time.monotonic()
    manifest = version.manifest
    ruleset = rules.load(wishes["rules"] or manifest["recipe"]["rules"])
    found = what_if(version, ruleset, rule_schema())
    kept = {"kept": found.after["keep"], "dropped": found.after["drop"], "review": found.after["review"]}
    totals = {each.rule: each.total for each in found.removals.rules}
    listed = [{**rule.to_dict(), "hits": totals[rule.id].hits, "only": totals[rule.id].only} for rule in ruleset.rules]
    run = {
        **{key: manifest[key] for key in ("sources", "duplicates")},
        "counts": {**manifest["counts"], **kept},
        "rules": listed,
        "seconds": round(time.monotonic() - began, 3),
    }
    result = {**summary(run, None, None), "of": version.id, **found.to_dict()}
    session.show(result, lambda: what_if_view(found))


def _removals(session: Session, judged: "Judged") -> "Removals":
    """What each rule removes; a limit that is exceeded is told, for it stops nothing when nothing is stored."""
    from curator.rules import over_limits
    from curator.whatif import removals

    read = judged.ledger.filter(judged.ledger["verdict"] != "quarantined")
    for excess in over_limits(read, judged.rules.rules):
        if excess.rule.id not in judged.recipe.over_limit:
            session.note(f"warning: {excess}; without --what-if the run stops")
    return removals(read, judged.rules.rules)


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


def _view(
    result: dict[str, Any],
    described: list[str],
    quality: "Qualities",
    removed: "Removals | None",
    measured: "Measured | None",
) -> RenderableType:
    from curator.cli.what_if import removals_view
    from curator.report.measured import measured_view
    from curator.report.quality import quality_view

    counts = result["counts"]
    share = (counts["kept"] - counts["input"]) / counts["input"] if counts["input"] else 0
    head = f"{result['version'] or 'what if'}  {counts['input']:,} → {counts['kept']:,} records  ({share:+.1%})"
    outcome = ", ".join(f"{counts[name]:,} {name}" for name in ("kept", "dropped", "review", "quarantined", "fixed"))
    return Group(
        Text(head, style="bold"),
        *(Text(each) for each in described),
        Text(),
        *(removals_view(removed) if removed else _rules(result)),
        *quality_view({"as read": quality.input, "kept": quality.kept}),
        Text(),
        *((*measured_view(measured), Text()) if measured else ()),
        Text(outcome),
        *(Text(line) for line in _advice(result)),
    )


def _rules(result: dict[str, Any]) -> Iterator[RenderableType]:
    """The rules that hit something, those with the most hits first, with their shares of what could be read."""
    readable = result["counts"]["input"] - result["counts"]["quarantined"]
    hit = sorted(
        ((name, rule) for name, rule in result["rules"].items() if rule["hits"]), key=lambda each: -each[1]["hits"]
    )
    rows = [
        (name, rule["then"], f"{rule['hits']:,}", f"{rule['only']:,}", f"{rule['hits'] / readable:.1%}")
        for name, rule in hit
    ]
    columns: Any = {"rule": "left", "then": "left", "hits": "right", "only this": "right", "share": "right"}
    if rows:
        yield plain_table(columns, rows)
        yield Text()


def _advice(result: dict[str, Any]) -> list[str]:
    version, counts = result["version"], result["counts"]
    if version is None:
        return ["nothing was stored; leave out --what-if to store it"]
    lines = [
        f"wrote {result['output']}" if result["output"] else f"write it: curator versions export {version} -o FILE"
    ]
    if counts["review"]:
        lines.append(f"{counts['review']:,} records wait for review: curator label push {version}")
    if counts["dropped"]:
        lines.append("why one record went: curator why RECORD_ID")
    return lines
