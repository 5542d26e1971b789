"""`curator compare`: versions, rules and arms on trial."""

from pathlib import Path
from typing import Unpack

import click

from curator.cli.against import Against, against_options, compare_against
from curator.cli.common import Session, common
from curator.cli.numbers import whole_numbers
from curator.cli.pages import check_page, page_option, write_page
from curator.cli.questions import Asked, question_options
from curator.cli.training_options import Training, train_of, training_options


@click.command()
@click.argument("versions", nargs=-1, required=True, metavar="VERSION…")
@question_options
@click.option("--arms", "named", help="Arms beside the versions, with commas; for a single version the usual ones.")
@click.option("--without", metavar="RULE", multiple=True, help="An arm with all rules but this; may be repeated.")
@click.option("--only", metavar="RULE", multiple=True, help="An arm with this rule alone; may be repeated.")
@click.option("--seeds", default="0,1,2", show_default=True, help="Comma-separated.")
@click.option(
    "--margin",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.02,
    show_default=True,
    help="Differences whose whole interval lies within ± this are called equivalent.",
)
@click.option("--early-stop", is_flag=True, help="Train no more seeds for a pair that will most likely not be told.")
@page_option
@against_options
@training_options
@common
def compare(
    session: Session,
    versions: tuple[str, ...],
    asked: Asked,
    named: str | None,
    without: tuple[str, ...],
    only: tuple[str, ...],
    seeds: str,
    margin: float,
    early_stop: bool,
    html: Path | None,
    against: Against | None,
    **wanted: Unpack[Training],
) -> None:
    """Train on each VERSION with each seed in the same way, and tell which is better than the first.

    Arms are made of the last VERSION: prompted (the untrained model, asked in the best of several ways), raw (the
    records without curation), random and longest (of the raw records, as many answer tokens as the version has),
    rejects (what it dropped), and versions without a rule or with one alone. A single VERSION is held against the
    first four, unless --arms, --without or --only say what else.
    """
    from curator.report.comparison_html import comparison_page
    from curator.report.comparison_table import comparison_renderable
    from curator.trial.contest import ONLY, USUAL, WITHOUT, compare_versions

    check_page(html)
    how = train_of(wanted, whole_numbers(seeds, "--seeds"))
    arms = [name.strip() for name in (named or "").split(",") if name.strip()]
    arms += [f"{WITHOUT}{rule}" for rule in without] + [f"{ONLY}{rule}" for rule in only]
    if against:
        compare_against(session, versions, asked.load(session), how, margin, against, html)
        return
    store = session.store_that_is_there
    found = {version.id: version for version in map(store.get, versions)}
    if len(found) < 2 and not arms:
        arms = list(USUAL)
    questions = asked.load(session)
    evaluate = asked.settings(margin=margin, early_stop=early_stop)
    session.note(
        f"on trial: {', '.join([*found, *arms])}; seeds {', '.join(map(str, how.seeds))}; "
        "a run that is finished is kept: after a stop the same command goes on"
    )
    result = compare_versions(store, list(found.values()), questions, how, arms=arms, evaluate=evaluate).to_dict()
    write_page(session, html, lambda: comparison_page(result))
    session.show(result, lambda: comparison_renderable(result))
