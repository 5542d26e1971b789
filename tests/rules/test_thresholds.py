import polars as pl
import pytest

from curator.rules.pack import Rule
from curator.rules.thresholds import Measured, explain

ROW = {"n": 4, "m": None, "share": 0.5, "t": "Sorry", "flag": True, "labels": ["a"]}


def measured(when: str, schema: dict[str, type[pl.DataType]] | None = None) -> list[Measured]:
    rule = Rule.model_validate({"id": "a", "when": when, "then": "drop", "why": "x"})
    return explain(rule, ROW, schema)


def shown(when: str) -> list[str]:
    return [str(each) for each in measured(when)]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("share > 0.3 AND n >= 4", [("share", 0.5, ">", 0.3, True), ("n", 4, ">=", 4, True)]),
        ("0.3 < share OR n = 9", [("share", 0.5, ">", 0.3, True), ("n", 4, "=", 9, False)]),
        ("n > share", [("n", 4, ">", 0.5, True)]),
        ("share * 10 / n > 1", [("share * 10 / n", 1.25, ">", 1, True)]),
        ("n BETWEEN 1 AND 3", [("n", 4, ">=", 1, True), ("n", 4, "<=", 3, False)]),
        ("n IN (1, 2)", [("n", 4, "IN", (1, 2), False)]),
        ("n NOT IN (1, 2)", [("n", 4, "NOT IN", (1, 2), True)]),
        ("t LIKE 'S%'", [("t", "Sorry", "LIKE", "S%", True)]),
        ("NOT (t ~ '^S' OR flag)", [("t", "Sorry", "NOT ~", "^S", False), ("flag", True, "IS", False, False)]),
        ("flag", [("flag", True, "IS", True, True)]),
        ("m > 3", [("m", None, ">", 3, None)]),
        ("m IS NULL", [("m", None, "IS NULL", None, True)]),
        ("m IS NOT NULL", [("m", None, "IS NOT NULL", None, False)]),
        ("STARTS_WITH(t, 'So')", [("t", "Sorry", "STARTS_WITH", "So", True)]),
        ("ARRAY_CONTAINS(labels, 'b')", [("labels", ["a"], "ARRAY_CONTAINS", "b", False)]),
        (
            "CASE WHEN n > 3 THEN share ELSE 0 END > 0.4",
            [("CASE WHEN n > 3 THEN share ELSE 0 END", 0.5, ">", 0.4, True)],
        ),
        ("IF(n > 3, flag, FALSE)", [("n", 4, ">", 3, True)]),
        ("TRUE", []),
    ],
)
def test_every_comparison_with_its_value(when: str, expected: list[tuple[object, ...]]) -> None:
    assert measured(when) == [Measured(*each) for each in expected]


def test_a_missing_value_of_known_type_goes_through_expressions() -> None:
    assert measured("COALESCE(m, 7) > 3", {"m": pl.Int64}) == [Measured("COALESCE(m, 7)", 7, ">", 3, True)]
    assert measured("COALESCE(m, 7) > 3") == [Measured("COALESCE(m, 7)", None, ">", 3, None)]


def test_how_a_measurement_reads() -> None:
    when = "share > 0.333333 AND t = 'a' AND m < 2"
    assert shown(when) == ["share = 0.5 (> 0.333)", "t = 'Sorry' (= 'a')", "m = missing (< 2)"]


@pytest.mark.parametrize(
    ("when", "text"),
    [
        ("m IS NULL", "m = missing (IS NULL)"),
        ("m IS NOT NULL", "m = missing (IS NOT NULL)"),
        ("NOT (n IS NULL)", "n = 4 (IS NOT NULL)"),
        ("flag", "flag = TRUE (IS TRUE)"),
        ("NOT flag", "flag = TRUE (IS FALSE)"),
        ("n IN (4)", "n = 4 (IN (4))"),
        ("t NOT IN ('a', 'b')", "t = 'Sorry' (NOT IN ('a', 'b'))"),
        ("n IS DISTINCT FROM NULL", "n = 4 (IS DISTINCT FROM missing)"),
        ("n IS NOT DISTINCT FROM 4", "n = 4 (IS NOT DISTINCT FROM 4)"),
        ("labels IS NOT NULL", "labels = ['a'] (IS NOT NULL)"),
        ("CONCAT(t, 'y') LIKE 'S%'", "CONCAT(t, 'y') = 'Sorryy' (LIKE 'S%')"),
    ],
)
def test_every_kind_of_comparison_reads_like_the_rule(when: str, text: str) -> None:
    assert shown(when) == [text]


def test_a_long_text_does_not_hide_what_it_is_compared_with() -> None:
    rule = Rule.model_validate({"id": "a", "when": "t LIKE 'a%'", "then": "drop", "why": "x"})
    (found,) = explain(rule, {"t": "a" * 1_000})
    assert str(found) == f"t = '{'a' * 60}'… (LIKE 'a%')"
