"""`curator evaluate`: measure a model on a held-out file and on tasks."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from curator.cli.common import Session, common
from curator.errors import DataError
from curator.files import whole_file

if TYPE_CHECKING:
    from curator.evaluate import Evaluation, Heldout, Measured

BASE = "base"


@click.command()
@click.argument("run", metavar="RUN|MODEL")
@click.option(
    "--heldout",
    type=click.Path(path_type=Path),
    help="JSON Lines with gold answers: instruction, input, output, and perhaps options and task.",
)
@click.option(
    "--task",
    "tasks",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Task file (YAML): what is asked, how it is answered, what is measured.",
)
@click.option("--limit", type=click.IntRange(min=1), help="Ask only so many questions of each task, the first ones.")
@click.option("--answers", type=click.Path(path_type=Path), help="Write all answers here, as JSON Lines.")
@click.option(
    "--show", type=click.IntRange(min=0), default=0, help="Show so many answers of each task, drawn at random."
)
@click.option("--fresh", is_flag=True, help="Ask everything anew, whatever was answered before.")
@click.option(
    "--allow-code", is_flag=True, help="Run programs that the model writes, where a task measures that; see the README."
)
@click.option("--harness", metavar="TASK[,TASK…]", help="Measure by tasks of lm-evaluation-harness instead.")
@click.option(
    "--harness-path",
    type=click.Path(path_type=Path),
    help="Folder with more tasks of the harness; Python in it is executed.",
)
@common
def evaluate(
    session: Session,
    run: str,
    heldout: Path | None,
    tasks: tuple[Path, ...],
    limit: int | None,
    answers: Path | None,
    show: int,
    fresh: bool,
    allow_code: bool,
    harness: str | None,
    harness_path: Path | None,
) -> None:
    """Measure RUN (an id from `curator train`) or MODEL (a folder, a hub id, or `base`) on questions."""
    from curator.evaluate import load_questions, measure, remarks
    from curator.evaluate.summary import summary
    from curator.report.evaluated import evaluated_renderable
    from curator.trial.runs import open_run

    if harness is not None:
        _by_harness(session, run, harness, harness_path, heldout, tasks)
        return
    if heldout is None and not tasks:
        raise click.UsageError("there is nothing to measure on; give --task FILE or --heldout FILE")
    if answers and not answers.absolute().parent.is_dir():
        raise DataError("no such folder", where=str(answers.parent), hint="make it, or name another: --answers FILE")
    questions = load_questions(heldout, tasks, allow_code=allow_code)
    if limit:
        questions = questions.first(limit)
    odd = list(remarks(questions))
    for remark in odd:
        session.note(remark)
    if allow_code and any("code" in task.metrics for task in questions.tasks):
        _tell_confinement(session)
    model = open_run(session.store.root / "runs", None if run == BASE else run)
    found = measure(model, questions, cache=None if fresh else session.store.root / "answers")
    if not limit:
        _tell_card(session, run, found.evaluation)
    listed = list(_listed(questions, found))
    if answers:
        with whole_file(answers) as file:
            file.write_bytes(b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in listed))
    if show and not listed:
        session.note("no answers to show: no task asks for written ones")
    scores = found.evaluation
    names = sorted(set(scores.tasks))
    measures = [row.to_dict() for row in summary(scores)]
    result: dict[str, Any] = {
        "model": run,
        "items": len(questions.items),
        "metrics": {metric: scores.mean(metric) for metric in scores.scores},
        "tasks": {task: {metric: scores.mean(metric, task) for metric in scores.scores} for task in names},
        "measures": measures,
        "writing": {task: told for task in names if (told := _writing(questions, found, task))},
        "remarks": odd,
        "answers": str(answers) if answers else None,
        "shown": _drawn(listed, show),
    }
    session.show(result, lambda: evaluated_renderable(result))


def _tell_card(session: Session, name: str, scores: "Evaluation") -> None:
    """Put the scores of a stored run on its card."""
    from curator.trial.cards import rescore
    from curator.trial.runs import FACTS, find_run

    folder = find_run(session.store.root / "runs", name)
    if folder is None:
        return
    version = orjson.loads((folder / FACTS).read_bytes())["version"]
    if version not in session.store.ids():
        session.note(f"the card of the run stays as it is: its version {version} is gone")
        return
    rescore(folder, session.store.get(version), scores)
    session.note(f"on the card of the run: {folder / 'README.md'}")


def _by_harness(
    session: Session, run: str, names: str, path: Path | None, heldout: Path | None, tasks: tuple[Path, ...]
) -> None:
    from curator.cli.harness import evaluate_harness

    if heldout or tasks:
        raise click.UsageError("--harness measures by itself; leave --task and --heldout out, or ask twice")
    evaluate_harness(session, run, names, path)


def _tell_confinement(session: Session) -> None:
    from curator.evaluate.text.sandbox import run

    kept_from = run("").kept_from or frozenset()
    open_to = [what for what in ("network", "files") if what not in kept_from]
    means = {"network": "use the network", "files": "write files outside their folder"}
    if open_to:
        session.note(
            f"this system cannot keep the programs from it: they may {' and '.join(means[w] for w in open_to)}"
        )
    else:
        session.note("the programs run without network and write only in a folder of their own")


def _listed(questions: "Heldout", found: "Measured") -> Iterator[dict[str, Any]]:
    """Every item that was answered in writing, with what was made of it."""
    scores = found.evaluation.scores
    for at, item in enumerate(questions.items):
        written = found.answers.get(item.item_id)
        if written is not None:
            yield {
                "task": item.task,
                "item": item.item_id,
                "messages": list(item.messages),
                "gold": item.answer,
                "answers": [{"text": each.text, "tokens": each.tokens, "finished": each.finished} for each in written],
                "scores": {name: values[at] for name, values in scores.items() if values[at] is not None},
            }


def _writing(questions: "Heldout", found: "Measured", task: str) -> dict[str, Any] | None:
    """How the answers to a task were written; null when none were."""
    written = [
        answer for item in questions.items if item.task == task for answer in found.answers.get(item.item_id, ())
    ]
    if not written:
        return None
    return {
        "answers": len(written),
        "tokens": sum(each.tokens for each in written) / len(written),
        "prompt_tokens": sum(each.prompt_tokens for each in written) / len(written),
        "cut": sum(not each.finished for each in written),
    }


def _drawn(listed: list[dict[str, Any]], show: int) -> list[dict[str, Any]]:
    """So many answers of each task, the same ones each time."""
    drawn: list[dict[str, Any]] = []
    for task in sorted({row["task"] for row in listed}):
        rows = [row for row in listed if row["task"] == task]
        for row in random.Random(0).sample(rows, min(show, len(rows))):
            texts = [each["text"] for each in row["answers"]]
            asked = next(turn["content"] for turn in reversed(row["messages"]) if turn["role"] == "user")
            drawn.append(
                {name: row[name] for name in ("task", "item", "gold", "scores")} | {"asked": asked, "texts": texts}
            )
    return drawn
