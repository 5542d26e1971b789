"""What the table of a comparison says beside the numbers."""

from typing import Any

import pytest

from curator.evaluate import Arm, Evaluation, compare
from curator.evaluate.tradeoff import Index
from curator.report.comparison_table import comparison_renderable
from curator.report.terminal import as_text


def arm(name: str, right: int, first: int = 0, **more: Any) -> Arm:
    scores = tuple(float(first <= place < first + right) for place in range(60))
    run = Evaluation(tuple(map(str, range(60))), ("t",) * 60, {"exact_match": scores})
    return Arm(name, f"version {name}", (0, 1), (run, run), records=10, supervised_tokens=40, **more)


def shown(width: int, *arms: Arm) -> str:
    return as_text(comparison_renderable(compare(arms, [(arms[0].arm, arms[1].arm)]).to_dict()), width=width)


def test_epochs_and_tokens_have_a_table_of_their_own() -> None:
    text = shown(80, arm("a", 30, tokens_seen=4321, epochs=0.036), arm("b", 27, tokens_seen=4300, epochs=12.4))
    lines = [line.split() for line in text.splitlines()]
    assert ["a", "2", "0.036", "40", "4,321"] in lines
    assert ["b", "2", "12", "40", "4,300"] in lines
    assert "mean ± standard deviation over 2 seeds" in text


def test_the_verdict_ends_in_a_sentence_with_what_would_settle_it() -> None:
    for width in (80, 160):
        text = shown(width, arm("a", 30), arm("b", 27, first=10))
        assert "cannot tell whether a differs from b in exact match: +0.050 (95% interval " in " ".join(text.split())
        assert "items (now 60)" in " ".join(text.split())
        assert max(map(len, text.splitlines())) <= width


def test_unlike_amounts_are_noted() -> None:
    text = shown(160, arm("a", 30, tokens_seen=500), arm("b", 27, tokens_seen=1000))
    assert "note: a learnt from 0.50 times as many answer tokens as b in the same number of steps" in text


def test_a_view_with_equal_epochs_says_that_it_confounds() -> None:
    arms = [arm("a", 30, tokens_seen=500), arm("b", 27, tokens_seen=1000)]
    told = compare(arms, [("a", "b")], view="equal epochs").to_dict()
    text = " ".join(as_text(comparison_renderable(told), width=80).split())
    assert "equal epochs: an arm with more records takes more steps, so data and compute are confounded" in text
    assert "a learnt from 0.50 times as many answer tokens as b in as many epochs" in text


def test_the_quality_of_the_data_stands_beside_what_was_learnt_and_is_ranked() -> None:
    text = shown(80, arm("a", 30, tokens_seen=9, quality=Index(90, 88, 92)), arm("b", 27, tokens_seen=9))
    assert "90.0 (88.0 to 92.0)" in text
    assert "place by quality" not in text  # one version has no place
    both = (arm("a", 30, quality=Index(90, 88, 92)), arm("b", 27, quality=Index(60, 55, 65)))
    assert "place by quality of the data and by exact match: a 1 and 1, b 2 and 2" in " ".join(shown(80, *both).split())


def test_the_number_of_comparisons_that_p_is_adjusted_for_is_said() -> None:
    arms = [arm("a", 30), arm("b", 27), arm("c", 25)]
    several = compare(arms, [("a", "b"), ("a", "c")]).to_dict()
    assert "p after Holm over the 2 comparisons of each metric" in as_text(comparison_renderable(several), width=80)
    assert "p of one comparison" in shown(80, *arms[:2])


@pytest.mark.parametrize("width", [40, 60, 80])
def test_more_metrics_than_fit_beside_each_other_stand_below_each_other(width: int) -> None:
    names = ["exact_match", "token_f1", "option_accuracy", "answer_log_likelihood", "well_formed", "numeric"]
    run = Evaluation(("i0", "i1"), ("t",) * 2, dict.fromkeys(names, (0.25, 0.75)))
    arms = [Arm(name, "v", (0, 1), (run, run), records=10) for name in ("curated", "without:near-duplicate")]
    text = as_text(comparison_renderable(compare(arms, []).to_dict()), width=width)
    assert text.count("0.500 ± 0.000") == 12
    assert "…" not in text


def test_an_arm_that_is_held_against_all_others_is_named_once_where_names_are_long() -> None:
    others = [arm(name, 20) for name in ("raw", "without:near-duplicate")]
    told = compare([arm("c52544508c8b", 40), *others], [("c52544508c8b", other.arm) for other in others]).to_dict()
    lines = as_text(comparison_renderable(told), width=80).splitlines()
    assert any(line.startswith("c52544508c8b −  ") for line in lines)
    assert any(line.startswith("  without:near-duplicate ") for line in lines)
