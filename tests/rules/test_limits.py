import polars as pl
import pytest

from curator import schema
from curator.errors import RecipeError
from curator.rules import Rule, check_limits, check_over_limit, over_limits

HINT = "look at what it hits: change the rule or its limit, or go on with"


def rule(rule_id: str, limit: float | None = 0.5, then: object = "drop") -> Rule:
    return Rule.model_validate({"id": rule_id, "when": "TRUE", "then": then, "why": "x", "limit": limit})


def judged(*sources: tuple[str, int, int], rule_id: str = "one") -> pl.DataFrame:
    """For each source its name, how many records it has, and how many of them the rule hits."""
    return pl.concat(
        pl.DataFrame(
            {
                "record_id": [f"{name}-{row:04}" for row in range(records)],
                "source": name,
                rule_id: [row < hits for row in range(records)],
            },
            schema={"record_id": pl.String, "source": pl.String, rule_id: pl.Boolean},
        )
        for name, records, hits in sources
    )


def problems(frame: pl.DataFrame, *rules: Rule, **more: object) -> list[str]:
    with pytest.raises(RecipeError) as raised:
        check_limits(frame, rules, **more)  # type: ignore[arg-type]  # the options of each test
    return [str(each) for each in raised.value.problems]


def test_the_worst_source_is_named_with_two_examples_and_the_way_on() -> None:
    frame = judged(("a.jsonl", 100, 51), ("b.jsonl", 100, 50), ("c.jsonl", 80, 60))
    assert problems(frame, rule("one")) == [
        "rule one would remove 75 % of source c.jsonl (60 of 80 records), its limit is 50 %, as it would in 1 more; "
        f"for example: c.jsonl-0000 | c.jsonl-0001; {HINT} --over-limit one (in a recipe: over_limit: [one])"
    ]


def test_examples_are_quoted_on_one_line_and_cannot_repaint_a_terminal() -> None:
    records = pl.DataFrame(
        [
            {"record_id": "x-0000", "kind": "tuple", "instruction": "Say\x1b[2J\nhi.", "response": "Hi"},
            {"record_id": "x-0001", "kind": "text", "text": "z" * 200},
        ],
        schema=schema.CANONICAL,
    )
    (message,) = problems(judged(("x", 60, 60)).with_columns(source=pl.lit("\x1b[2J")), rule("one"), records=records)
    assert "source \\u001b[2J (60 of 60 records)" in message
    assert f"for example: x-0000 Say\\u001b[2J⏎hi.⏎⏎Hi | x-0001 {'z' * 80}…; look" in message


def test_every_rule_over_its_limit_is_named() -> None:
    frame = judged(("a", 50, 50), rule_id="len").with_columns(two=pl.lit(True))
    found = problems(frame, rule("two", 0.1, "review"), rule("len"))
    assert [each.split(" would")[0] for each in found] == ["rule two", "rule len"]


@pytest.mark.parametrize(
    "held",
    [
        [],
        [rule("one", None)],
        [rule("one", 1.0)],
        [rule("one", 0.8)],
        [rule("one", 0, "flag")],
        [rule("one", 0, {"fix": "encoding"})],
    ],
)
def test_a_limit_that_holds_stops_nothing(held: list[Rule]) -> None:
    frame = judged(("a", 100, 80))
    check_limits(frame, held)
    check_limits(frame.clear(), held)


def test_sources_too_small_for_shares_are_judged_together() -> None:
    few = judged(("a", 20, 20), ("b", 20, 20))
    assert over_limits(few, [rule("one")]) == []
    (found,) = over_limits(pl.concat([few, judged(("c", 10, 0), ("d", 90, 0))]), [rule("one")])
    assert (found.source, found.hits, found.records, found.share) == (None, 40, 50, 0.8)
    (message,) = problems(pl.concat([few, judged(("c", 10, 0))]), rule("one"))
    assert message.startswith("rule one would remove 80 % of the sources with fewer than 50 records (40 of 50 records)")


def test_a_rule_may_go_over_its_limit_when_somebody_says_so() -> None:
    frame = judged(("a", 100, 80)).with_columns(two="one")
    rules = [rule("one"), rule("two")]
    check_limits(frame, rules, over_limit=["two", "one"])
    (message,) = problems(frame, *rules, over_limit=["two"])
    assert message.startswith("rule one would remove")


def test_a_mistyped_rule_is_not_taken_for_leave_to_go_on() -> None:
    rules = [rule("near-duplicate"), rule("short")]
    check_over_limit(["short"], rules)
    with pytest.raises(RecipeError) as caught:
        check_over_limit(["near-duplicat", "short", "shrt"], rules)
    assert [str(each) for each in caught.value.problems] == [
        "over_limit names no rule of this run: 'near-duplicat'; did you mean near-duplicate?",
        "over_limit names no rule of this run: 'shrt'; did you mean short?",
    ]


def test_what_is_said_does_not_depend_on_the_order_of_the_records() -> None:
    frame = judged(("a", 60, 55), ("b", 70, 69), ("c", 20, 3), ("d", 45, 45))
    assert over_limits(frame, [rule("one")]) == over_limits(frame.reverse(), [rule("one")])
