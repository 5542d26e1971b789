"""`curator train`: fine-tune on a version."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Unpack

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.training_options import Training, train_of, training_options
from curator.errors import RecipeError


@click.command()
@click.argument("version", default="latest")
@click.option("--heldout", type=click.Path(path_type=Path), help="Leave out records that repeat a question in here.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the first weights and the order of examples.")
@click.option("--check", is_flag=True, help="Show what would be learnt, and what not and why; train nothing.")
@click.option("--merge", is_flag=True, help="Also write the model with the adapter in its weights.")
@click.option(
    "--log",
    "logs",
    multiple=True,
    metavar="PLACE",
    help="Where losses go: tensorboard:FOLDER, mlflow, mlflow:URI or wandb; may be given several times.",
)
@click.option(
    "--checkpoint-every",
    type=click.FloatRange(min=0),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How much work a kill may cost.",
)
@training_options
@common
def train(
    session: Session,
    version: str,
    heldout: Path | None,
    seed: int,
    check: bool,
    merge: bool,
    logs: tuple[str, ...],
    checkpoint_every: float,
    **wanted: Unpack[Training],
) -> None:
    """Fine-tune on the kept records of VERSION and store it as a run; a run that was stopped goes on."""
    from curator.evaluate import load_heldout
    from curator.train import resolve
    from curator.train.engine import Plan, TrainerLearner, about, is_frozen
    from curator.train.logs import check_place, logged
    from curator.trial.arms import material
    from curator.trial.model_card import write_card
    from curator.trial.runs import session_for, train_and_save

    how = train_of(wanted, [seed])
    found = session.store.get(version)
    for place in logs:
        check_place(place)
    questions = load_heldout(heldout) if heldout else None
    if check:
        from curator.cli.train_check import check_training

        check_training(session, found, how, questions)
        return
    if merge and is_frozen(how):
        raise RecipeError(
            "an adapter that leaves prompts frozen cannot be merged: merged weights would act on prompts too",
            hint="add --method lora",
        )
    rows = material(found, questions.frame() if questions else None, stages=how.stages)
    plan = Plan.of(resolve(how.model), how)
    needed = plan.need(**about(rows.rows, how, is_frozen=is_frozen(how)))
    session.note(plan.told(needed))
    learner = session_for(how)
    name = f"{found.id}-{seed}"
    with ExitStack() as stack:
        facts = train_and_save(
            learner,
            rows.rows,
            seed=seed,
            train=how,
            version=found.id,
            runs=session.store.root / "runs",
            followers=[stack.enter_context(logged(place, name, how.model_dump(mode="json"))) for place in logs],
            checkpoint_every_s=checkpoint_every,
        )
    folder = Path(facts["adapter"])
    write_card(folder, facts, found, left_out=rows.skipped)
    merged = str(learner.merge(folder)) if merge and isinstance(learner, TrainerLearner) else None
    result = {
        **facts,
        "skipped": rows.skipped,
        "contaminated": rows.contaminated,
        "merged": merged,
        "memory": {"needed_bytes": round(needed.bytes), "free_bytes": plan.room},
    }
    session.show(result, lambda: _shown(result, found.id))


def _shown(facts: dict[str, Any], version: str) -> RenderableType:
    left_out = {**facts["skipped"], "it repeats a held-out question": facts["contaminated"]}
    rate = facts["tokens_seen"] / max(facts["seconds"], 1e-9)
    lines = [
        f"run {facts['run']}  {facts['records']:,} records of {version}, {facts['steps']:,} steps, {facts['method']}",
        *(f"{name}: loss {first:.3f} → {last:.3f}" for name, first, last in _losses(facts)),
        f"{facts['tokens_seen']:,} tokens learnt in {facts['seconds']:.0f} s, {rate:,.0f} a second",
        *([f"went on after step {facts['resumed_at']:,}"] if facts["resumed_at"] else []),
        *(f"{count:,} left out: {reason}" for reason, count in left_out.items() if count),
        *facts["remarks"],
        f"{'adapter' if 'all weights' not in facts['method'] else 'model'}: {facts['adapter']}",
        *([f"merged: {facts['merged']}"] if facts["merged"] else []),
        f"\ncurator evaluate {facts['run']} --heldout FILE",
    ]
    return Group(*map(Text, lines))


def _losses(facts: dict[str, Any]) -> Iterator[tuple[str, float, float]]:
    """The first and the last loss of each stage."""
    begin = 0
    for name, steps in facts["stages"]:
        losses = facts["losses"][begin : begin + steps]
        yield name, losses[0], losses[-1]
        begin += steps
