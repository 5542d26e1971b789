"""`curator attribute`: which rule of a version bought or cost how much."""

from typing import Unpack

import click

from curator.cli.common import Session, common
from curator.cli.numbers import whole_numbers
from curator.cli.questions import Asked, question_options
from curator.cli.training_options import Training, train_of, training_options


@click.command()
@click.argument("version", default="latest")
@question_options
@click.option("--rules", "rules", multiple=True, metavar="RULE", help="Rules to put on trial. Repeatable.")
@click.option(
    "--least",
    type=click.FloatRange(0, 1),
    default=0.01,
    show_default=True,
    help="Share of the kept records that a rule must change to be put on trial unasked.",
)
@click.option("--seeds", default="0,1,2", show_default=True, help="Of the trainings, with commas between.")
@click.option(
    "--margin",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.02,
    show_default=True,
    help="Differences whose whole interval lies within ± this are called nothing.",
)
@click.option("--proxy", is_flag=True, help="Guess from short trainings as well.")
@click.option("--proxy-only", is_flag=True, help="Guess from short trainings alone.")
@training_options
@common
def attribute(
    session: Session,
    version: str,
    asked: Asked,
    rules: tuple[str, ...],
    least: float,
    seeds: str,
    margin: float,
    proxy: bool,
    proxy_only: bool,
    **wanted: Unpack[Training],
) -> None:
    """Train on VERSION and on the same without one rule, rule by rule, and tell what each bought or cost.

    Rules that change too few records to matter are left out and named. --proxy ranks rules by short trainings, too, on
    what a rule removed against as much of what was kept; --proxy-only does nothing else, at a fraction of the cost.
    """
    from curator.report.attribution import attribution_renderable
    from curator.studies.attribution import Attributing

    how = train_of(wanted, whole_numbers(seeds, "--seeds"))
    store = session.store_that_is_there
    study = Attributing(
        store=store,
        version=store.get(version),
        heldout=asked.load(session),
        train=how,
        evaluate=asked.settings(margin=margin),
        rules=rules,
        least=least,
        trainings=not proxy_only,
        with_proxy=proxy or proxy_only,
    )
    candidates = study.candidates()
    tried = [each.rule for each in candidates if each.skipped is None]
    session.note(f"on trial: {', '.join(tried) or 'no rule'}; what is finished is kept: {study.folder}")
    result = study.run(candidates).to_dict()
    session.show({**result, "folder": str(study.folder)}, lambda: attribution_renderable(result))
