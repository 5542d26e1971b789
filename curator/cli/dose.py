"""`curator dose`: what faults in the data cost a model, and how much of that curation saves."""

from typing import TYPE_CHECKING, Unpack

import click

from curator.cli.common import Session, common
from curator.cli.numbers import shares_of, whole_numbers
from curator.cli.questions import Asked, question_options
from curator.cli.tables import plain_table
from curator.cli.training_options import Training, train_of, training_options
from curator.cli.wishes import formatted, named_version
from curator.cli.words import WithCommands

if TYPE_CHECKING:
    from curator.versions import DatasetVersion


@click.command(cls=WithCommands)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…|VERSION")
@question_options
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="KIND",
    help="What is put in; KIND+KIND mixes several. Repeatable: a curve each. See `curator dose faults`.  "
    "[default: mix, all kinds in equal parts]",
)
@click.option("--shares", default="0,0.2,0.5,0.8", show_default=True, help="Of faulty records, with commas between.")
@click.option("--rules", multiple=True, metavar="PRESET|PACK|FILE", help="Rules of the curated arms. Repeatable.")
@click.option("--seeds", default="0,1,2", show_default=True, help="Of the trainings, with commas between.")
@click.option("--injection-seed", type=int, default=0, show_default=True, help="Decides which records become faulty.")
@formatted
@training_options
@common
def dose(
    session: Session,
    sources: tuple[str, ...],
    asked: Asked,
    faults: tuple[str, ...],
    shares: str,
    rules: tuple[str, ...],
    seeds: str,
    injection_seed: int,
    record_format: str | None,
    columns: tuple[str, ...],
    **wanted: Unpack[Training],
) -> None:
    """Put faults into clean records in growing shares, and tell what they cost and how much curation saves.

    SOURCE (files) or the kept records of VERSION count as clean. Each share makes three arms: raw, curated by the
    rules, and a random subset of raw with as many supervised tokens as curated. `curator dose faults` lists what can
    be put in.
    """
    from curator.injection import MIX
    from curator.recipe import Data, Recipe
    from curator.report.dose import dose_renderable
    from curator.studies.dose import Dose
    from curator.studies.doses import clean

    how = train_of(wanted, whole_numbers(seeds, "--seeds"))
    portions = shares_of(shares, "--shares")
    questions = asked.load(session)
    version = named_version(session, sources) or _as_it_is(session, sources, record_format, columns)
    trial = Dose(
        store=session.store,
        clean=clean(version, questions.frame()),
        heldout=questions,
        faults=faults or (MIX,),
        shares=portions,
        recipe=Recipe(data=Data(sources=["-"]), rules=list(rules) or ["default"]),
        train=how,
        evaluate=asked.settings(),
        seed=injection_seed,
    )
    session.note(f"{trial.runs:,} trainings; what is finished is kept: {trial.folder}")
    result = trial.run().to_dict()
    session.show({**result, "folder": str(trial.folder)}, lambda: dose_renderable(result))


def _as_it_is(
    session: Session, sources: tuple[str, ...], record_format: str | None, columns: tuple[str, ...]
) -> "DatasetVersion":
    """The files as a version that nothing was done to, and that does not become the latest."""
    from curator import pipeline
    from curator.cli.wishes import column_map
    from curator.recipe import Data, Dedup, Recipe

    data = Data(sources=list(sources), format=record_format, columns=column_map(columns))
    recipe = Recipe(data=data, rules=[], fixes=False, dedup=Dedup(enabled=False))
    return pipeline.commit(pipeline.judge(recipe, store=session.store), session.store, aside=True)


@click.command("faults", short_help="List the kinds of fault that can be put in.")
@common
def faults(session: Session) -> None:
    """List the kinds of fault that can be put in, and the rules that claim to find each."""
    from curator.injection import kinds

    found = kinds()
    rows = [(name, rules or "none: it does not show in one record") for name, rules in found.items()]
    session.show(
        {"faults": [{"fault": name, "claimed_by": rules} for name, rules in found.items()]},
        lambda: plain_table({"fault": "left", "rules that claim it": "left"}, rows),
    )


dose.add_command(faults)
