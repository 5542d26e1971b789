import pytest

from curator.train.training import rate


@pytest.mark.parametrize(("step", "share"), [(0, 1 / 3), (1, 2 / 3), (2, 1.0), (3, 1.0), (4, 26 / 27), (29, 1 / 27)])
def test_the_rate_rises_over_a_tenth_and_falls_to_nothing(step: int, share: float) -> None:
    assert rate(step, 30) == pytest.approx(share)


def test_a_single_step_has_the_full_rate() -> None:
    assert rate(0, 1) == 1.0
