"""`curator judge`: a model behind an endpoint chooses between two sides' answers."""

from pathlib import Path

import click

from curator.cli.common import Session, common, stop_with
from curator.errors import RecipeError, ServiceError

PREFIX = "CURATOR_JUDGE"


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option(
    "--heldout",
    type=click.Path(path_type=Path),
    help="The questions: JSON Lines with gold answers, which the judge does not see.",
)
@click.option(
    "--task", "tasks", type=click.Path(path_type=Path), multiple=True, help="The same from a task file; repeatable."
)
@click.option("--people", type=click.Path(path_type=Path), help='People\'s verdicts: {"id", "verdict": a, b or tie}.')
@click.option("--prompt", type=click.Path(path_type=Path), help="What to ask the judge, instead of the shipped YAML.")
@click.option("--max-requests", type=click.IntRange(min=1), help="Send no more than this, tries counted.")
@click.option("--concurrency", type=click.IntRange(1, 64), default=4, show_default=True, help="Requests at once.")
@click.option("--timeout", type=click.FloatRange(min=1), default=120, show_default=True, help="Seconds for a reply.")
@click.option("--max-new-tokens", type=click.IntRange(1, 8192), default=256, show_default=True, help="Of an answer.")
@common
def judge(
    session: Session,
    a: str,
    b: str,
    heldout: Path | None,
    tasks: tuple[Path, ...],
    people: Path | None,
    prompt: Path | None,
    max_requests: int | None,
    concurrency: int,
    timeout: float,
    max_new_tokens: int,
) -> None:
    """Let a model choose between the answers of A and of B to the same questions, in both orders.

    A and B are runs, models, `base`, or files of answers ({"id", "output"} a line). The judge is named by
    CURATOR_JUDGE_URL (OpenAI-compatible, …/v1), CURATOR_JUDGE_MODEL and, where it wants one, CURATOR_JUDGE_KEY.
    Questions and answers are sent there. What was judged is kept: the same command goes on.
    """
    from curator.evaluate import load_questions
    from curator.evaluate.endpoint import Address, Endpoint
    from curator.evaluate.judge import load_prompt
    from curator.report.judged import judged_renderable
    from curator.studies.contestants import side
    from curator.studies.judging import put_before
    from curator.trial.journal import Journal

    if heldout is None and not tasks:
        raise RecipeError("there are no questions", hint="name them: --heldout FILE or --task FILE")
    if a == b:
        raise RecipeError("both sides are the same", where=a, hint="name two")
    asked = load_prompt(prompt)
    address = Address.from_environment(PREFIX)
    endpoint = Endpoint(
        address, settings=asked.settings, max_requests=max_requests, concurrency=concurrency, timeout_s=timeout
    )
    questions = load_questions(heldout, tasks)
    journal = Journal(session.store.root / "judged" / f"{questions.sha256[:16]}.jsonl")
    first, second = (side(name, session.store, questions, journal, max_new_tokens=max_new_tokens) for name in (a, b))
    outcome = put_before((first, second), questions, endpoint, asked, journal, people)
    result = {"judge": address.model, "endpoint": address.shown, **outcome.to_dict()}
    for warning in outcome.warnings:
        session.note(f"warning: {warning}")
    session.show(result, lambda: judged_renderable(result))
    if outcome.stopped:
        click.echo(f"error: {outcome.stopped}", err=True)
        stop_with(ServiceError.exit_code)
