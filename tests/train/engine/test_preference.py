"""Preference stages: DPO against the model as it was when the stage began."""

from typing import Any

import pytest

from curator.models.runtime import load_torch
from curator.recipe import PREFERENCE_SHARE
from curator.train import Row, Step
from curator.train.engine.learner import TrainerLearner
from curator.train.rows import PreferenceRow
from tests.train.engine.conftest import Begin

pytest.importorskip("trl")

BETA = 0.3


def margins(learner: TrainerLearner, pairs: list[PreferenceRow]) -> list[float]:
    """How much likelier the model finds the better answer, in nats."""
    scored = learner.log_likelihoods([(pair.messages, text) for pair in pairs for text in (pair.chosen, pair.rejected)])
    return [
        better.log_likelihood - worse.log_likelihood for better, worse in zip(scored[::2], scored[1::2], strict=True)
    ]


def dpo(now: list[float], before: list[float]) -> float:
    """Rafailov et al. 2023, equation 7."""
    torch = load_torch()
    gains = torch.tensor(now) - torch.tensor(before)
    return float(-torch.nn.functional.logsigmoid(BETA * gains).mean())


@pytest.mark.parametrize("settings", [{"method": "lora"}, {"method": "full", "learning_rate": 0.01}])
def test_losses_equal_a_computation_by_hand(
    begin: Begin, preferences: list[PreferenceRow], settings: dict[str, Any]
) -> None:
    rate = {"learning_rate": 0.01 / PREFERENCE_SHARE} if settings["method"] == "full" else {"learning_rate": 0.8}
    learner = begin(stages=["preference"], beta=BETA, **{**settings, **rate})
    before = margins(learner, preferences)
    by_hand = [dpo(before, before)]

    def follow(step: Step) -> None:
        learner._network.adapted.eval()
        by_hand.append(dpo(margins(learner, preferences), before))

    fitted = learner.fit(preferences, 0, followers=[follow])
    assert fitted.losses == pytest.approx(by_hand[:-1], abs=2e-4)
    assert fitted.losses[-1] < fitted.losses[0] == pytest.approx(0.6931, abs=1e-3)
    assert fitted.tokens_seen == 4 * sum(len(pair.chosen) + len(pair.rejected) + 2 for pair in preferences)


def test_the_reference_is_the_model_of_the_stage_before(
    begin: Begin, unequal: list[Row], preferences: list[PreferenceRow]
) -> None:
    learner = begin(stages=["supervised", "preference"], beta=BETA)
    fitted = learner.fit([*unequal, *preferences], 0)
    assert fitted.stages == (("supervised", 4), ("preference", 4))
    assert fitted.losses[4] == pytest.approx(0.6931, abs=1e-3)
    assert list(learner._network.adapted.peft_config) == ["default"]


def test_a_step_may_be_cut(begin: Begin, preferences: list[PreferenceRow], monkeypatch: pytest.MonkeyPatch) -> None:
    from curator.train.engine import planning

    learner = begin(stages=["preference"], learning_rate=0.8)
    whole = learner.fit(preferences, 0)
    monkeypatch.setattr(planning, "_ON_CPU_TOKENS", 1)
    assert learner.fit(preferences, 0).losses == pytest.approx(whole.losses, abs=1e-3)
