"""Tell the steps of a run to TensorBoard, MLflow or Weights & Biases, where they are installed."""

import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from curator.errors import CuratorError, DataError, LeftOut, RecipeError, ServiceError
from curator.lazy import need
from curator.models.runtime import load_torch
from curator.train.course import Follower, Step

KINDS = "tensorboard:FOLDER, mlflow, mlflow:URI or wandb"


def check_place(where: str) -> None:
    """Make sure that there is such a kind of log.

    Raises:
        RecipeError: there is none.
    """
    kind, _, place = where.partition(":")
    if kind not in _OPENED or (kind == "tensorboard" and not place):
        raise RecipeError(f"cannot log to {where!r}", hint=f"write {KINDS}")


@contextmanager
def logged(where: str, name: str, settings: Mapping[str, object]) -> Iterator[Follower]:
    """What to tell of every step so that it is logged.

    Args:
        where: `tensorboard:FOLDER`, `mlflow` (its own default place), `mlflow:URI` or `wandb`.
        name: of the run.
        settings: it is made with.

    Raises:
        RecipeError: no such place is known.
        MissingExtra: the package is not installed.
        ServiceError: a server does not answer.
    """
    check_place(where)
    kind, _, place = where.partition(":")
    try:
        tell, end = _OPENED[kind](place, name, {key: value for key, value in settings.items() if value is not None})
    except CuratorError:
        raise
    except Exception as error:  # whatever a server or its client can do wrong
        raise ServiceError(f"cannot log to {where}: {_first_line(error)}") from error
    failed = False

    def follow(step: Step) -> None:
        """A log that fails does not end the run."""
        nonlocal failed
        if failed:
            return
        try:
            tell(_values(step), step.overall)
        except Exception as error:  # as above
            failed = True
            warnings.warn(f"{where} takes no more: {_first_line(error)}; the run goes on", LeftOut, stacklevel=1)

    is_done = False
    try:
        yield follow
        is_done = True
    finally:
        try:
            end(is_done)
        except Exception as error:  # as above
            warnings.warn(f"{where} was not closed: {_first_line(error)}", LeftOut, stacklevel=1)


Tell = Callable[[Mapping[str, float], int], None]
End = Callable[[bool], None]
"""Told whether the run came to its end."""
Opened = tuple[Tell, End]


def _values(step: Step) -> dict[str, float]:
    return {
        f"{step.stage}/loss": step.loss,
        f"{step.stage}/learning_rate": step.learning_rate,
        f"{step.stage}/tokens_per_second": step.tokens_per_second,
    }


def _tensorboard(place: str, name: str, settings: Mapping[str, object]) -> Opened:
    load_torch()
    need("tensorboard", extra="logs")
    folder = Path(place).expanduser() / name
    try:
        writer = need("torch.utils.tensorboard", extra="logs").SummaryWriter(str(folder))
    except OSError as error:
        raise DataError(f"cannot write: {error.strerror}", where=str(folder)) from None
    writer.add_text("settings", "\n".join(f"    {key}: {value}" for key, value in settings.items()))

    def tell(values: Mapping[str, float], step: int) -> None:
        for key, value in values.items():
            writer.add_scalar(key, value, step)

    return tell, lambda _: writer.close()


def _mlflow(place: str, name: str, settings: Mapping[str, object]) -> Opened:
    mlflow: Any = need("mlflow", extra="logs")
    if place and "://" not in place and not place.startswith(("sqlite:", "databricks")):
        # MLflow keeps files only where it is told that they are meant.
        os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")
    if place:
        mlflow.set_tracking_uri(place)
    run = mlflow.start_run(run_name=name)
    mlflow.log_params(dict(settings))

    def tell(values: Mapping[str, float], step: int) -> None:
        mlflow.log_metrics(dict(values), step=step, run_id=run.info.run_id)

    return tell, lambda is_done: mlflow.end_run("FINISHED" if is_done else "FAILED")


def _wandb(_: str, name: str, settings: Mapping[str, object]) -> Opened:
    run: Any = need("wandb", extra="logs").init(name=name, config=dict(settings), project="curator")

    def tell(values: Mapping[str, float], step: int) -> None:
        run.log(dict(values), step=step)

    return tell, lambda is_done: run.finish(exit_code=int(not is_done))


_OPENED: dict[str, Callable[[str, str, Mapping[str, object]], Opened]] = {
    "tensorboard": _tensorboard,
    "mlflow": _mlflow,
    "wandb": _wandb,
}


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
