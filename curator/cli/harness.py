"""`curator evaluate RUN --harness TASK`: tasks of lm-evaluation-harness as a back end."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from curator.cli.common import Session
from curator.cli.tables import plain_table
from curator.errors import RecipeError

if TYPE_CHECKING:
    from rich.console import RenderableType

BASE = "base"


def evaluate_harness(session: Session, run: str, tasks: str, path: Path | None) -> None:
    """Measure RUN by tasks of the harness and show what it found.

    Args:
        session: of the call.
        run: a run, a model, or `base`.
        tasks: their names, with commas.
        path: folder with more of them, whose Python is executed.

    Raises:
        RecipeError: no task is named.
    """
    from curator.evaluate.harness import run_harness
    from curator.trial.runs import open_run

    names = [name.strip() for name in tasks.split(",") if name.strip()]
    if not names:
        raise RecipeError("--harness names no task", hint="--harness gsm8k,ifeval")
    model = open_run(session.store.root / "runs", None if run == BASE else run)
    found = run_harness(model, names, folder=path)
    measures = [
        {"task": each.task, "metric": each.metric, "value": each.value, "error": each.error, "items": each.items}
        for each in found.measures
    ]
    result: dict[str, Any] = {
        "model": run,
        "harness": found.version,
        "measures": measures,
        "evaluation": found.evaluation.to_dict() if found.evaluation else None,
    }

    def view() -> "RenderableType":
        from rich.console import Group
        from rich.text import Text

        rows = [
            (
                each.task,
                each.metric,
                f"{each.value:.3f}",
                "–" if each.error is None else f"± {each.error:.3f}",
                f"{each.items:,}" if each.items else "–",
            )
            for each in found.measures
        ]
        columns: Any = {"task": "left", "metric": "left", "value": "right", "error": "right", "items": "right"}
        title = Text(f"{run}: lm-evaluation-harness {found.version}, ± one standard error\n")
        return Group(title, plain_table(columns, rows))

    session.show(result, view)
