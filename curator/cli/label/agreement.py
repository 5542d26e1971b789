"""`curator label agreement`: how far the people who looked at a version agree."""

import click

from curator.cli.common import Session, common


@click.command("agreement", short_help="How far annotators agree, and who drifts.")
@click.argument("version", default="latest")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the bootstrap draws.")
@click.option(
    "--draws", type=click.IntRange(min=100), default=1000, show_default=True, help="Bootstrap draws an interval."
)
@common
def agreement(session: Session, version: str, seed: int, draws: int) -> None:
    """Tell how far the people who annotated VERSION agree beyond chance, with 95 % intervals over records.

    Also how fast each of them is, whether they drift, and how often they leave what the form was pre-filled with.
    """
    from curator.cli.label.agreement_view import agreement_view
    from curator.label.agreement import measure
    from curator.label.asked import needs_annotations

    found = session.store_that_is_there.get(version)
    annotations = needs_annotations(found)
    measured = measure(annotations, seed=seed, draws=draws)
    counts = {"annotations": annotations.height, "records": annotations["record_id"].n_unique()}
    session.show(
        {"version": found.id, **counts, **measured.to_dict()},
        lambda: agreement_view(found.id, measured, **counts),
    )
