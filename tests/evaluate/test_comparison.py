"""Arms side by side, in the form that `compare --json` promises."""

import json
from typing import Any

import pytest

from curator.errors import DataError
from curator.evaluate import Arm, Evaluation, compare
from curator.evaluate.tradeoff import Index


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
BASE_OF_100 = Arm("base", None, (), (run(*[0] * 90, *[1] * 10),))


def test_an_arm_as_json() -> None:
    assert CURATED.to_dict() == {
        "arm": "curated",
        "version": "v2",
        "seeds": [0, 1],
        "records": 200,
        "supervised_tokens": 600.0,
        "tokens_seen": 0,
        "epochs": 0,
        "faults_per_1000": 70.0,
        "quality": None,
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
    assert told["metrics"]["exact_match"] == {"mean": 0.0, "sd": None, "per_seed": [0.0]}


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
    assert set(told["comparisons"][0]) >= {
        "a", "b", "metric", "difference", "low", "high", "p_adjusted", "mde", "verdict",
    }  # fmt: skip
    assert told["comparisons"][0]["difference"] == 0.75


def test_a_large_difference_over_many_items_is_better_one_way_and_worse_the_other() -> None:
    good = Arm("good", "v2", (0, 1, 2), tuple(run(*[1] * (58 + n), *[0] * (22 - n)) for n in range(3)))
    bad = Arm("bad", "v1", (0, 1, 2), tuple(run(*[1] * (8 + n), *[0] * (72 - n)) for n in range(3)))
    forth, back = (compare([good, bad], [pair]).comparisons[0] for pair in (("good", "bad"), ("bad", "good")))
    assert (forth.verdict, back.verdict) == ("better", "worse")


def test_arms_that_answer_alike_are_equivalent() -> None:
    a, b = (Arm(name, "v", (0, 1), (run(*[1, 0] * 100),) * 2) for name in "ab")
    assert compare([a, b], [("a", "b")]).comparisons[0].verdict == "equivalent"


@pytest.mark.parametrize("right", [0, 7])
def test_a_few_answers_alike_are_no_proof_and_so_many_would_be(right: int) -> None:
    a, b = (Arm(name, "v", (0, 1, 2), (run(*[1] * right, *[0] * (60 - right)),) * 3) for name in "ab")
    told = compare([a, b], [("a", "b")])
    found = told.comparisons[0]
    assert found.verdict == "cannot tell"
    assert "about 183 items (now 60) would settle it as equivalent" in found.sentence
    enough = [Arm(name, "v", (0, 1), (run(*[0] * 183),) * 2) for name in "ab"]
    assert compare(enough, [("a", "b")]).comparisons[0].verdict == "equivalent"
    low, high = told.intervals["a", "exact_match"]
    assert low <= right / 60 < high


def test_p_values_are_adjusted_over_the_pairs_of_a_metric() -> None:
    alone = compare([RAW, CURATED], [("curated", "raw")]).comparisons[0]
    among = compare([RAW, CURATED, BASE], [("curated", "raw"), ("curated", "base")]).comparisons[0]
    assert alone.p_adjusted == alone.found.p
    assert among.p_adjusted >= alone.p_adjusted


def test_a_metric_without_values_is_left_out() -> None:
    arms = [Arm(name, "v", (0, 1), (run(1, 0, options=False),) * 2) for name in "ab"]
    told = compare(arms, [("a", "b")])
    assert [each.metric for each in told.comparisons] == ["exact_match", "answer_log_likelihood"]
    assert set(arms[0].to_dict()["metrics"]) == {"exact_match", "answer_log_likelihood"}


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


def over(n: int, right: int, arm: str, seeds: int = 3, first: int = 0, **more: Any) -> Arm:
    """An arm that answers `right` of `n` items, from item `first` on; in every other seed one more."""
    answered = [run(*[int(first <= k < first + right + seed % 2) for k in range(n)]) for seed in range(seeds)]
    return Arm(arm, f"version of {arm}", tuple(range(seeds)), tuple(answered), **more)


def test_what_would_settle_it_is_said() -> None:
    found = compare([over(100, 50, "a"), over(100, 46, "b", first=20)], [("a", "b")]).comparisons[0]
    assert found.verdict == "cannot tell"
    assert found.settle is not None
    assert found.settle.items is not None
    assert found.settle.items > 100
    assert f"about {found.settle.items:,} items (now 100)" in found.sentence
    assert found.sentence.startswith("cannot tell whether a differs from b in exact match: +0.040 (95% interval ")


def test_one_run_says_that_more_are_needed() -> None:
    found = compare([over(100, 60, "a", seeds=1), over(100, 40, "b")], [("a", "b")]).comparisons[0]
    assert found.settle is None
    assert found.sentence.endswith("one run of an arm tells nothing: take 3 seeds")


def test_a_stopped_pair_cannot_be_told_and_makes_no_other_likelier() -> None:
    arms = [over(100, 90, "a"), over(100, 10, "b"), over(100, 50, "c")]
    pairs = [("a", "b"), ("c", "b")]
    whole = compare(arms, pairs).comparisons[1]
    stopped, other = compare(arms, pairs, stopped={("a", "b"): "stopped after 3 of 9 seeds"}).comparisons[:2]
    assert (stopped.verdict, stopped.p_adjusted) == ("cannot tell", 1.0)
    assert stopped.sentence.endswith("; stopped after 3 of 9 seeds")
    assert stopped.to_dict()["stopped"] == "stopped after 3 of 9 seeds"
    assert other.p_adjusted >= whole.p_adjusted


def test_items_of_one_cluster_are_drawn_together() -> None:
    arms = [over(40, 24, "a"), over(40, 10, "b")]
    alone, together = (
        compare(arms, [("a", "b")], clusters=clusters).comparisons[0]
        for clusters in (None, [f"c{n // 8}" for n in range(40)])
    )
    assert (alone.clusters, together.clusters) == (40, 5)
    assert together.found.high - together.found.low > alone.found.high - alone.found.low


def test_arms_that_learnt_from_unlike_amounts_are_named() -> None:
    arms = [over(10, 5, "a", tokens_seen=1000), over(10, 5, "b", tokens_seen=800), over(10, 5, "c", tokens_seen=1001)]
    assert compare(arms, [("a", "b"), ("c", "a")]).to_dict()["notes"] == [
        "a learnt from 1.25 times as many answer tokens as b in the same number of steps"
    ]


def test_every_mean_has_its_interval() -> None:
    told = compare([over(100, 50, "a"), BASE_OF_100], []).to_dict()
    for arm in told["arms"]:
        summary = arm["metrics"]["exact_match"]
        assert summary["low"] <= summary["mean"] <= summary["high"]


def test_quality_against_accuracy_has_a_point_a_version_and_a_band_for_chance() -> None:
    arms = [
        over(100, 40, "raw", quality=Index(60, 55, 65)),
        over(100, 50, "curated", quality=Index(90, 88, 92)),
        over(100, 45, "random", quality=Index(61, 55, 66), is_control=True),
        BASE_OF_100,
    ]
    told = compare(arms, []).to_dict()["quality_against_accuracy"]
    assert [point["arm"] for point in told["points"]] == ["raw", "curated"]
    assert told["band"]["arm"] == "random"
    assert told["ranks"] == [
        {"arm": "raw", "quality": 2.0, "metric": 2.0},
        {"arm": "curated", "quality": 1.0, "metric": 1.0},
    ]
    assert told["spearman"] is None


def test_six_versions_have_a_rank_correlation() -> None:
    arms = [over(100, 40 + n, f"v{n}", quality=Index(60 - n, 0, 100)) for n in range(6)]
    assert compare(arms, []).to_dict()["quality_against_accuracy"]["spearman"] == pytest.approx(-1)


def test_a_value_that_one_arm_lacks_counts_for_neither() -> None:
    lacking = Evaluation(("i0", "i1", "i2"), ("t",) * 3, {"exact_match": (1.0, None, 1.0)})
    whole = Evaluation(("i0", "i1", "i2"), ("t",) * 3, {"exact_match": (0.0, 1.0, 0.0)})
    found = compare([Arm("a", "v", (), (lacking,)), Arm("b", "v", (), (whole,))], [("a", "b")]).comparisons[0]
    assert (found.found.difference, found.items) == (1.0, 2)


def test_unlike_amounts_of_one_arm_are_one_note() -> None:
    arms = [over(10, 5, "a", tokens_seen=500), over(10, 5, "b", tokens_seen=1000), over(10, 5, "c", tokens_seen=2000)]
    assert compare(arms, [("a", "b"), ("a", "c")]).notes == (
        "a learnt from 0.50 times as many answer tokens as b, 0.25 times as many as c in the same number of steps",
    )


@pytest.mark.parametrize(("right", "what"), [(0, "wrong"), (20, "right")])
def test_a_task_that_is_too_hard_or_too_easy_is_noted(right: int, what: str) -> None:
    told = compare([over(20, right, "a", seeds=1), over(20, right, "b", seeds=1)], [("a", "b")])
    assert f"every arm has every item {what} in exact match: it tells nothing of the arms" in told.notes
    assert not compare([over(20, 3, "a"), over(20, right, "b", seeds=1)], [("a", "b")]).notes
