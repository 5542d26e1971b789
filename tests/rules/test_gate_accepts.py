from collections.abc import Mapping

import polars as pl
import pytest

from curator.rules.gate import compile_predicate
from curator.rules.mistakes import Mistake

ROW = {
    "kind": "tuple",
    "response": "It's a Test.",
    "prompt": None,
    "response_chars": 12,
    "prompt_chars": 0,
    "overlap_share": 0.25,
    "response_is_truncated": False,
    "labels": ["a", "b"],
    "sizes": [1, 2],
}

VALUES = [
    ("response_chars < 5", False),
    ("response_chars == 12", True),
    ("response_chars <> 12 OR response_chars != 12", False),
    ("prompt_chars - response_chars < 0", True),  # unsigned columns do not wrap round
    ("LENGTH(response) - LENGTH('a longer text than that') < 0", True),
    ("-prompt_chars - 1 = -1", True),
    ("2 + 3 * 4 - 10 / 4 = 11.5", True),
    ("(2 + 3) * 4 = 20", True),
    ("7 % 3 = 1 AND MOD(-7, 3) = -1", True),
    ("response_chars / prompt_chars > 0", None),  # by 0: null, not infinite
    ("prompt_chars / prompt_chars > 0", None),
    ("response_chars % prompt_chars = 0", None),
    ("LN(prompt_chars) < 0", None),
    ("LOG10(100) = 2 AND LOG10(-1) IS NULL", True),
    ("SQRT(16) = 4 AND SQRT(-1) IS NULL", True),
    ("POW(2, 10) = 1024 AND POWER(-1, 0.5) IS NULL", True),
    ("ABS(-2) = 2 AND SIGN(-2) = -1", True),
    ("CEIL(1.2) = 2 AND CEILING(1.2) = 2 AND FLOOR(-1.2) = -2", True),
    ("ROUND(2.5) = 2 AND ROUND(-3.5) = -4 AND ROUND(0.126, 2) = 0.13", True),
    ("GREATEST(1, response_chars, 3) = 12 AND LEAST(1, 2) = 1", True),
    ("response_chars BETWEEN 12 AND 13", True),
    ("response_chars NOT BETWEEN 1 AND 13", False),
    ("response_chars IN (1, 12.0)", True),
    ("response_chars NOT IN (1, -2)", True),
    ("kind IN ('tuple', 'chat') AND response_is_truncated IN (FALSE)", True),
    ("prompt = 'a'", None),
    ("NOT prompt = 'a'", None),
    ("prompt IN ('a')", None),
    ("prompt LIKE 'a%'", None),
    ("prompt IS NULL AND response IS NOT NULL AND messages IS NULL", True),
    ("prompt IS DISTINCT FROM 'a'", True),
    ("prompt IS NOT DISTINCT FROM 'a'", False),
    ("prompt = 'a' OR TRUE", True),
    ("prompt = 'a' AND FALSE", False),
    ("NOT response_is_truncated AND NOT NOT TRUE", True),
    ("response = 'It''s a Test.'", True),
    ("response LIKE 'It%Test_'", True),
    ("response LIKE '%test%'", False),
    ("response ILIKE '%TEST.'", True),
    ("response NOT LIKE '%(%'", True),
    ("response LIKE ''", False),
    ("response RLIKE '^It.s\\b'", True),
    ("response REGEXP 'TEST'", False),
    ("response ~ 'a T' AND response ~* 'TEST' AND response !~ 'TEST' AND response !~* 'toast'", True),
    ("REGEXP_LIKE(response, 'TEST', 'i') AND NOT REGEXP_LIKE(response, 'TEST')", True),
    ("STARTS_WITH(response, 'It') AND ENDS_WITH(response, '.')", True),
    ("STRPOS(response, '.') = 12 AND STRPOS(response, '(') = 0", True),  # '.' is a full stop, not a pattern
    ("STRPOS(prompt, 'a') = 0", None),
    ("LOWER(response) = 'it''s a test.' AND UPPER('a') = 'A' AND INITCAP('a b') = 'A B'", True),
    ("TRIM('  a ') = 'a' AND LTRIM('xxa', 'x') = 'a' AND RTRIM('a.', '.') = 'a'", True),
    ("LEFT(response, 2) = 'It' AND RIGHT(response, 5) = 'Test.' AND LEFT('a', 0) = ''", True),
    ("SUBSTR(response, 6, 1) = 'a' AND SUBSTRING('abc', 2) = 'bc'", True),
    ("SPLIT_PART('a,b', ',', 2) = 'b' AND SPLIT_PART('a', ',', 9) = ''", True),
    ("REPLACE('a.b', '.', '') = 'ab' AND REVERSE('ab') = 'ba'", True),
    ("CONCAT('a', prompt, 'b') = 'ab' AND 'a' || 'b' = 'ab'", True),
    ("'a' || prompt = 'a'", None),
    ("CHAR_LENGTH('é') = 1 AND CHARACTER_LENGTH('é') = 1 AND OCTET_LENGTH('é') = 2", True),
    ("ARRAY_LENGTH(labels) = 2 AND ARRAY_LENGTH(STRING_TO_ARRAY('a b c', ' ')) = 3", True),
    ("ARRAY_CONTAINS(labels, 'b') AND ARRAY_CONTAINS(sizes, 2)", True),
    ("COALESCE(prompt, 'x') = 'x' AND IFNULL(prompt, 'y') = 'y' AND NULLIF(prompt_chars, 0) IS NULL", True),
    ("CASE WHEN prompt = 'a' THEN FALSE WHEN response_chars > 5 THEN TRUE END", True),
    ("CASE kind WHEN 'chat' THEN 1 WHEN 'tuple' THEN 2 ELSE 3 END = 2", True),
    ("IF(response_is_truncated, 'a', NULL) IS NULL", True),
    ("TRY_CAST('1.5' AS DOUBLE) = 1.5 AND TRY_CAST('one' AS DOUBLE) IS NULL", True),
    ("TRY_CAST('inf' AS FLOAT) IS NULL AND TRY_CAST(2.7 AS BIGINT) = 2 AND TRY_CAST(12 AS TEXT) = '12'", True),
    ("response_is_truncated = FALSE", True),
    ("response\n  LIKE '%Test%'\n\tAND TRUE", True),
]


@pytest.mark.parametrize(("predicate", "value"), VALUES)
def test_value_of_a_predicate(predicate: str, value: bool | None, schema: Mapping[str, pl.DataType]) -> None:
    row = pl.LazyFrame([ROW], schema=dict(schema))
    assert row.select(hit=compile_predicate(predicate, schema).expression).collect().item() is value


@pytest.mark.parametrize("dtype", [pl.Int8, pl.UInt64, pl.Float32, pl.Decimal(10, 2)])
def test_every_numeric_column_compares_with_numbers(dtype: pl.DataType) -> None:
    frame = pl.DataFrame({"n": pl.Series([1, None, 3]).cast(dtype)})
    hit = compile_predicate("n - 2 > 0 AND n > -1", frame.schema).expression
    assert frame.select(hit).to_series().to_list() == [False, None, True]


def test_a_float_that_is_not_finite_counts_as_missing() -> None:
    frame = pl.DataFrame({"x": [float("nan"), float("inf"), 1.0]})
    assert frame.select(compile_predicate("x > 0", frame.schema).expression).to_series().to_list() == [None, None, True]


@pytest.mark.parametrize(
    ("predicate", "warning"),
    [
        ("TRUE", Mistake("the predicate is the same for every record", 0, "compare a column")),
        (
            "response_chars / prompt_chars > 0.5",
            Mistake(
                "a division by 0 gives null, which on_null decides",
                17,
                "say what is meant: NULLIF(…, 0), or COALESCE the quotient",
            ),
        ),
    ],
)
def test_a_doubtful_predicate_gets_a_warning(
    predicate: str, warning: Mistake, schema: Mapping[str, pl.DataType]
) -> None:
    assert compile_predicate(predicate, schema).warnings == (warning,)


@pytest.mark.parametrize("divisor", ["NULLIF(prompt_chars, 0)", "GREATEST(prompt_chars, 1)", "2"])
def test_a_division_that_cannot_be_by_zero_gets_none(divisor: str, schema: Mapping[str, pl.DataType]) -> None:
    assert compile_predicate(f"response_chars / {divisor} > 0.5", schema).warnings == ()


def test_the_text_of_a_predicate_is_one_for_all_spellings(schema: Mapping[str, pl.DataType]) -> None:
    spellings = ["(response_chars)>5 and not(prompt  is null)", "response_chars > 5.0 AND prompt IS NOT NULL"]
    assert {compile_predicate(each, schema).text for each in spellings} == {"response_chars > 5 AND prompt IS NOT NULL"}


def test_columns_of_a_predicate(schema: Mapping[str, pl.DataType]) -> None:
    found = compile_predicate("LENGTH(response) > 5 OR response_chars > prompt_chars", schema)
    assert found.columns == {"response", "response_chars", "prompt_chars"}
