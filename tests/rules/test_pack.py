import pytest

from curator.config import Document
from curator.errors import RecipeError
from curator.rules.pack import Pack, Rule

RULE = """\
pack: repetition
about: Loops.
rules:
  - id: repeated-lines
    when: response_repeated_line_share > 0.3
    then: {then}
    why: Looping answers teach the model to loop.
{more}
"""


def read(then: str = "drop", more: str = "") -> Rule:
    return Document(RULE.replace("{then}", then).replace("{more}", more), "p.yaml").validate(Pack).rules[0]


def test_a_short_rule_has_defaults() -> None:
    rule = read()
    assert (rule.severity, rule.on_null, rule.limit, rule.scope.kind, rule.scope.source) == (
        "medium",
        "ignore",
        None,
        ["tuple", "chat", "preference", "text"],
        ["*"],
    )


@pytest.mark.parametrize(
    ("then", "shown", "fix"),
    [
        ("drop", "drop", None),
        ("review", "review", None),
        ("flag", "flag", None),
        ("{fix: encoding}", "fix: encoding", "encoding"),
    ],
)
def test_then(then: str, shown: str, fix: str | None) -> None:
    rule = read(then)
    assert (str(rule.then), rule.fix, rule.to_dict()["then"]) == (shown, fix, shown)


@pytest.mark.parametrize(
    ("then", "more", "problem"),
    [
        ("remove", "", "p.yaml:6:11: rules.0.then: must be drop, review, flag or {fix: name}, got 'remove'"),
        ("{fix: 3}", "", "p.yaml:6:11: rules.0.then: must be drop, review, flag or {fix: name}"),
        ("[drop]", "", "p.yaml:6:11: rules.0.then: must be drop, review, flag or {fix: name}"),
        ("drop", "    serverity: high", "p.yaml:8:5: unknown key 'serverity'; did you mean severity?"),
        (
            "drop",
            "    severity: grave",
            "p.yaml:8:15: rules.0.severity: Input should be 'low', 'medium' or 'high', got 'grave'",
        ),
        ("drop", "    limit: 2", "p.yaml:8:12: rules.0.limit: Input should be less than or equal to 1, got 2"),
        ("drop", "    limit: '0.2'", "p.yaml:8:12: rules.0.limit: Input should be a valid number, got '0.2'"),
        (
            "drop",
            "    scope: {kind: []}",
            "p.yaml:8:19: rules.0.scope.kind: List should have at least 1 item after validation, not 0",
        ),
        ("drop", "    scope: {kinds: [chat]}", "p.yaml:8:13: unknown key 'kinds'; did you mean kind?"),
        ("drop", "    examples: {hits: []}", "p.yaml:8:16: unknown key 'hits'; did you mean hit?"),
    ],
)
def test_a_mistake_is_reported_with_its_place(then: str, more: str, problem: str) -> None:
    with pytest.raises(RecipeError) as raised:
        read(then, more)
    assert str(raised.value) == problem


@pytest.mark.parametrize("rule_id", ["Repeated", "repeated_lines", "-a", "a--b", "a b", "", "3a", "a" * 61])
def test_an_id_is_kebab_case(rule_id: str) -> None:
    with pytest.raises(RecipeError, match=r"rules\.0\.id"):
        Document(
            RULE.replace("repeated-lines", repr(rule_id)).replace("{then}", "drop").replace("{more}", ""), "p"
        ).validate(Pack)


@pytest.mark.parametrize("then", ["drop", "flag", {"fix": "encoding"}])
def test_a_rule_comes_back_from_what_a_manifest_says_of_it(then: object) -> None:
    given = {"id": "one", "when": "n > 1", "then": then, "why": "x", "scope": {"kind": ["chat"]}, "limit": 0.5}
    rule = Rule.model_validate(given)
    assert Rule.from_dict({**rule.to_dict(), "hits": 3, "only": 1}) == rule


def test_what_describes_no_rule_is_refused() -> None:
    with pytest.raises(RecipeError, match="must be drop, review, flag or"):
        Rule.from_dict({"id": "one", "when": "n > 1", "why": "x"})
