"""Arms side by side, in the form that `compare --json` promises."""

import json

import pytest

from curator.errors import DataError
from curator.evaluate import Arm, Evaluation, compare


def run(*hits: int, options: bool = True, ids: tuple[str, ...] | None = None) -> Evaluation:
    """An evaluation of as many items as hits; each hit has log-likelihood -0.5, each miss -2."""
    values = tuple(float(hit) for hit in hits)
    names = ids or tuple(f"i{n}" for n in range(len(hits)))
    tasks = tuple("first" if n < 2 else "second" for n in range(len(hits)))
    scores = {
        "exact_match": values,
        "option_accuracy": values if options else (None,) * len(hits),
        "answer_log_likelihood": tuple(-0.5 if hit else -2.0 for hit in hits),
    }
    return Evaluation(names, tasks, scores)


RAW = Arm("raw", "v1", (0, 1), (run(0, 0, 1, 0), run(0, 0, 0, 0)), 600, 5000.0, 650.0)
CURATED = Arm("curated", "v2", (0, 1), (run(1, 1, 1, 0), run(1, 1, 1, 1)), 200, 600.0, 70.0)
BASE = Arm("base", None, (), (run(0, 0, 0, 0),))


def test_an_arm_as_json() -> None:
    assert CURATED.to_dict() == {
        "arm": "curated",
        "version": "v2",
        "seeds": [0, 1],
        "records": 200,
        "supervised_tokens": 600.0,
        "faults_per_1000": 70.0,
        "metrics": {
            "exact_match": {"mean": 0.875, "sd": pytest.approx(0.1767767), "per_seed": [0.75, 1.0]},
            "option_accuracy": {"mean": 0.875, "sd": pytest.approx(0.1767767), "per_seed": [0.75, 1.0]},
            "answer_log_likelihood": {"mean": -0.6875, "sd": pytest.approx(0.2651650), "per_seed": [-0.875, -0.5]},
        },
        "tasks": {
            "first": {"exact_match": 1.0, "option_accuracy": 1.0, "answer_log_likelihood": -0.5},
            "second": {"exact_match": 0.75, "option_accuracy": 0.75, "answer_log_likelihood": -0.875},
        },
    }


def test_a_model_that_was_not_trained_has_no_seeds_and_no_spread() -> None:
    told = BASE.to_dict()
    assert told["seeds"] == []
    assert told["version"] is None
    assert told["metrics"]["exact_match"] == {"mean": 0.0, "sd": None, "per_seed": [0.0]}  # type: ignore[index]


def test_comparisons_have_the_fields_of_the_contract_and_are_json() -> None:
    told = json.loads(json.dumps(compare([RAW, CURATED, BASE], [("curated", "raw"), ("curated", "base")]).to_dict()))
    assert told["items"] == 4
    assert [arm["arm"] for arm in told["arms"]] == ["raw", "curated", "base"]
    assert [(each["a"], each["b"], each["metric"]) for each in told["comparisons"]] == [
        ("curated", "raw", "exact_match"),
        ("curated", "base", "exact_match"),
        ("curated", "raw", "option_accuracy"),
        ("curated", "base", "option_accuracy"),
        ("curated", "raw", "answer_log_likelihood"),
        ("curated", "base", "answer_log_likelihood"),
    ]
    assert set(told["comparisons"][0]) == {
        "a", "b", "metric", "difference", "low", "high", "p_adjusted", "mde", "verdict",
    }  # fmt: skip
    assert told["comparisons"][0]["difference"] == 0.75


def test_a_large_difference_over_many_items_is_better_one_way_and_worse_the_other() -> None:
    good = Arm("good", "v2", (0, 1, 2), tuple(run(*[1] * (58 + n), *[0] * (22 - n)) for n in range(3)))
    bad = Arm("bad", "v1", (0, 1, 2), tuple(run(*[1] * (8 + n), *[0] * (72 - n)) for n in range(3)))
    forth, back = (compare([good, bad], [pair]).comparisons[0] for pair in (("good", "bad"), ("bad", "good")))
    assert (forth.verdict, back.verdict) == ("better", "worse")


def test_arms_that_answer_alike_are_equivalent() -> None:
    a, b = (Arm(name, "v", (0, 1), (run(*[1, 0] * 50),) * 2) for name in "ab")
    assert compare([a, b], [("a", "b")]).comparisons[0].verdict == "equivalent"


def test_p_values_are_adjusted_over_the_pairs_of_a_metric() -> None:
    alone = compare([RAW, CURATED], [("curated", "raw")]).comparisons[0]
    among = compare([RAW, CURATED, BASE], [("curated", "raw"), ("curated", "base")]).comparisons[0]
    assert alone.p_adjusted == alone.found.p
    assert among.p_adjusted >= alone.p_adjusted


def test_a_metric_without_values_is_left_out() -> None:
    arms = [Arm(name, "v", (0, 1), (run(1, 0, options=False),) * 2) for name in "ab"]
    told = compare(arms, [("a", "b")])
    assert [each.metric for each in told.comparisons] == ["exact_match", "answer_log_likelihood"]
    assert set(arms[0].to_dict()["metrics"]) == {"exact_match", "answer_log_likelihood"}  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("arms", "pairs", "message"),
    [
        ([RAW], [("curated", "raw")], "no arm 'curated'; there are raw"),
        ([RAW, Arm("x", "v", (0,), (run(1, 0, 0, 0, ids=tuple("abcd")),))], [], "2 different held-out sets"),
        ([Arm("x", "v", (0, 1), (run(1),))], [], "'x' has 1 runs for 2 seeds"),
        ([Arm("x", "v", (0,), (run(),))], [], "has no items"),
    ],
)
def test_arms_that_cannot_be_compared(arms: list[Arm], pairs: list[tuple[str, str]], message: str) -> None:
    with pytest.raises(DataError, match=message):
        compare(arms, pairs)
