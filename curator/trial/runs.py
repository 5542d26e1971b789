"""Fine-tuned adapters on disk: `runs/<id>/`, the adapter as stock peft loads it beside what it was made from."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from curator.errors import DataError
from curator.files import whole_file
from curator.recipe import Train
from curator.train import Checkpoints, Follower, Learner, Session, resolve
from curator.train.checkpoints import EVERY_S
from curator.train.engine import TrainerLearner, is_frozen
from curator.train.fitted import PREFIX_FROZEN
from curator.train.rows import AnyRow
from curator.trial.journal import fingerprint

FACTS = "run.json"
UNFINISHED = ".unfinished"
"""Ending of the folder in which a run is kept until it is finished."""


def session_for(train: Train) -> Learner:
    """The model of these settings, ready to be trained or asked.

    Adapters behind frozen prompts are trained by a loop of ours that shares the prompts among runs, everything else
    through the trainers of transformers and TRL.

    Raises:
        CuratorError: the model cannot be used, or not in this way.
    """
    model = resolve(train.model)
    if not is_frozen(train):
        return TrainerLearner(model, train)
    session = Session(
        model,
        rank=train.rank,
        alpha=train.alpha,
        learning_rate=train.learning_rate,
        batch_size=train.batch_size,
        examples_seen=train.examples_seen,
        epochs=train.epochs,
        tokens_seen=train.tokens_seen,
        max_tokens=train.max_tokens,
        system=train.system,
        template=train.template,
        threads=train.threads,
        precision=train.precision,
    )
    if train.method == "prefix-frozen" and session.method != PREFIX_FROZEN:
        raise DataError(
            "the prompts of this model cannot be computed apart from its answers",
            where=model.name,
            hint="use method lora, or auto",
        )
    return session


def train_and_save(
    session: Learner,
    rows: Sequence[AnyRow],
    *,
    seed: int,
    train: Train,
    version: str,
    runs: Path,
    followers: Sequence[Follower] = (),
    checkpoint_every_s: float = EVERY_S,
) -> dict[str, Any]:
    """Fine-tune on `rows` from a fresh adapter, save it in `runs`, and return what was done.

    The run's id follows from its inputs, so that the same run made again takes the old one's place; one that was
    stopped in between goes on where it was kept last.

    Args:
        session: what is trained.
        rows: what it learns.
        seed: of the first weights and the order.
        train: the settings of `session`.
        version: what the rows come from.
        runs: folder of the runs.
        followers: are told of every step.
        checkpoint_every_s: how much work a kill may cost at the most.

    Raises:
        CuratorError: a loss was not finite, or the adapter cannot be written.
    """
    made_from = {
        "version": version,
        "seed": seed,
        "train": train.model_dump(mode="json", exclude={"seeds", "workers"}),
        "model_sha256": session.model.sha,
        "record_ids": [row.record_id for row in rows],
    }
    folder = runs / fingerprint(made_from)
    unfinished = folder.with_suffix(UNFINISHED)
    fitted = session.fit(rows, seed, Checkpoints(unfinished, checkpoint_every_s), followers)
    shutil.rmtree(folder, ignore_errors=True)
    session.save(folder)
    facts = {"run": folder.name, "adapter": str(folder), **made_from, "records": len(rows), **fitted.to_dict()}
    with whole_file(folder / FACTS) as file:
        file.write_bytes(orjson.dumps(facts, option=orjson.OPT_INDENT_2))
    shutil.rmtree(unfinished, ignore_errors=True)
    return facts


def open_run(runs: Path, name: str | None) -> Learner:
    """The model of a run with its adapter, or a model as it came.

    Args:
        runs: folder of the runs.
        name: a run's id or the beginning of one, a folder, or a hub id; none: the embedded model.

    Raises:
        CuratorError: there is no such run or model, or it is damaged.
    """
    folder = find_run(runs, name) if name else None
    if folder is None:
        return session_for(Train(model=name))
    try:
        facts = orjson.loads((folder / FACTS).read_bytes())
        train = Train.model_validate(facts["train"])
        if facts["method"] == PREFIX_FROZEN:
            train = train.model_copy(update={"method": "prefix-frozen"})  # `auto` means something else on a GPU
    except (orjson.JSONDecodeError, KeyError, ValueError) as error:
        raise DataError(f"damaged: {error}", where=str(folder / FACTS), hint="train it again") from None
    session = session_for(train)
    session.load(folder)
    return session


def find_run(runs: Path, name: str) -> Path | None:
    """The folder of the run whose id begins with `name`; none when it must be a model.

    Raises:
        DataError: several begin so.
    """
    found = [path.parent for path in sorted(runs.glob(f"*/{FACTS}")) if path.parent.name.startswith(name)]
    if len(found) > 1:
        ids = ", ".join(path.name for path in found[:5])
        raise DataError(f"{len(found)} runs begin with {name!r}", hint=f"say more: {ids}")
    return found[0] if found else None
