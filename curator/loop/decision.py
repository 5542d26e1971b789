"""What becomes of a challenger: promoted, refused, or nobody can tell; and why, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from curator.errors import RecipeError
from curator.recipe import Loop
from curator.registry import closest

PROMOTE, REFUSE, CANNOT_TELL = "promote", "refuse", "cannot tell"
GATE_FAILED = "gate failed"
UNCHANGED = "unchanged"
"""The challenger is the champion: there is nothing to compare."""
FAILED = "error"

DECISIONS = (PROMOTE, REFUSE, CANNOT_TELL, UNCHANGED, GATE_FAILED, FAILED)


@dataclass(frozen=True)
class Decision:
    """What was decided, and a sentence for each thing that it rests on."""

    word: str
    reasons: tuple[str, ...]


def decide(comparison: Mapping[str, Any], policy: Loop, *, challenger: str, champion: str, control: str) -> Decision:
    """Hold a trial against the policy.

    A challenger is promoted when it is better than the champion, by more than the policy's margin, and better than
    the control: as much data drawn by chance. It is refused when it is worse than either, or as good as the champion;
    anything else cannot be told, and then the policy says who is champion.

    Args:
        comparison: a trial's `to_dict()`.
        policy: of the recipe.
        challenger: its arm.
        champion: its arm.
        control: its arm.

    Raises:
        RecipeError: the trial did not measure the metric of the policy.
    """
    found = {(each["a"], each["b"]): each for each in comparison["comparisons"] if each["metric"] == policy.metric}
    if not found:
        measured = dict.fromkeys(each["metric"] for each in comparison["comparisons"])
        raise RecipeError(
            f"loop.metric: the trial measured no {policy.metric!r}", hint=closest(policy.metric, list(measured))
        )
    against_champion, against_control = found[challenger, champion], found[challenger, control]
    is_close = against_champion["verdict"] == "better" and against_champion["low"] <= policy.margin
    verdict = "cannot tell" if is_close else against_champion["verdict"]
    reasons: list[str] = [against_champion["sentence"], against_control["sentence"]]
    if is_close:
        reasons.append(f"the lead may be within the margin of {policy.margin:g} (loop.margin)")
    if "worse" in (verdict, against_control["verdict"]):
        word = REFUSE
    elif verdict == against_control["verdict"] == "better":
        word = PROMOTE
    elif policy.cannot_tell == "promote":
        word = PROMOTE
        reasons.append("not better beyond doubt, but not worse either, and the recipe promotes that (loop.cannot_tell)")
    elif verdict == "equivalent":
        word = REFUSE
        reasons.append(f"{challenger} is as good as {champion}, not better: nothing is gained by a change")
    else:
        word = CANNOT_TELL
    return Decision(word, tuple(reasons))
