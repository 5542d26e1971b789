import time
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from curator.rules.gate import compile_predicate
from curator.rules.mistakes import PredicateError

HOSTILE = [
    # open files and URLs
    ("(SELECT 1) = 1", 1, "sub-queries"),
    ("response IN (SELECT a FROM read_csv('/etc/passwd'))", 13, "sub-queries"),
    ("EXISTS (SELECT 1 FROM '/etc/passwd')", 0, "sub-queries"),
    ("response = (TABLE x)", 12, "sub-queries"),
    ("response = ANY (VALUES ('a'))", 16, "sub-queries"),
    ("response FROM read_parquet('http://example.org/x') = 'a'", 9, "sub-queries"),
    ("read_csv('/etc/passwd') = 'a'", 0, "not a function"),
    ("READ_NDJSON('/etc/passwd') IS NULL", 0, "not a function"),
    ("scan_parquet('s3://bucket/x') IS NULL", 0, "not a function"),
    ("TRUE; SELECT 1", 4, "one expression"),
    ("response_chars > 1 UNION SELECT 1", 19, "sub-queries"),
    ("WITH a AS (SELECT 1) TRUE", 0, "sub-queries"),
    # look at other rows
    ("COUNT(*) > 1", 6, "expected"),
    ("COUNT(response) > 1", 0, "other rows"),
    ("MAX(response_chars) = response_chars", 0, "other rows"),
    ("AVG(response_chars) OVER () > 1", 20, "window"),
    ("ROW_NUMBER() OVER (ORDER BY response) = 1", 13, "window"),
    ("LAG(response) = response", 0, "other rows"),
    ("FIRST(response) = response", 0, "other rows"),
    ("STRING_AGG(response, ',') = 'a'", 0, "other rows"),
    ("UNNEST(labels) = 'a'", 0, "not a function"),
    ("EXPLODE(labels) = 'a'", 0, "not a function"),
    ("RANDOM() > 0.5", 0, "not a function"),
    ("NOW() > '2020'", 0, "not a function"),
    # every column at once, or one that is not there
    ("* = 'a'", 0, "expected"),
    ("COLUMNS('.*') = 'a'", 0, "one by one"),
    ("respons_chars < 5", 0, "response_chars"),
    ("\"response\" = 'a'", 0, "double quotes"),
    ("`response` = 'a'", 0, "back-ticks"),
    ("t.response = 'a'", 1, "'.'"),
    ("messages[0] IS NULL", 8, "unexpected"),
    ("$1 = 'a'", 0, "unexpected"),
    # stop the run on some value
    ("CAST(response AS INT) > 1", 0, "TRY_CAST"),
    ("response::INT > 1", 8, "TRY_CAST"),
    ("response_chars // prompt_chars > 1", 15, "FLOOR"),
    ("STRPTIME(response, '%Y') IS NULL", 0, "not a function"),
    ("TRY_CAST(response AS DATE) IS NULL", 21, "a type"),
    ("response LIKE prompt", 14, "in quotes"),
    ("REGEXP_LIKE(response, prompt)", 22, "in quotes"),
    ("response RLIKE '('", 15, "unclosed group"),
    ("response ~ '(?=a)'", 11, "look-around"),
    ("response ~ '(a)\\1'", 11, "backreferences"),
    ("SUBSTR(response, response_chars) = 'a'", 17, "whole number"),
    ("SUBSTR(response, 1, -2) = 'a'", 20, "whole number"),
    ("LEFT(response, overlap_share) = 'a'", 15, "whole number"),
    ("ROUND(overlap_share, -2) > 1", 21, "whole number"),
    ("NOT response", 4, "a Boolean"),
    # wrong types
    ("response_chars", 0, "must be a Boolean"),
    ("response_chars = 'a'", 17, "compares a number with a text"),
    ("response > 5", 11, "compares a text with a number"),
    ("response_chars = NULL", 17, "IS NULL"),
    ("labels = 'a'", 0, "a list of texts"),
    ("messages = 'a'", 0, "of another type"),
    ("LOWER(response_chars) = 'a'", 6, "a text"),
    ("ARRAY_CONTAINS(labels, 1)", 23, "a text"),
    ("response_chars IN (1, 'a')", 22, "a number with a text"),
    ("response_chars IN (1, prompt_chars)", 22, "not a column"),
    ("response_chars IN (NULL)", 19, "a value"),
    ("CASE WHEN response_is_truncated THEN 1 ELSE 'a' END = 1", 44, "mixes"),
    ("LENGTH() > 1", 0, "takes 1 argument"),
    # hide something
    ("response_chars < 5 -- ok", 19, "comments"),
    ("response_chars /* x */ < 5", 15, "comments"),
    ("response = E'a'", 11, "string prefix"),
    ("response = U&'a'", 12, "unexpected"),
    ("response = x'61'", 11, "string prefix"),
    ("response = $$a$$", 11, "unexpected"),
    ("response = 'a", 11, "not closed"),
    ("response\u00a0= 'a'", 8, "NO-BREAK SPACE"),
    ("re\u0455ponse = 'a'", 2, "CYRILLIC"),
    ("response \uff1d 'a'", 9, "FULLWIDTH"),
    ("response = \u2018a\u2019", 11, "QUOTATION MARK"),
    ("response_chars <\u200b 5", 16, "ZERO WIDTH SPACE"),
    ("response_chars < 5\x00", 18, "U+0000"),
    # unclear
    ("", 0, "empty"),
    ("   ", 0, "empty"),
    ("1 < response_chars < 5", 19, "do not chain"),
    ("response_chars > 1 overlap_share", 19, "expected"),
    ("response_chars >", 16, "found the end"),
    ("(response_chars > 1", 19, "')'"),
    ("response_chars > 1e400", 17, "too large"),
    ("response_chars > 99999999999999999999", 17, "too large"),
    ("response_chars > 5x", 17, "neither a name nor a number"),
    ("response_is_truncated IS TRUE", 25, "IS NULL"),
    ("response_chars + > 1", 17, "expected"),
    ("CASE END = 1", 5, "expected"),
    ("IF(response_is_truncated, 1) = 1", 0, "3 arguments"),
]


@pytest.mark.parametrize(("predicate", "at", "message"), HOSTILE)
def test_a_hostile_predicate_is_refused_where_it_is_wrong(
    predicate: str, at: int, message: str, schema: Mapping[str, pl.DataType]
) -> None:
    with pytest.raises(PredicateError) as raised:
        compile_predicate(predicate, schema)
    assert raised.value.mistakes[0].at == at
    assert message in str(raised.value)


OVERSIZED = [
    ("(" * 1_900 + "TRUE" + ")" * 1_900, "nested more than 24 deep"),
    ("NOT " * 900 + "TRUE", "nested more than 24 deep"),
    ("- " * 1_900 + "1 > 0", "nested more than 24 deep"),
    ("ABS(" * 700 + "1" + ")" * 700 + " > 0", "nested more than 24 deep"),
    ("ABS(" * 11 + "1" + ")" * 11 + " > 0", "more than 10 calls inside each other"),
    ("+".join(["1"] * 300) + " > 0", "more than 100 operations"),
    ("x" * 5_000, "4,000 are allowed"),
    ("/".join(["overlap_share"] * 100) + " > 0", "inside each other"),
    ("CASE WHEN TRUE THEN " * 10 + "1" + " ELSE 2 END" * 10 + " > 0", "inside each other"),
    ("||".join(["response"] * 40) + " = 'a'", "16 texts are joined"),
    ("REPLACE(response, 'a', 'aa') = 'a'", "longer"),
    ("REPLACE(response, '', 'a') = 'a'", "not empty"),
    ("response ~ '(?:x{0,1000}){0,100}z'", "too slow"),
    ("response ~ '.{0,900}q\\b'", "too slow"),
    ("response ~ '(?x)a # (\n{1000}'", "flag x"),
    ("response ~ '" + "a" * 2_000 + "'", "1,000 are allowed"),
    ("response ~ '\\w{0,900}q'", "cannot be compiled|too slow|exceeds"),
]


@pytest.mark.parametrize(("predicate", "message"), OVERSIZED)
def test_a_predicate_that_would_hang_or_swell_is_refused_at_once(
    predicate: str, message: str, schema: Mapping[str, pl.DataType]
) -> None:
    began = time.process_time()
    with pytest.raises(PredicateError, match=message):
        compile_predicate(predicate, schema)
    assert time.process_time() - began < 2


def test_the_gate_opens_no_file(tmp_path: Path, schema: Mapping[str, pl.DataType]) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\nopen sesame\n")
    for function in ("read_csv", "read_parquet", "read_ipc", "read_json", "read_ndjson", "scan_csv", "lower"):
        predicate = f"response IN (SELECT a FROM {function}('{secret}'))"
        with pytest.raises(PredicateError, match="sub-queries"):
            compile_predicate(predicate, schema)


def test_all_mistakes_are_reported_at_once(schema: Mapping[str, pl.DataType]) -> None:
    with pytest.raises(PredicateError) as raised:
        compile_predicate("respons = 'a' AND LOWR(response) = 'a' AND response_chars > 'b'", schema)
    assert [(each.at, each.hint) for each in raised.value.mistakes] == [
        (0, "did you mean response?"),
        (18, "did you mean lower?"),
        (60, "TRY_CAST(… AS DOUBLE) makes a number of a text"),
    ]


def test_an_aggregate_is_not_mistaken_for_a_misspelt_function(schema: Mapping[str, pl.DataType]) -> None:
    with pytest.raises(PredicateError) as raised:
        compile_predicate("COUNT(response) > 1", schema)
    assert raised.value.mistakes[0].hint == "a rule sees one record; compute a signal instead"
