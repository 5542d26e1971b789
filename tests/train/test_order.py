"""How many steps a run takes, and what it meets in each."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.train.order import Budget

LENGTHS = st.lists(st.integers(1, 60), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("budget", "steps"),
    [
        (Budget(4, 20), 5),
        (Budget(4, 23), 5),
        (Budget(4, 2), 1),
        (Budget(4, 20, epochs=2.0), 15),
        (Budget(4, 20, tokens_seen=1000), 5),
    ],
)
def test_steps(budget: Budget, steps: int) -> None:
    lengths = [1 + number % 7 for number in range(30)]
    batches = budget.batches(lengths, seed=0)
    assert budget.steps(30) == len(batches) == steps
    assert all(len(batch) == 4 for batch in batches) or budget.tokens_seen


@given(LENGTHS, st.integers(1, 5), st.integers(1, 12), st.integers(1, 900), st.integers(0, 3))
def test_steps_learn_their_share_of_the_tokens(
    lengths: list[int], size: int, steps: int, tokens: int, seed: int
) -> None:
    batches = Budget(size, size * steps, tokens_seen=tokens).batches(lengths, seed)
    assert len(batches) == steps
    assert all(batches)
    learnt = 0
    for step, batch in enumerate(batches, 1):
        learnt += sum(lengths[at] for at in batch)
        assert learnt >= tokens * step / steps - max(lengths) / 2
        if len(batch) > 1:
            assert learnt <= tokens * step / steps + max(lengths) / 2
    met = list(chain.from_iterable(batches))
    assert sorted(met[: len(lengths)]) == sorted(set(met[: len(lengths)]))  # each once before any comes again


@given(LENGTHS, st.integers(1, 5), st.integers(1, 12), st.integers(0, 3))
def test_more_tokens_are_more_of_the_same(lengths: list[int], size: int, steps: int, seed: int) -> None:
    few, many = (
        list(chain.from_iterable(Budget(size, size * steps, tokens_seen=tokens).batches(lengths, seed)))
        for tokens in (50, 500)
    )
    assert many[: len(few)] == few
