"""Tasks of lm-evaluation-harness, asked of a model that is loaded here.

The harness makes the requests and the scores; the model answers them as it answers ours: each conversation through its
own chat template, an option up to the end of its turn. Numbers may therefore differ a little from the harness's own
back ends, which score an option without the end of the turn.
"""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from curator.errors import CuratorError, DataError, ServiceError
from curator.evaluate.metrics import Evaluation, Scored
from curator.lazy import need

EXTRA = "harness"
MOST_TOKENS = 256
"""Of an answer whose task does not say how long it may be: the harness's own number."""

Turns = Sequence[Mapping[str, str]]


class Written(Protocol):
    """An answer that a model wrote."""

    @property
    def text(self) -> str:
        """Without the end of the turn."""
        ...


class Model(Protocol):
    """What the harness asks of a model."""

    def log_likelihoods(self, items: Sequence[tuple[Turns, str]], /) -> Sequence[Scored]:
        """How likely it finds each completion of its conversation."""
        ...

    def generate(
        self, prompts: Sequence[Turns], *, max_new_tokens: int, temperature: float, seed: int, samples: int
    ) -> Sequence[Sequence[Written]]:
        """Its answers to each conversation."""
        ...


@dataclass(frozen=True)
class Measure:
    """One metric of a task as the harness sums it up; `error` is its standard error, null where it gives none."""

    task: str
    metric: str
    value: float
    error: float | None
    items: int


@dataclass(frozen=True)
class Harnessed:
    """What the harness found.

    `evaluation` has the metrics that are a number of each item, item by item; null when no metric is.
    """

    measures: tuple[Measure, ...]
    evaluation: Evaluation | None
    version: str


def run_harness(
    model: Model, tasks: Sequence[str], *, folder: Path | None = None, limit: int | None = None
) -> Harnessed:
    """Measure a model by tasks of the harness, with its chat template.

    Args:
        model: as it is now.
        tasks: names or groups of them.
        folder: more task files; the Python that they name is executed.
        limit: only so many items of each task.

    Raises:
        DataError: there is no such task, or it cannot be run.
        ServiceError: its data could not be fetched.
        MissingExtra: the package lm-eval is not installed.
    """
    if folder is not None and not folder.is_dir():
        raise DataError("no such folder of tasks", where=str(folder), hint="name the folder with the harness's YAML")
    harness = need("lm_eval", extra=EXTRA)
    with _quiet():
        manager = _manager(tasks, folder)
        try:
            found = harness.simple_evaluate(
                model=_adapter(model),
                tasks=list(tasks),
                limit=limit,
                task_manager=manager,
                apply_chat_template=True,
                log_samples=True,
                bootstrap_iters=1000,
            )
        except CuratorError:  # of the model
            raise
        except (ConnectionError, TimeoutError) as error:
            raise ServiceError(
                f"the data of {', '.join(tasks)} could not be fetched: {_first_line(error)}",
                hint="check the network, or use tasks with data of your own: dataset_path: json",
            ) from None
        except Exception as error:  # a task is a program of its author: it raises what it likes
            raise DataError(
                f"the harness failed: {type(error).__name__}: {_first_line(error)}",
                where=", ".join(tasks),
                hint="try it by itself: lm_eval validate --tasks NAME",
            ) from error
    return Harnessed(tuple(_measures(found)), _evaluation(found), str(harness.__version__))


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0][:200]


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the harness's log, its bars and its search for a git repository to itself; what went wrong is raised."""
    log = logging.getLogger("lm_eval")
    before = log.level
    log.setLevel(logging.CRITICAL)
    bars = need("datasets.utils", extra=EXTRA)
    bars.disable_progress_bars()
    places = [(need("lm_eval.evaluator", extra=EXTRA), "get_git_commit_hash", lambda *_, **__: None)]
    places.append((need("lm_eval.api.task", extra=EXTRA), "tqdm", lambda values, *_, **__: values))
    # Not part of its interface: a release that has moved them is loud, and works.
    kept = [(module, name, getattr(module, name)) for module, name, _ in places if hasattr(module, name)]
    for module, name, silent in places:
        setattr(module, name, silent)
    try:
        yield
    finally:
        for module, name, own in kept:
            setattr(module, name, own)
        bars.enable_progress_bars()
        log.setLevel(before)


def _manager(tasks: Sequence[str], folder: Path | None) -> Any:  # noqa: ANN401 - lm_eval is untyped
    """What knows the tasks; the thousands that come with the harness are read only where they are needed."""
    kind = need("lm_eval.tasks", extra=EXTRA).TaskManager
    include = str(folder) if folder else None
    if include:
        alone = kind(include_path=include, include_defaults=False)
        if set(tasks) <= set(alone.all_tasks):
            return alone
    manager = kind(include_path=include)
    unknown = sorted(set(tasks) - set(manager.all_tasks))
    if unknown:
        hint = "see lm_eval ls tasks, or name the folder of your own: --harness-path DIR"
        raise DataError(f"the harness has no task {', '.join(unknown)}", hint=hint)
    return manager


def _adapter(model: Model) -> Any:  # noqa: ANN401 - lm_eval is untyped
    """The model as the harness wants it.

    Conversations travel through the harness as JSON where it expects text, so that the model's own template writes
    them.
    """
    base = need("lm_eval.api.model", extra=EXTRA).LM

    class Adapter(base):  # type: ignore[misc, valid-type]  # the class is not there before it is needed
        tokenizer_name = "curator"

        def apply_chat_template(self, chat_history: list[dict[str, str]], add_generation_prompt: bool = True) -> str:
            return json.dumps(chat_history)

        def chat_template(self, chat_template: bool | str = False) -> str:
            return "the model's own"

        def loglikelihood(self, requests: Sequence[Any]) -> list[tuple[float, bool]]:
            asked = [(_turns(request.args[0]), request.args[1].lstrip()) for request in requests]
            return [(each.log_likelihood, each.greedy_match) for each in model.log_likelihoods(asked)]

        def loglikelihood_rolling(self, requests: Sequence[Any]) -> list[float]:
            raise DataError(
                "this task measures the likelihood of bare texts", hint="an instruction model is asked: take another"
            )

        def generate_until(self, requests: Sequence[Any]) -> list[str]:
            return _written(model, [(_turns(request.args[0]), request.args[1]) for request in requests])

    return Adapter()


def _turns(context: str) -> list[dict[str, str]]:
    turns: list[dict[str, str]] = json.loads(context)
    return turns


def _written(model: Model, asked: Sequence[tuple[Turns, Mapping[str, Any]]]) -> list[str]:
    """The answers, cut where the task says; requests that are decoded alike are answered together."""
    alike: dict[tuple[int, float], list[int]] = {}
    for at, (_, how) in enumerate(asked):
        temperature = float(how.get("temperature") or 0.0) if how.get("do_sample") else 0.0
        alike.setdefault((int(how.get("max_gen_toks") or MOST_TOKENS), temperature), []).append(at)
    found: dict[int, str] = {}
    for (tokens, temperature), places in alike.items():
        answers = model.generate(
            [asked[at][0] for at in places], max_new_tokens=tokens, temperature=temperature, seed=0, samples=1
        )
        for at, answer in zip(places, answers, strict=True):
            found[at] = _cut(answer[0].text, asked[at][1].get("until") or [])
    return [found[at] for at in range(len(asked))]


def _cut(text: str, ends: Sequence[str] | str) -> str:
    for end in [ends] if isinstance(ends, str) else ends:
        text = text.split(end)[0] if end else text
    return text


def _measures(found: Mapping[str, Any]) -> Iterator[Measure]:
    for task, values in found["results"].items():
        counted = found.get("n-samples", {}).get(task, {})
        for key, value in values.items():
            metric, _, filtered = key.partition(",")
            if isinstance(value, int | float) and filtered and not metric.endswith("_stderr"):
                error = values.get(f"{metric}_stderr,{filtered}")
                name = metric if filtered == "none" else f"{metric} ({filtered})"
                items = int(counted.get("effective") or 0)
                yield Measure(task, name, float(value), error if isinstance(error, float) else None, items)


def _evaluation(found: Mapping[str, Any]) -> Evaluation | None:
    """The metrics of single items, from the logs; an item lacks those of other tasks."""
    scores: dict[tuple[str, str], dict[str, float]] = {}
    for task, logs in found.get("samples", {}).items():
        for log in logs:
            suffix = "" if log.get("filter", "none") == "none" else f" ({log['filter']})"
            for metric in log.get("metrics", ()):
                if isinstance(value := log.get(metric), int | float):
                    scores.setdefault((task, f"{task}/{log['doc_id']}"), {})[f"{metric}{suffix}"] = float(value)
    if not scores:
        return None
    names = dict.fromkeys(name for values in scores.values() for name in values)
    return Evaluation(
        tuple(item_id for _, item_id in scores),
        tuple(task for task, _ in scores),
        {name: tuple(values.get(name) for values in scores.values()) for name in names},
    )
