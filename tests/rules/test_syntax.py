import pytest

from curator.rules.parser import parse
from curator.rules.syntax import write


@pytest.mark.parametrize(
    ("predicate", "text"),
    [
        ("(a)>1 and not(b is null)", "a > 1 AND b IS NOT NULL"),
        ("a OR b AND NOT c", "a OR b AND NOT c"),
        ("(a OR b) AND (c OR d)", "(a OR b) AND (c OR d)"),
        ("(a OR b) OR c", "(a OR b) OR c"),
        ("NOT (a AND b)", "NOT (a AND b)"),
        ("NOT a = b", "NOT a = b"),
        ("(NOT a) = b", "(NOT a) = b"),
        ("(a = b) = c", "(a = b) = c"),
        ("a - b - c > 0", "a - b - c > 0"),
        ("a - (b - c) > 0", "a - (b - c) > 0"),
        ("(a + b) * c > 0", "(a + b) * c > 0"),
        ("a + b * c > 0", "a + b * c > 0"),
        ("-(-a) > - -1", "-(-a) > 1"),
        ("a - -1 > 0", "a - -1 > 0"),
        ("a NOT IN (1, -2.50)", "a NOT IN (1, -2.5)"),
        ("a NOT BETWEEN b + 1 AND c", "a NOT BETWEEN b + 1 AND c"),
        ("a IS NOT DISTINCT FROM b", "a IS NOT DISTINCT FROM b"),
        ("a !~* 'x''y'", "NOT a ~* 'x''y'"),
        ("a NOT ILIKE '%'", "a NOT ILIKE '%'"),
        ("if(a, b, null) = 'x'", "CASE WHEN a THEN b ELSE NULL END = 'x'"),
        ("CASE a WHEN 1 THEN b END", "CASE WHEN a = 1 THEN b ELSE NULL END"),
        ("ifnull(a, char_length(b)) > 1e3", "COALESCE(a, LENGTH(b)) > 1000"),
        ("try_cast(a as double) > 0", "TRY_CAST(a AS DOUBLE) > 0"),
        ("mod(a + 1, 2) = 0", "(a + 1) % 2 = 0"),
    ],
)
def test_the_one_spelling_of_a_predicate(predicate: str, text: str) -> None:
    assert write(parse(predicate)) == text
    assert parse(text) == parse(predicate)
