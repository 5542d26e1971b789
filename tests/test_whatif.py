"""What a stored version says about other rules is what a run with these rules would say."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curator import rules, signals
from curator.errors import DataError, RecipeError
from curator.pipeline import commit, judge, rule_schema
from curator.recipe import Data, Dedup, Recipe, Selection
from curator.versions import DatasetVersion, VersionStore
from curator.whatif import Removal, judged_rows, removals, rules_of, sweep, what_if

PACK = """
pack: {name}
about: a
rules:
{rules}
"""

OWN = [
    "{id: short, when: response_chars < 4, then: drop, why: w}",
    "{id: few-words, when: response_words <= 1, then: review, why: w}",
    "{id: shouting, when: \"response ~ '!'\", then: flag, why: w}",
]
ANSWERS = ["", "Yes", "Yes!", "No, never", "It is blue!", "It is a long river with many bends", "42"]


def pack(folder: Path, name: str, listed: list[str]) -> str:
    path = folder / f"{name}.yaml"
    path.write_text(PACK.format(name=name, rules="\n".join(f"  - {each}" for each in listed)))
    return str(path)


def recipe(folder: Path, rules: list[str], **more: Any) -> Recipe:
    sources = sorted(map(str, folder.glob("*.jsonl")))
    return Recipe(data=Data(sources=sources, format="alpaca"), rules=rules, **{"dedup": Dedup(enabled=False), **more})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sources of 21 and 14 records."""
    folder = tmp_path_factory.mktemp("whatif")
    for name, repeats in (("a", 3), ("b", 2)):
        lines = [
            json.dumps({"instruction": f"{name} asks {number}: {answer}?", "input": "", "output": answer}) + "\n"
            for number in range(repeats)
            for answer in ANSWERS
        ]
        (folder / f"{name}.jsonl").write_text("".join(lines))
    return folder


@pytest.fixture(scope="module")
def version(folder: Path) -> DatasetVersion:
    return commit(judge(recipe(folder, [pack(folder, "own", OWN)])), VersionStore(folder / "store"))


def ruleset(folder: Path, *listed: str) -> rules.RuleSet:
    return rules.load([pack(folder, "other", list(listed))])


TABLE = pl.DataFrame(
    {
        "source": ["x", "x", "x", "y"],
        "a": [True, True, False, True],
        "b": [True, False, False, False],
        "c": [True, False, True, True],
    }
)


def test_removals_are_counted_for_each_rule_and_source() -> None:
    listed = [
        rules.Rule.from_dict({"id": name, "when": "TRUE", "then": then, "why": "w"})
        for name, then in (("a", "drop"), ("b", "review"), ("c", "flag"))
    ]
    found = removals(TABLE, listed)
    assert [each.rule for each in found.rules] == ["a", "c", "b"]
    by_rule = {each.rule: each for each in found.rules}
    assert by_rule["a"].total == Removal(records=4, hits=3, only=1, marginal=2, overlapping=1)
    assert by_rule["a"].sources == {
        "x": Removal(records=3, hits=2, only=1, marginal=1, overlapping=1),
        "y": Removal(records=1, hits=1, only=0, marginal=1, overlapping=0),
    }
    assert by_rule["b"].total == Removal(records=4, hits=1, only=0, marginal=0, overlapping=1)
    assert by_rule["c"].total == Removal(records=4, hits=3, only=1, marginal=0, overlapping=0)
    assert [(each.rules, each.records) for each in found.overlaps] == [(("a", "b"), 1)]


def test_removals_of_nothing() -> None:
    rule = rules.Rule.from_dict({"id": "a", "when": "TRUE", "then": "drop", "why": "w"})
    assert removals(TABLE, []).to_dict() == {"rules": {}, "overlaps": []}
    assert removals(TABLE.clear(), [rule]).rules[0].total == Removal(0, 0, 0, 0, 0)


CONDITIONS = st.one_of(
    st.integers(0, 40).map(lambda number: f"response_chars < {number}"),
    st.integers(0, 9).map(lambda number: f"prompt_chars > {number * 5} AND response_words > {number}"),
    st.sampled_from(
        [
            "response ~ 'blue'",
            "full LIKE '%river%'",
            "LENGTH(instruction) > 15",
            "response_words <= 1",
            "prompt IS NULL",
        ]
    ),
)
LISTED = st.lists(
    st.tuples(
        st.sampled_from(["short", "few-words", "shouting", "new"]),
        CONDITIONS,
        st.sampled_from(["drop", "review", "flag"]),
        st.sampled_from(["['*']", "['a*']", "[b.jsonl]"]),
    ),
    max_size=4,
    unique_by=lambda each: each[0],
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LISTED)
def test_the_answer_is_what_a_run_with_these_rules_gives(
    folder: Path, version: DatasetVersion, listed: list[tuple[str, str, str, str]]
) -> None:
    written = [
        f'{{id: {name}, when: "{when}", then: {then}, why: w, scope: {{source: {source}}}}}'
        for name, when, then, source in listed
    ] or ["{id: none, when: response_chars > 1000, then: drop, why: w}"]
    found = what_if(version, ruleset(folder, *written), rule_schema())
    real = judge(recipe(folder, [str(folder / "other.yaml")]))
    assert (found.after["keep"], found.after["drop"], found.after["review"]) == (
        real.counts.kept,
        real.counts.dropped,
        real.counts.review,
    )
    counted = {rule["id"]: (rule["hits"], rule["only"]) for rule in real.summary()["rules"]}
    assert {each.rule: (each.total.hits, each.total.only) for each in found.removals.rules} == counted
    before = version.frame("ledger").select("record_id", "verdict").collect()
    changed = real.ledger.join(before, on="record_id").filter(pl.col("verdict") != pl.col("verdict_right"))
    assert sum(move.records for move in found.moves) == changed.height


def test_a_versions_own_rules_change_nothing(version: DatasetVersion) -> None:
    found = what_if(version, rules_of(version), rule_schema())
    assert (found.moves, found.notes, found.before) == ((), (), found.after)
    assert (found.new_rules, found.changed_rules, found.gone_rules) == ((), (), ())


def test_what_changes_is_told_by_rule_and_source_with_examples(folder: Path, version: DatasetVersion) -> None:
    other = ruleset(
        folder,
        "{id: short, when: response_chars < 3, then: drop, why: w}",
        "{id: few-words, when: response_words <= 1, then: review, why: w}",
        "{id: river, when: \"response LIKE '%river%'\", then: review, why: w}",
    )
    found = what_if(version, other, rule_schema())
    assert (found.new_rules, found.changed_rules, found.gone_rules) == (("river",), ("short",), ("shouting",))
    assert [(move.before, move.after, move.by_rule, move.by_source) for move in found.moves] == [
        ("drop", "review", {"few-words": 5}, {"a.jsonl": 3, "b.jsonl": 2}),
        ("keep", "review", {"river": 5}, {"a.jsonl": 3, "b.jsonl": 2}),
    ]
    first = found.moves[1].examples[0]
    assert len(found.moves[1].examples) == 3
    assert (first.rule, "It is a long river" in first.excerpt) == ("river", True)


def test_unchanged_rules_are_read_from_the_ledger(version: DatasetVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> pl.LazyFrame:
        raise AssertionError

    monkeypatch.setattr(signals, "measure", refuse)
    monkeypatch.setattr(DatasetVersion, "frame", _only({"ledger", "signals"}, DatasetVersion.frame))
    assert judged_rows(version, rules_of(version), rule_schema())["short"].sum() == 15


def _only(allowed: set[str], frame: Any) -> Any:
    def guarded(version: DatasetVersion, name: str) -> pl.LazyFrame:
        assert name in allowed, name
        found: pl.LazyFrame = frame(version, name)
        return found

    return guarded


def test_a_signal_that_was_not_stored_is_named_with_the_rules_and_the_way_out(
    folder: Path, version: DatasetVersion
) -> None:
    other = ruleset(folder, "{id: lines, when: response_lines > 1, then: drop, why: w}")
    with pytest.raises(DataError) as raised:
        what_if(version, other, rule_schema())
    assert f"version {version.id} did not measure: response_lines; compared by lines" in str(raised.value)
    assert "curate again with these rules: curator curate" in str(raised.value)


def test_a_signal_that_is_measured_in_another_way_now_is_not_compared(
    folder: Path, version: DatasetVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = {**version.manifest["signals"], "response_chars": 0}
    monkeypatch.setitem(version.manifest, "signals", stored)
    other = ruleset(folder, "{id: short, when: response_chars < 9, then: drop, why: w}")
    with pytest.raises(DataError, match="measured in another way than this curator does: response_chars"):
        what_if(version, other, rule_schema())


def test_repairs_and_budgets_are_noted(folder: Path, tmp_path: Path) -> None:
    own = [*OWN, "{id: repair, when: \"response ~ 'x'\", then: {fix: encoding}, why: w}"]
    wanted = recipe(folder, [pack(folder, "repairing", own)], selection=Selection(budget=5))
    version = commit(judge(wanted), VersionStore(tmp_path))
    other = ruleset(folder, "{id: long, when: response_chars >= 4, then: drop, why: w}")
    found = what_if(version, other, rule_schema())
    assert found.before["keep"] == 15
    assert [note.split(" (")[0] for note in found.notes] == [
        "rules that repair are not tried here, the version's repairs stand: repair",
        "the version keeps 5 of the records that pass; here all that pass are counted as kept",
    ]
    assert what_if(version, rules_of(version), rule_schema()).notes == found.notes[1:]


def test_duplicates_of_a_record_that_goes_are_noted(tmp_path: Path) -> None:
    said = "The old mill stands by the water and every autumn the wheel is taken out, cleaned and put back"
    rows = [{"instruction": "Tell me.", "input": "", "output": text} for text in (said, said, f"{said} before frost")]
    (tmp_path / "mill.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    copies = "{id: copy, when: duplicate_kind IS NOT NULL, then: drop, why: w}"
    wanted = recipe(tmp_path, [pack(tmp_path, "own", [*OWN, copies])], dedup=Dedup())
    version = commit(judge(wanted), VersionStore(tmp_path / "store"))
    frost = "{id: frost, when: \"response LIKE '%frost'\", then: drop, why: w}"
    found = what_if(version, ruleset(tmp_path, copies, frost), rule_schema())
    assert (found.before["keep"], found.after["keep"]) == (1, 0)
    assert [note.split(";")[0] for note in found.notes] == [
        "2 records go only because they repeat one that would no longer be kept"
    ]
    every = "{id: every, when: \"response LIKE '%mill%'\", then: drop, why: w}"
    assert what_if(version, ruleset(tmp_path, copies, every), rule_schema()).notes == ()


def test_what_people_decided_stays(folder: Path, version: DatasetVersion, tmp_path: Path) -> None:
    frames = {name: version.frame(name).collect() for name in ("records", "signals", "changes", "quarantine")}
    ledger = version.frame("ledger").collect()
    chosen = ledger.filter(pl.col("verdict") == "drop")["record_id"].sort()[0]
    is_chosen = pl.col("record_id") == chosen
    ledger = ledger.with_columns(
        verdict=pl.when(is_chosen).then(pl.lit("keep")).otherwise("verdict"),
        decided_by=pl.when(is_chosen).then(pl.lit("restored")).otherwise("decided_by"),
    )
    child = VersionStore(tmp_path).commit(
        "0123456789ab", {**version.manifest, "parent": version.id}, {**frames, "ledger": ledger}
    )
    every = ruleset(folder, "{id: every, when: response_chars >= 0 OR response IS NULL, then: drop, why: w}")
    found = what_if(child, every, rule_schema())
    assert (found.before["keep"], found.after["keep"]) == (what_if(version, every, rule_schema()).before["keep"] + 1, 1)


def steps(version: DatasetVersion, rule_id: str, values: list[float], **more: Any) -> Iterator[tuple[float, ...]]:
    found = sweep(version, rule_id, values, rule_schema(), **more)
    for step in found.steps:
        yield step.value, step.hits, step.only, step.kept, step.change


def test_a_sweep_tells_hits_and_what_is_kept_at_every_step(version: DatasetVersion) -> None:
    assert list(steps(version, "short", [0, 3, 4, 100])) == [
        (0, 0, 0, 15, 0),
        (3, 10, 0, 15, 0),
        (4, 15, 0, 15, 0),
        (100, 35, 10, 0, -15),
    ]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 40), min_size=1, max_size=3, unique=True))
def test_every_step_is_what_that_threshold_would_be(folder: Path, version: DatasetVersion, values: list[float]) -> None:
    found = sweep(version, "short", values, rule_schema())
    for step in found.steps:
        moved = OWN[0].replace("< 4", f"< {step.value}")
        told = what_if(version, ruleset(folder, moved, *OWN[1:]), rule_schema())
        removal = next(each for each in told.removals.rules if each.rule == "short")
        assert (step.hits, step.only, step.kept) == (removal.total.hits, removal.total.only, told.after["keep"])
        assert step.change == told.after["keep"] - told.before["keep"]
        assert {name: each.hits for name, each in step.sources.items()} == {
            name: each.hits for name, each in removal.sources.items()
        }
        assert sum(each.change for each in step.sources.values()) == step.change


def test_examples_tip_over_between_a_step_and_the_next_one_towards_the_rule_as_it_is(version: DatasetVersion) -> None:
    found = sweep(version, "few-words", [0, 2, 7, 9], rule_schema())
    seen = {step.value: {(flip.before, flip.after, flip.measured) for flip in step.examples} for step in found.steps}
    assert seen == {
        0: {("review", "keep", 1.0)},
        2: {("keep", "review", 2.0)},
        7: {("keep", "review", 3.0)},
        9: {("keep", "review", 8.0)},
    }
    assert found.current.examples == ()
    assert found.steps[1].examples[0].excerpt.startswith("a asks ")


def test_a_rule_of_another_pack_is_swept_in_place_of_the_versions_rules(folder: Path, version: DatasetVersion) -> None:
    other = ruleset(folder, "{id: wordy, when: response_words BETWEEN 3 AND 9, then: drop, why: w, limit: 0.2}")
    found = sweep(version, "wordy", [5], rule_schema(), ruleset=other, threshold="response_words >=")
    assert (found.current.hits, found.current.kept, found.current.is_over_limit) == (10, 25, False)
    assert [(step.hits, step.kept, step.change) for step in found.steps] == [(5, 30, 5)]


@pytest.mark.parametrize(
    ("rule_id", "message"),
    [
        ("shrt", "unknown rule 'shrt'; did you mean short?"),
        ("shouting", "rule shouting compares nothing with a number"),
    ],
)
def test_what_cannot_be_swept(version: DatasetVersion, rule_id: str, message: str) -> None:
    with pytest.raises(RecipeError, match=message.replace("?", r"\?")):
        sweep(version, rule_id, [1], rule_schema())


@pytest.mark.parametrize("name", ["ledger", "signals", "records"])
def test_a_damaged_file_is_told(folder: Path, version: DatasetVersion, tmp_path: Path, name: str) -> None:
    shutil.copytree(version.path, tmp_path / version.id)
    file = tmp_path / version.id / f"{name}.parquet"
    content = file.read_bytes()
    file.write_bytes(content[:8] + bytes(each ^ 0x5A for each in content[8:-200]) + content[-200:])
    other = ruleset(folder, "{id: river, when: \"response LIKE '%x%' AND response_chars < 9\", then: drop, why: w}")
    with pytest.raises(DataError, match=r"damaged: .*see curator versions verify"):
        what_if(DatasetVersion(tmp_path / version.id), other, rule_schema())
