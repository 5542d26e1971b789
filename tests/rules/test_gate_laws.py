"""Laws of every predicate that the gate lets through, tried on predicates and rows that Hypothesis makes up."""

import polars as pl
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from curator.rules.gate import _build, compile_predicate
from curator.rules.mistakes import Mistake, PredicateError
from curator.rules.parser import parse
from curator.rules.syntax import write

SCHEMA = {"t": pl.String, "u": pl.String, "n": pl.Int64, "s": pl.UInt32, "x": pl.Float64, "b": pl.Boolean}
SCHEMA_WITH_LIST = {**SCHEMA, "l": pl.List(pl.String)}

TEXTS = st.one_of(
    st.none(), st.sampled_from(["", "a", "a.b", "(", "É%_", "\\", "1.5", "inf", "x\ny"]), st.text(max_size=8)
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "t": TEXTS,
            "u": TEXTS,
            "n": st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.integers(-3, 3)),
            "s": st.one_of(st.none(), st.integers(0, 2**32 - 1), st.integers(0, 3)),
            "x": st.one_of(st.none(), st.floats(), st.sampled_from([0.0, -0.0, 0.5, -1.0])),
            "b": st.one_of(st.none(), st.booleans()),
            "l": st.one_of(st.none(), st.lists(TEXTS, max_size=3)),
        }
    ),
    max_size=5,
)

_QUOTED = st.sampled_from(["'a'", "''", "'a.b'", "'É'", "'('", "'1'"])
_COUNT = st.sampled_from(["0", "1", "2", "900"])


def _joined(pattern: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda found: pattern.format(*found))


def _numbers(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        two = st.sampled_from(["+", "-", "*", "/", "%"])
        one = st.sampled_from(["ABS", "CEIL", "FLOOR", "LN", "LOG10", "SIGN", "SQRT", "ROUND", "-"])
        many = st.sampled_from(["GREATEST", "LEAST", "COALESCE", "NULLIF", "POW", "MOD"])
        return st.one_of(
            _joined("({0} {1} {2})", inner, two, inner),
            _joined("{0}({1})", one, inner),
            _joined("{0}({1}, {2})", many, inner, inner),
            _joined("TRY_CAST({0} AS {1})", inner, st.sampled_from(["BIGINT", "DOUBLE"])),
            _joined("CASE WHEN b THEN {0} ELSE {1} END", inner, inner),
        )

    leaves = st.one_of(
        st.sampled_from(["n", "s", "x", "0", "1", "-2", "0.5", "1e15", "ARRAY_LENGTH(l)"]),
        _joined("LENGTH({0})", texts),
        _joined("OCTET_LENGTH({0})", texts),
        _joined("STRPOS({0}, {1})", texts, texts),
        _joined("TRY_CAST({0} AS DOUBLE)", texts),
    )
    return st.recursive(leaves, larger, max_leaves=4)


def _texts() -> st.SearchStrategy[str]:
    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        one = st.sampled_from(["LOWER", "UPPER", "INITCAP", "REVERSE", "TRIM", "LTRIM", "RTRIM"])
        return st.one_of(
            _joined("{0}({1})", one, inner),
            _joined("{0}({1}, {2})", st.sampled_from(["LEFT", "RIGHT"]), inner, _COUNT),
            _joined("SUBSTR({0}, {1}, {2})", inner, st.sampled_from(["1", "2", "900"]), _COUNT),
            _joined("SPLIT_PART({0}, '.', {1})", inner, st.sampled_from(["1", "2", "900"])),
            _joined("REPLACE({0}, 'a', {1})", inner, st.sampled_from(["''", "'b'"])),
            _joined("CONCAT({0}, {1})", inner, inner),
            _joined("({0} || {1})", inner, inner),
            _joined("NULLIF({0}, {1})", inner, inner),
            _joined("IF(b, {0}, {1})", inner, inner),
            _joined("TRY_CAST({0} AS TEXT)", st.sampled_from(["n", "s", "x", "b"])),
        )

    return st.recursive(st.one_of(st.sampled_from(["t", "u"]), _QUOTED), larger, max_leaves=3)


def _predicates() -> st.SearchStrategy[str]:
    texts = _texts()
    numbers = _numbers(texts)
    compare = st.sampled_from(["=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"])
    like = st.sampled_from(["LIKE", "NOT LIKE", "ILIKE", "NOT ILIKE"])
    match = st.sampled_from(["RLIKE", "~", "~*", "!~", "!~*", "NOT REGEXP"])
    leaves = st.one_of(
        st.sampled_from(["b", "TRUE", "ARRAY_CONTAINS(l, t)", "l IS NULL", "b = FALSE"]),
        _joined("{0} {1} {2}", numbers, compare, numbers),
        _joined("{0} {1} {2}", texts, compare, texts),
        _joined("{0} BETWEEN {1} AND {2}", numbers, numbers, numbers),
        _joined("{0} IN (1, 2.5, -3)", numbers),
        _joined("{0} NOT IN ('a', '')", texts),
        _joined("{0} {1} {2}", texts, like, st.sampled_from(["'a%'", "'%.%'", "'_'", "'\\'", "'%'", "''", "'(%é'"])),
        _joined("{0} {1} {2}", texts, match, st.sampled_from(["'^a'", "'\\('", "'\\w{1,3}$'", "''", "'\\bx'"])),
        _joined("{0}({1}, {2})", st.sampled_from(["STARTS_WITH", "ENDS_WITH"]), texts, texts),
        _joined("({0}) IS NULL", st.one_of(texts, numbers)),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            _joined("({0} AND {1})", inner, inner), _joined("({0} OR {1})", inner, inner), _joined("NOT ({0})", inner)
        ),
        max_leaves=4,
    )


PREDICATES = _predicates()


def _hits(predicate: str, rows: list[dict[str, object]]) -> list[bool | None]:
    frame = pl.DataFrame(rows, schema=SCHEMA_WITH_LIST)
    found = frame.select(hit=compile_predicate(predicate, SCHEMA_WITH_LIST).expression)["hit"]
    # A predicate without columns has one value; in a rule it stands beside the scope, which spreads it.
    return (found.to_list() * len(rows))[: len(rows)] if len(found) == 1 else found.to_list()


@settings(max_examples=150, deadline=None)
@given(PREDICATES, ROWS, ROWS)
def test_a_predicate_sees_one_row_and_never_stops_the_run(
    predicate: str, first: list[dict[str, object]], second: list[dict[str, object]]
) -> None:
    try:
        compile_predicate(predicate, SCHEMA_WITH_LIST)
    except PredicateError as refused:
        if "texts are joined" in str(refused):
            reject()
        raise
    assert _hits(predicate, first + second) == _hits(predicate, first) + _hits(predicate, second)


@settings(max_examples=150, deadline=None)
@given(st.lists(PREDICATES, min_size=1, max_size=3), st.sampled_from([" AND ", " OR ", " AND NOT "]), ROWS)
def test_patterns_that_cannot_matter_are_not_looked_for_and_nothing_else_changes(
    predicates: list[str], connective: str, rows: list[dict[str, object]]
) -> None:
    predicate = connective.join(f"({each})" for each in predicates)
    try:
        compile_predicate(predicate, SCHEMA_WITH_LIST)
    except PredicateError:
        reject()  # too large when joined
    plain = _build(parse(predicate), SCHEMA_WITH_LIST, None, is_sparing=False)
    found = pl.DataFrame(rows, schema=SCHEMA_WITH_LIST).select(hit=plain)["hit"].to_list()
    assert _hits(predicate, rows) == (found * len(rows) if len(found) == 1 else found)[: len(rows)]


@settings(max_examples=100, deadline=None)
@given(PREDICATES)
def test_writing_a_predicate_and_reading_it_gives_the_same_tree(predicate: str) -> None:
    tree = parse(predicate)
    assert parse(write(tree)) == tree


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.text("'()=<>.,;:-/*abx 01\"`$%_", max_size=40))
def test_any_text_is_either_a_predicate_or_refused(text: str) -> None:
    mistakes: tuple[Mistake, ...] = ()
    try:
        compile_predicate(text, SCHEMA)
    except PredicateError as error:
        mistakes = error.mistakes
    assert all(0 <= mistake.at <= len(text) for mistake in mistakes)


# Where SQL and the rule language part on purpose, the test keeps off: by 0 and beyond the numbers is null here, small
# unsigned columns do not wrap round here, and STRPOS looks for a text here, in Polars for a regular expression.
_SAME_AS_SQL = st.sampled_from(
    [
        "n + 1 > 2 AND NOT b",
        "n * 2 - 1 <= x OR b",
        "t LIKE 'a%' OR u ILIKE '%B_'",
        "t RLIKE '^a' AND u NOT RLIKE 'b$'",
        "n BETWEEN -1 AND 2 OR x NOT BETWEEN 0 AND 1",
        "n IN (1, 2) OR t NOT IN ('a', 'b')",
        "t IS NULL OR u IS DISTINCT FROM t",
        "COALESCE(n, 0) >= LEAST(n, 2)",
        "CASE WHEN n > 1 THEN 'a' WHEN b THEN 'b' ELSE t END = 'a'",
        "CONCAT(t, u) = LOWER(t) OR t || u = 'ab'",
        "LEFT(t, 1) = RIGHT(u, 1) OR SUBSTR(t, 2, 1) = 'b'",
        "SPLIT_PART(t, 'b', 2) = 'a' OR SPLIT_PART(t, 'b', 3) = ''",
        "REPLACE(t, 'a', 'b') = u OR REVERSE(t) = u",
        "LENGTH(t) > 1 AND OCTET_LENGTH(t) > 1",
        "STARTS_WITH(t, u) OR ENDS_WITH(t, 'a')",
        "ABS(n) = 2 OR SIGN(n) = 1 OR CEIL(x) > FLOOR(x)",
        "ROUND(x, 1) = 0.5 OR ROUND(x) = 1",
        "n % 3 = -1 OR MOD(n, 2) = 1",
        "n / 4 > 0.4 OR NULLIF(n, 2) = 1",
        "TRY_CAST(t AS DOUBLE) > 1 OR TRY_CAST(x AS BIGINT) = 2",
        "NOT b = TRUE AND n = 1 OR x > 0",
        "-n < x - -1",
    ]
)
_TAME_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "t": st.one_of(st.none(), st.text("ab1.B", max_size=4)),
            "u": st.one_of(st.none(), st.text("ab1.B", max_size=4)),
            "n": st.one_of(st.none(), st.integers(-4, 4)),
            "x": st.one_of(st.none(), st.sampled_from([-1.5, -0.25, 0.0, 0.45, 0.5, 1.0, 2.5])),
            "b": st.one_of(st.none(), st.booleans()),
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(_SAME_AS_SQL, _TAME_ROWS)
def test_a_predicate_means_what_polars_sql_makes_of_it(predicate: str, rows: list[dict[str, object]]) -> None:
    schema = {name: SCHEMA[name] for name in ("t", "u", "n", "x", "b")}
    frame = pl.DataFrame(rows, schema=schema)
    ours = frame.select(hit=compile_predicate(predicate, schema).expression)
    assert ours.to_dict(as_series=False) == frame.select(hit=pl.sql_expr(predicate)).to_dict(as_series=False)
