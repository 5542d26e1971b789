"""`curator compare VERSION --against prompting|pretraining`: is training worth it, and which kind."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from curator.cli.common import Session
from curator.cli.pages import write_page
from curator.errors import RecipeError

if TYPE_CHECKING:
    from curator.evaluate import Heldout
    from curator.evaluate.endpoint import Endpoint
    from curator.recipe import Train

Command = TypeVar("Command", bound=Callable[..., Any])

PREFIX = "CURATOR_ENDPOINT"


@dataclass(frozen=True)
class Against:
    """What training on one version is held against, and by whose prices."""

    what: Literal["prompting", "pretraining"]
    prices: Path | None
    prompts: Path | None
    dev_share: float
    general: Path | None
    max_requests: int | None


def against_options(command: Command) -> Command:
    """The options of these comparisons; they arrive as one, `against`, which is null without `--against`."""

    @click.option(
        "--against",
        "what",
        type=click.Choice(["prompting", "pretraining"]),
        help="Hold training on one version against prompting the model, or against further pre-training.",
    )
    @click.option("--prices", type=click.Path(path_type=Path), help="With --against prompting: YAML of what you pay.")
    @click.option("--prompts", type=click.Path(path_type=Path), help="With --against prompting: YAML of ways to ask.")
    @click.option(
        "--dev-share",
        type=click.FloatRange(0.05, 0.9),
        default=0.25,
        show_default=True,
        help="With --against prompting: share of the questions by which prompts are chosen.",
    )
    @click.option("--general", type=click.Path(path_type=Path), help="With --against pretraining: text to remember.")
    @click.option("--max-requests", type=click.IntRange(min=1), help="Of an endpoint, tries counted.")
    @functools.wraps(command)
    def wrapped(
        *args: object,
        what: Literal["prompting", "pretraining"] | None,
        prices: Path | None,
        prompts: Path | None,
        dev_share: float,
        general: Path | None,
        max_requests: int | None,
        **kwargs: object,
    ) -> object:
        against = what and Against(what, prices, prompts, dev_share, general, max_requests)
        if not against and any((prices, prompts, general)):
            raise RecipeError("--prices, --prompts and --general go with --against", hint="say against what")
        return command(*args, against=against, **kwargs)

    return wrapped  # type: ignore[return-value]  # click's decorators keep the callable's shape


def compare_against(
    session: Session,
    versions: tuple[str, ...],
    questions: "Heldout",
    how: "Train",
    margin: float,
    against: Against,
    html: Path | None,
) -> None:
    """Run the comparison of one version and show it, on a page too where one is wanted.

    Raises:
        RecipeError: not exactly one version.
    """
    if len(versions) != 1:
        raise RecipeError(
            f"{len(versions)} versions were named", hint=f"--against {against.what} takes one: curator compare VERSION"
        )
    run = {"prompting": _prompting, "pretraining": _pretraining}[against.what]
    run(session, versions[0], questions, how, margin, against, html)


def _prompting(
    session: Session,
    version: str,
    questions: "Heldout",
    how: "Train",
    margin: float,
    against: Against,
    html: Path | None,
) -> None:
    from curator.report.prompting import prompting_renderable
    from curator.report.prompting_html import prompting_page
    from curator.studies.bill import result as billed
    from curator.studies.prices import Prices
    from curator.studies.prompting import Plan, Prompting
    from curator.trial.journal import Journal, fingerprint

    prices = Prices.read(against.prices) if against.prices else None
    found = session.store.get(version)
    endpoint = _endpoint(session, against)
    plan = Plan(found, questions, how, against.prompts, against.dev_share, margin=margin, endpoint=endpoint)
    name = fingerprint({"version": found.id, "heldout": questions.sha256})[:8]
    journal = Journal(session.store.root / "loops" / f"prompting-{name}" / "journal.jsonl")
    outcome = Prompting(plan, session.store, journal).run()
    result = billed(outcome, prices, found.id, how.threads)
    write_page(session, html, lambda: prompting_page(result))

    def view() -> Any:  # noqa: ANN401 - rich is imported late
        from curator.cli.screen import stdout

        return prompting_renderable(result, width=stdout().width)

    session.show(result, view)


def _pretraining(
    session: Session,
    version: str,
    questions: "Heldout",
    how: "Train",
    margin: float,
    against: Against,
    html: Path | None,
) -> None:
    from curator.report.pretraining import pretraining_renderable
    from curator.report.pretraining_html import pretraining_page
    from curator.studies.pretraining import Plan, Pretraining
    from curator.trial.journal import Journal, fingerprint

    if against.prices or against.prompts:
        raise RecipeError("--prices and --prompts go with --against prompting", hint="leave them out")
    found = session.store.get(version)
    name = fingerprint({"version": found.id, "heldout": questions.sha256})[:8]
    journal = Journal(session.store.root / "loops" / f"pretraining-{name}" / "journal.jsonl")
    plan = Plan(found, questions, how, against.general, margin=margin)
    result = Pretraining(plan, session.store, journal).run().to_dict()
    write_page(session, html, lambda: pretraining_page(result))
    session.show(result, lambda: pretraining_renderable(result))


def _endpoint(session: Session, against: Against) -> "Endpoint | None":
    """The large model, when the environment names one."""
    import os

    if f"{PREFIX}_URL" not in os.environ:
        session.note(f"no large model to prompt: {PREFIX}_URL is not set")
        return None
    from curator.evaluate.endpoint import Address, Endpoint

    return Endpoint(Address.from_environment(PREFIX), max_requests=against.max_requests)
