"""`curator label calibrate`: what people's verdicts say of the rules."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from curator.cli.common import Session, common

if TYPE_CHECKING:
    from curator.label.calibration import Calibration
    from curator.versions import DatasetVersion


@click.command("calibrate", short_help="Precision and recall of every rule, and better thresholds.")
@click.argument("version", default="latest")
@click.option(
    "--precision",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.9,
    show_default=True,
    help="How often the hits of a rule should be right.",
)
@click.option(
    "--apply",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write the rule packs with the suggested thresholds there, each with a patch.",
)
@common
def calibrate(session: Session, version: str, precision: float, folder: Path | None) -> None:
    """Hold every rule of VERSION against what people said of its records, with 95 % intervals.

    A hit is right when people ticked the rule, or, where they were not asked, when they dropped or corrected the
    record and the rule is there to remove such. Recall is the share of what people dropped or corrected that a rule
    hits; it needs records that were drawn at random: curator label push --control.
    """
    from curator.cli.label.calibrate_view import calibrate_view
    from curator.label.asked import needs_annotations
    from curator.label.calibration import calibrate as measure
    from curator.pipeline import rule_schema

    found = session.store_that_is_there.get(version)
    annotations = needs_annotations(found)
    measured = measure(found, annotations, rule_schema(), precision=precision)
    applied = _apply(found, measured, folder) if folder else {}
    session.show(
        {"version": found.id, **measured.to_dict(), **applied}, lambda: calibrate_view(found.id, measured, applied)
    )


def _apply(version: "DatasetVersion", measured: "Calibration", folder: Path) -> dict[str, Any]:
    """Write packs with the new thresholds; what was written, and what could not be changed."""
    from curator import rules
    from curator.label.calibration import rewritten, write
    from curator.whatif import rules_of

    wanted = [each for each in measured.suggestions if each.is_new]
    if not wanted:
        return {"written": [], "not_written": []}
    judged = {rule.id: rule for rule in rules_of(version).rules}
    packs, notes = rewritten(rules.load(version.manifest["recipe"]["rules"]), judged, wanted)
    return {"written": list(map(str, write(packs, folder))), "not_written": notes}
