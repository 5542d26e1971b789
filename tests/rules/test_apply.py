import polars as pl
import pytest

from curator.errors import SignalError
from curator.rules import compile, hits, judge
from curator.rules.pack import Rule
from curator.rules.ruleset import RuleSet

SCHEMA = {"record_id": pl.String, "kind": pl.String, "source": pl.String, "n": pl.Int64}
FRAME = pl.DataFrame(
    [
        {"record_id": "a", "kind": "tuple", "source": "x.jsonl", "n": 1},
        {"record_id": "b", "kind": "chat", "source": "x.jsonl", "n": 2},
        {"record_id": "c", "kind": "tuple", "source": "y+.jsonl", "n": None},
        {"record_id": "d", "kind": "text", "source": "y+.jsonl", "n": 4},
    ],
    schema=SCHEMA,
)


def rule(rule_id: str, when: str = "n < 3", then: object = "drop", **more: object) -> Rule:
    return Rule.model_validate({"id": rule_id, "when": when, "then": then, "why": "x", **more})


def hit(*rules: Rule, frame: pl.DataFrame = FRAME) -> pl.DataFrame:
    return hits(frame.lazy(), compile(RuleSet(rules), SCHEMA)).collect()


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, [True, True, False, False]),
        ({"on_null": "hit"}, [True, True, True, False]),
        ({"scope": {"kind": ["tuple"]}}, [True, False, False, False]),
        ({"scope": {"kind": ["text", "tuple"]}, "on_null": "hit"}, [True, False, True, False]),
        ({"scope": {"source": ["y+*"]}, "on_null": "hit"}, [False, False, True, False]),
        ({"scope": {"source": ["?.jsonl", "z"]}}, [True, True, False, False]),
        ({"scope": {"source": ["y..jsonl"]}, "on_null": "hit"}, [False, False, False, False]),
        ({"scope": {"kind": ["chat"]}, "on_null": "fail"}, [False, True, False, False]),
        ({"when": "TRUE"}, [True, True, True, True]),
        ({"when": "n IS NULL"}, [False, False, True, False]),
        ({"when": "NOT n < 3"}, [False, False, False, True]),
    ],
)
def test_what_a_rule_hits(more: dict[str, object], expected: list[bool]) -> None:
    assert hit(rule("a-rule", **more))["a-rule"].to_list() == expected


def test_on_null_fail_stops_the_run_and_names_a_record() -> None:
    with pytest.raises(SignalError) as raised:
        hit(rule("strict", on_null="fail"))
    assert str(raised.value) == (
        "record c: rule strict cannot decide about 1 records: a value it compares is missing; "
        "set on_null: ignore or on_null: hit, or narrow the rule's scope"
    )


def test_only_the_wanted_rules_are_measured() -> None:
    rules = (rule("one"), rule("two", "missing_here > 1"))
    compiled = compile(RuleSet(rules), {**SCHEMA, "missing_here": pl.Int64})
    assert hits(FRAME.lazy(), compiled, [rules[0]]).collect().columns == [*FRAME.columns, "one"]


def test_hits_of_an_empty_frame() -> None:
    found = hit(rule("one"), rule("two", on_null="fail"), frame=FRAME.clear())
    assert found.schema["one"] == found.schema["two"] == pl.Boolean


def test_hits_do_not_depend_on_how_the_records_are_split() -> None:
    rules = [rule("one"), rule("two", "n > 1", on_null="hit"), rule("three", "kind = 'text' OR n = 1")]
    whole = hit(*rules)
    assert pl.concat([hit(*rules, frame=FRAME[:1]), hit(*rules, frame=FRAME[1:])]).equals(whole)


JUDGED = [
    ("low-drop", "drop", "low"),
    ("high-review", "review", "high"),
    ("first-review", "review", "medium"),
    ("second-review", "review", "medium"),
    ("high-drop", "drop", "high"),
    ("a-flag", "flag", "high"),
    ("a-fix", {"fix": "encoding"}, "high"),
]


@pytest.mark.parametrize(
    ("hit_rules", "verdict", "decided_by"),
    [
        ([], "keep", None),
        (["a-flag", "a-fix"], "keep", None),
        (["first-review", "second-review"], "review", "first-review"),
        (["high-review", "first-review", "a-flag"], "review", "high-review"),
        (["low-drop", "high-review"], "drop", "low-drop"),
        (["low-drop", "high-drop"], "drop", "high-drop"),
    ],
)
def test_verdict(hit_rules: list[str], verdict: str, decided_by: str | None) -> None:
    rules = [rule(rule_id, then=then, severity=severity) for rule_id, then, severity in JUDGED]
    frame = pl.DataFrame({each.id: [each.id in hit_rules] for each in rules})
    judged = judge(frame, rules).row(0, named=True)
    assert (judged["verdict"], judged["decided_by"]) == (verdict, decided_by)
    assert judged["rules"] == hit_rules


@pytest.mark.parametrize("count", [1, 61, 62, 63, 130])
def test_any_number_of_rules_is_judged_row_by_row_in_order(count: int) -> None:
    rules = [rule(f"r-{number}", then="drop" if number % 2 else "flag") for number in range(count)]
    rows = [[number % step == 0 for number in range(count)] for step in (1, 2, 3, 7, count)]
    frame = pl.DataFrame({each.id: [row[number] for row in rows] for number, each in enumerate(rules)})
    judged = judge(frame, rules)
    assert judged.columns == [*frame.columns, "verdict", "decided_by", "rules"]
    assert judged["rules"].to_list() == [[f"r-{number}" for number in range(count) if row[number]] for row in rows]
    odd = [[f"r-{number}" for number in range(1, count, 2) if row[number]] for row in rows]
    assert judged["decided_by"].to_list() == [names[0] if names else None for names in odd]


def test_without_rules_everything_is_kept() -> None:
    judged = judge(FRAME, [])
    assert judged["verdict"].to_list() == ["keep"] * 4
    assert judged["rules"].to_list() == [[]] * 4
    assert judged.schema["decided_by"] == pl.String
