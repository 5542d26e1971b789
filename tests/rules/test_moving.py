import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.errors import RecipeError
from curator.rules import Rule, find_threshold, hit_alike, moved, thresholds

NUMBERS = st.integers(-(10**12), 10**12) | st.floats(-1e12, 1e12).filter(lambda number: number != int(number))


def rule(when: str, **more: object) -> Rule:
    return Rule.model_validate({"id": "one", "when": when, "then": "drop", "why": "x", **more})


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("response_chars < 5", ["response_chars < 5"]),
        ("5 > response_chars", ["response_chars < 5"]),
        ("0.5 = overlap_share", ["overlap_share = 0.5"]),
        ("NOT overlap_share >= 0.25 OR response_is_truncated", ["overlap_share >= 0.25"]),
        ("prompt_chars BETWEEN 2 AND 9", ["prompt_chars >= 2", "prompt_chars <= 9"]),
        ("LENGTH(response) * 2 > -3", ["LENGTH(response) * 2 > -3"]),
        ("CASE WHEN a > 1 THEN b ELSE c END < 2", ["CASE WHEN a > 1 THEN b ELSE c END < 2", "a > 1"]),
        ("a > 1 AND (b > 2 OR a > 1)", ["a > 1", "b > 2"]),
        ("a > 1 AND a > 2", ["a > 1", "a > 2"]),
        ("a > b AND t = 'x' AND 1 < 2 AND a IN (1, 2) AND b = TRUE AND ROUND(a, 2) > b", []),
    ],
)
def test_the_numbers_that_a_rule_compares_with(when: str, expected: list[str]) -> None:
    assert [str(each) for each in thresholds(rule(when))] == expected


@pytest.mark.parametrize(
    ("when", "named", "value", "expected"),
    [
        ("response_chars < 5", None, 7, "response_chars < 7"),
        ("5 > response_chars", None, 0.5, "0.5 > response_chars"),
        ("a > 1 AND (b > 2 OR a > 1)", "a", -3, "a > -3 AND (b > 2 OR a > -3)"),
        ("a BETWEEN 2 AND 9", " a   <= ", 11, "a BETWEEN 2 AND 11"),
        ("a > 1 AND b > 2 OR t LIKE '%>1%'", "b", 1e-7, "a > 1 AND b > 1e-07 OR t LIKE '%>1%'"),
    ],
)
def test_moving_a_threshold_leaves_the_rest(when: str, named: str | None, value: float, expected: str) -> None:
    before = rule(when)
    assert moved(before, find_threshold(before, named), value).when == expected


@given(NUMBERS, NUMBERS)
def test_a_threshold_that_is_moved_stands_where_it_was_moved_to(first: float, second: float) -> None:
    before = rule(f"a > 1 AND NOT (b <= {first!r} OR b IS NULL) AND c = 'd'")
    after = moved(before, find_threshold(before, "b"), second)
    assert find_threshold(after, "b").value == second
    assert hit_alike(moved(after, find_threshold(after, "b"), first), before)


@pytest.mark.parametrize(
    ("when", "named", "message"),
    [
        ("response_is_blank", None, "rule one compares nothing with a number: response_is_blank; only a rule with"),
        ("duplicate_kind = 'near'", None, "of your own: when: duplicate_kind = 'near' AND duplicate_similarity >= 0.8"),
        ("a > 1 AND b < 2", None, "rule one has 2 thresholds: a > 1, b < 2; choose one with --column, as in"),
        (
            "a BETWEEN 1 AND 2 OR b < 3",
            "a",
            "2 thresholds: a >= 1, a <= 2; choose one with --column, as in --column 'a",
        ),
        ("a > 1", "b", "rule one has no threshold for 'b'; it has: a > 1"),
        ("a > 1 AND a > 2", "a >", "rule one has 2 thresholds"),
    ],
)
def test_a_threshold_that_is_not_told_apart_is_asked_for(when: str, named: str | None, message: str) -> None:
    with pytest.raises(RecipeError) as raised:
        find_threshold(rule(when), named)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("other", "is_alike"),
    [
        ({"when": "(a)>1"}, True),
        ({"severity": "high", "then": "flag", "limit": 0.5, "why": "y"}, True),
        ({"scope": {"kind": ["text", "tuple", "preference", "chat"]}}, True),
        ({"when": "a > 1.5"}, False),
        ({"scope": {"source": ["x*"]}}, False),
        ({"on_null": "hit"}, False),
    ],
)
def test_rules_hit_alike_when_their_conditions_are_the_same(other: dict[str, object], is_alike: bool) -> None:
    changed = {"id": "two", "when": "a > 1", "then": "drop", "why": "x", **other}
    assert hit_alike(rule("a > 1"), Rule.model_validate(changed)) is is_alike
