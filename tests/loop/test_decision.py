"""What becomes of a challenger, by what the trial found and what the recipe wants."""

from typing import Any

import pytest

from curator.errors import RecipeError
from curator.loop.decision import CANNOT_TELL, PROMOTE, REFUSE, Decision, decide
from curator.recipe import Loop


def trial(
    champion: str, control: str, *, low: float = 0.01, metric: str = "exact_match"
) -> dict[str, list[dict[str, Any]]]:
    return {
        "comparisons": [
            {
                "a": "curated",
                "b": b,
                "metric": metric,
                "low": low,
                "verdict": verdict,
                "sentence": f"{verdict}: {b}",
            }
            for b, verdict in (("raw", champion), ("random", control))
        ]
    }


def decided(found: dict[str, Any], policy: Loop = Loop()) -> Decision:  # noqa: B008  # never changed
    return decide(found, policy, challenger="curated", champion="raw", control="random")


@pytest.mark.parametrize(
    ("champion", "control", "word", "eager"),
    [
        ("better", "better", PROMOTE, PROMOTE),
        ("better", "cannot tell", CANNOT_TELL, PROMOTE),
        ("better", "equivalent", CANNOT_TELL, PROMOTE),
        ("better", "worse", REFUSE, REFUSE),
        ("worse", "better", REFUSE, REFUSE),
        ("cannot tell", "better", CANNOT_TELL, PROMOTE),
        ("cannot tell", "worse", REFUSE, REFUSE),
        ("equivalent", "better", REFUSE, PROMOTE),
        ("equivalent", "cannot tell", REFUSE, PROMOTE),
    ],
)
def test_decisions(champion: str, control: str, word: str, eager: str) -> None:
    assert decided(trial(champion, control)).word == word
    assert decided(trial(champion, control), Loop(cannot_tell="promote")).word == eager


def test_a_lead_that_may_be_within_the_margin_is_none() -> None:
    found = trial("better", "better", low=0.01)
    assert decided(found, Loop(margin=0.005)).word == PROMOTE
    decision = decided(found, Loop(margin=0.05))
    assert decision.word == CANNOT_TELL
    assert decision.reasons[-1] == "the lead may be within the margin of 0.05 (loop.margin)"


def test_the_reasons_are_what_the_trial_says_of_both_and_what_the_policy_adds() -> None:
    assert decided(trial("worse", "better")).reasons == ("worse: raw", "better: random")
    added = decided(trial("cannot tell", "better"), Loop(cannot_tell="promote")).reasons[2:]
    assert added == ("not better beyond doubt, but not worse either, and the recipe promotes that (loop.cannot_tell)",)


def test_a_metric_that_was_not_measured_is_said() -> None:
    with pytest.raises(RecipeError, match="measured no 'exact_match'; did you mean"):
        decided(trial("better", "better", metric="exact_matches"))
