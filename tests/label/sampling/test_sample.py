"""Sampling: deterministic, within its quotas, with true probabilities, and never the same record twice."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.label.frame import frame
from curator.label.sampling import STRATEGIES, Strategy, chance, sample
from curator.label.sampling.draw import control, quotas_of
from curator.label.verdict import Verdict
from curator.versions import DatasetVersion

COLUMNS: dict[str, Any] = {"response_chars": pl.Int64, "prompt_chars": pl.Int64, "kind": pl.String}

Make = Callable[..., DatasetVersion]


def rows(size: int, seed: int = 1) -> list[tuple[int, int, str]]:
    drawn = random.Random(seed)
    return [(drawn.randrange(1, 101), drawn.randrange(1, 101), drawn.choice("aaab")) for _ in range(size)]


def asked(record_id: str) -> Verdict:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    return Verdict(record_id, "abc", "tuple", "keep", None, None, None, (), None, None, "1", at, "")


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_same_call_gives_the_same_records_and_no_record_twice(make: Make, strategy: Strategy) -> None:
    version = make(rows(300))
    found = sample(version, COLUMNS, budget=40, strategy=strategy, seed=3)
    assert found.equals(sample(version, COLUMNS, budget=40, strategy=strategy, seed=3))
    assert found["record_id"].is_unique().all()
    assert 0 < found.height <= 40
    assert found.filter(stratum="control").height == 4
    assert found["probability"].is_between(0, 1, closed="right").all()


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_order_of_the_rows_does_not_matter(make: Make, strategy: Strategy) -> None:
    data = rows(200)
    version = make(data)
    turned = {name: version.frame(name).collect().reverse() for name in ("records", "ledger", "signals")}
    other = make(data, **turned)
    found = sample(version, COLUMNS, budget=30, strategy=strategy)
    assert found.equals(sample(other, COLUMNS, budget=30, strategy=strategy))


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_whoever_was_asked_about_is_not_drawn_again(make: Make, strategy: Strategy) -> None:
    data = rows(120)
    first = sample(make(data), COLUMNS, budget=30, strategy=strategy)
    remembered = frame([asked(each) for each in first["record_id"][:15]])
    version = make(data, annotations=remembered)
    second = sample(version, COLUMNS, budget=30, strategy=strategy, leave_out=first["record_id"][15:].to_list())
    assert not set(first["record_id"]) & set(second["record_id"])
    assert second.height > 0


def test_rounds_after_each_other_reach_everything_once(make: Make) -> None:
    version = make(rows(100))
    seen: list[str] = []
    while drawn := sample(version, COLUMNS, budget=23, strategy="mixed", leave_out=seen)["record_id"].to_list():
        seen += drawn
    assert sorted(seen) == sorted(version.frame("records").collect()["record_id"])


def test_review_draws_only_what_waits_and_the_control_from_everything(make: Make) -> None:
    version = make(rows(400))
    found = sample(version, COLUMNS, budget=100, control=0.5)
    verdicts = found.join(version.frame("ledger").collect(), on="record_id")
    assert set(verdicts.filter(stratum="review")["verdict"]) == {"review"}
    assert set(verdicts.filter(stratum="control")["verdict"]) == {"keep", "drop", "review"}
    waiting = version.frame("ledger").filter(verdict="review").collect()
    share = verdicts.filter(stratum="review").group_by("source").agg(pl.col("probability").first(), drawn=pl.len())
    for source, probability, drawn in share.iter_rows():
        assert probability == pytest.approx(drawn / waiting.filter(source=source).height)


def test_near_draws_what_one_number_decides(make: Make) -> None:
    # Only 8 to 11 are next to the 10 of too-short; 91 with a long prompt is no matter of long-answer.
    data = [(nth, 60, "a") for nth in range(1, 201)]
    found = sample(make(data), COLUMNS, budget=4, strategy="near", control=0)
    lengths = {f"r{nth:04}": row[0] for nth, row in enumerate(data)}
    assert sorted(lengths[each] for each in found["record_id"]) == [8, 9, 10, 11]
    assert found["probability"].to_list() == [1.0] * 4


def test_disagreement_draws_a_hit_that_mostly_has_company(make: Make) -> None:
    together = [(5, 90, "a")] * 9
    alone = [(5, 20, "a")]
    found = sample(make([*together, *alone, *[(50, 20, "a")] * 20]), COLUMNS, budget=5, strategy="disagree", control=0)
    assert found["record_id"].to_list() == ["r0009"]


def test_influence_draws_what_lowers_the_index_most(make: Make) -> None:
    # Dropped records are not in the index; a review of medium severity takes more than one of low.
    data = [(5, 20, "a"), (95, 20, "a"), (50, 90, "a"), (50, 20, "a")]
    version = make(data)
    found = [sample(version, COLUMNS, budget=size, strategy="influence", control=0) for size in (1, 2, 3)]
    assert [sorted(each["record_id"]) for each in found] == [["r0001"], ["r0001", "r0002"], ["r0001", "r0002"]]


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_no_source_gives_more_than_it_may(make: Make, strategy: Strategy) -> None:
    version = make(rows(300))
    found = sample(version, COLUMNS, budget=60, strategy=strategy, per_source=12)
    places = found.filter(pl.col("stratum") != "control").join(version.frame("ledger").collect(), on="record_id")
    given_by = Counter(places["source"])
    assert given_by
    assert max(given_by.values()) <= 12


def test_control_draws_are_together_the_beginning_of_one_order(make: Make) -> None:
    everything = make(rows(200)).frame("records").collect().select("record_id")
    nothing = pl.Series("record_id", [], dtype=pl.String)
    whole = control(everything, 50, nothing)
    first = control(everything, 20, nothing)
    second = control(everything, 30, first["record_id"])
    assert {*first["record_id"], *second["record_id"]} == set(whole["record_id"])
    assert (first["probability"][0], second["probability"][0]) == (0.1, 0.25)
    reached = max(chance(each, "control") for each in whole["record_id"])
    rest = everything.filter(~pl.col("record_id").is_in(whole["record_id"].implode()))["record_id"]
    assert all(chance(each, "control") > reached for each in rest)


def test_chances_are_even() -> None:
    tenths = Counter(int(10 * chance(f"r{nth}", "control")) for nth in range(10_000))
    assert set(tenths) == set(range(10))
    assert all(900 < count < 1100 for count in tenths.values())


SIZES = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["tuple", "chat"])), st.integers(1, 60), min_size=1
)


@given(SIZES, st.integers(0, 150), st.none() | st.integers(0, 30))
@settings(deadline=None, max_examples=80)
def test_quotas_are_fair_full_and_grow(sizes: dict[tuple[str, ...], int], size: int, per_source: int | None) -> None:
    room = None if per_source is None else dict.fromkeys("abc", per_source)
    quotas = quotas_of(sizes, size, room)
    of_source = {source: sum(count for cell, count in sizes.items() if cell[0] == source) for source in "abc"}
    possible = sum(min(count, count if per_source is None else per_source) for count in of_source.values())
    assert sum(quotas.values()) == min(size, possible)
    assert all(0 <= quotas[cell] <= sizes[cell] for cell in sizes)
    for source in "abc":
        assert per_source is None or sum(n for cell, n in quotas.items() if cell[0] == source) <= per_source
    more = quotas_of(sizes, size + 1, room)
    assert all(more[cell] >= quotas[cell] for cell in sizes)
    if room is None and size < sum(sizes.values()):
        assert all(abs(quotas[cell] - size * sizes[cell] / sum(sizes.values())) < 3 for cell in sizes)
