"""`curator report`: the quality of files or of a stored version."""

from pathlib import Path
from typing import Unpack

import click
from rich.console import RenderableType

from curator.cli.common import Session, common, stop_with
from curator.cli.wishes import Wishes, named_version, note_findings, reading, recipe_of
from curator.errors import DataError
from curator.files import whole_file


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE|VERSION…")
@reading
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a self-contained page here.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown, such as for a pull request.")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="N",
    help="Exit with 1 when fewer than N percent of the records have no fault.",
)
@common
def report(
    session: Session,
    sources: tuple[str, ...],
    html: Path | None,
    as_markdown: bool,
    fail_under: float | None,
    **wishes: Unpack[Wishes],
) -> None:
    """Report the quality of SOURCE (files, globs or - for standard input) or of a stored VERSION."""
    from curator.report import Report, terminal
    from curator.report import html as pages
    from curator.report.runs import of_run, of_version

    if as_markdown and session.json:
        raise click.UsageError("--markdown and --json are two forms of one answer; give one of them")
    if html and not html.parent.is_dir():
        raise DataError("no such folder", where=str(html.parent), hint="make it, or write somewhere else")
    version = named_version(session, sources)
    if version:
        _refuse_wishes(version.id, wishes)
        found: Report = of_version(version)
        following = f"curator versions export {version.id} -o FILE"
    else:
        from curator.pipeline import judge

        judged = judge(recipe_of(sources, **wishes), store=session.store_if_there)
        note_findings(session, judged)
        found = of_run(judged)
        following = f"curator curate {' '.join(sources)} -o OUT"
    if html:
        with whole_file(html) as file:
            file.write_text(pages.page(found), encoding="utf-8")
        session.note(f"wrote {html}")

    def view() -> RenderableType:
        from curator.cli.screen import stdout

        return terminal.renderable(found, width=stdout().width, next_command=following)

    if as_markdown:
        from curator.report import markdown

        click.echo(markdown.text(found), nl=False)
    else:
        session.show(found.to_dict(), view)
    sound = 100 - (found.faults.per_1000 or 0) / 10
    if fail_under is not None and sound < fail_under:
        session.note(f"only {sound:.1f} % of the records have no fault, {fail_under:g} % wanted")
        stop_with(1)


def _refuse_wishes(version: str, wishes: Wishes) -> None:
    """Make sure that nothing is asked of a stored version but what is stored with it."""
    said = {
        "--rules": wishes["rules"],
        "--model": wishes["model"],
        "--domain": wishes["domain"],
        "--format": wishes["record_format"],
        "--column": wishes["columns"],
        "--no-dedup": wishes["no_dedup"],
        "--no-fixes": wishes["no_fixes"],
    }
    given = [option for option, value in said.items() if value]
    if given:
        raise click.UsageError(
            f"{version} is a stored version and is reported as it was judged; {given[0]} goes with files "
            f"(to try other rules on it: curator curate {version} --what-if --rules …)"
        )
