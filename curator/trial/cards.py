"""Cards of runs that were measured: each with the scores that are known of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from curator.evaluate import Evaluation
from curator.evaluate.summary import summary
from curator.trial.arms import Arm, Material
from curator.trial.model_card import MADE_FROM, write_card
from curator.trial.runs import FACTS
from curator.versions import DatasetVersion

REPEATS = "it repeats a held-out question"


def write_arm_card(facts: Mapping[str, Any], arm: Arm, material: Material, evaluation: Evaluation) -> None:
    """Write the card of an arm's run.

    Args:
        facts: of the run, as `train_and_save` gives them.
        arm: which arm it is of.
        material: what the arm could train on.
        evaluation: what the run scored.

    Raises:
        DataError: files of the version are damaged, or the card cannot be written.
    """
    left_out = {**material.skipped, **({REPEATS: material.contaminated} if material.contaminated else {})}
    told = {} if arm.matched_to else left_out  # what was not drawn was not left out
    folder, scores = Path(facts["adapter"]), scores_of(evaluation)
    write_card(folder, facts, arm.version, scores, left_out=told, about=_drawn(arm))


def rescore(folder: Path, version: DatasetVersion, evaluation: Evaluation) -> None:
    """Write a run's card anew with these scores, in place of those of the same tasks and metrics.

    Raises:
        DataError: files of the version are damaged, or the card cannot be written.
    """
    run = orjson.loads((folder / FACTS).read_bytes())
    known = orjson.loads((folder / MADE_FROM).read_bytes()) if (folder / MADE_FROM).is_file() else {}
    scores = {(each["task"], each["metric"]): each for each in [*known.get("scores", ()), *scores_of(evaluation)]}
    about = {name: known[name] for name in ("left_out", "about") if name in known}
    write_card(folder, run, version, list(scores.values()), **about)


def scores_of(evaluation: Evaluation) -> list[dict[str, Any]]:
    """What a card says of an evaluation, a row for each task and metric."""
    rows = [row.to_dict() for row in summary(evaluation)]
    return [{"value": row.pop("mean"), **row} for row in rows]


def _drawn(arm: Arm) -> str:
    """Which records of its version the arm trains on, where it is not all that were kept."""
    if arm.matched_to is not None:
        how = "drawn by chance" if arm.draw == "random" else "those with the longest answers"
        return f"of these records, {how}, as many answer tokens as the arm {arm.matched_to} has"
    return "the records that the rules dropped" if arm.which == "dropped" else ""
