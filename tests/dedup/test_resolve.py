import random
from collections.abc import Callable
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.dedup import closed, keep_order, resolve, settled
from curator.dedup.edges import find_pairs
from curator.dedup.numbered import ABSENT, resolve_rows

Edge = tuple[str, str, float, str, str]
Removal = tuple[str, str, float, str]


def edges(*rows: Edge) -> pl.DataFrame:
    schema = {"a": pl.String, "b": pl.String, "similarity": pl.Float64, "kind": pl.String, "view": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def order(ids: str) -> pl.DataFrame:
    return pl.DataFrame({"record_id": list(ids)}, schema={"record_id": pl.String})


def copy(pair: str, view: str = "full") -> Edge:
    return (pair[0], pair[1], 1.0, "exact", view)


def near(pair: str, similarity: float, view: str = "full", kind: str = "near") -> Edge:
    return (pair[0], pair[1], similarity, kind, view)


def removed(result: pl.DataFrame) -> list[str]:
    """Removed and twin, with what ties them, such as `ab 0.8 near`."""
    rows = result.select("record_id", "twin_id", "similarity", "kind").rows()
    return [f"{gone}{twin} {similarity:g} {kind}" for gone, twin, similarity, kind in rows]


@pytest.mark.parametrize(
    ("given_edges", "best_first", "expected"),
    [
        ([near("ab", 0.8)], "ab", ["ba 0.8 near"]),
        ([near("ab", 0.8)], "ba", ["ab 0.8 near"]),
        # b is like both, a is not like c: no chain, a and c stay
        ([near("ab", 0.8), near("bc", 0.9)], "abc", ["ba 0.8 near"]),
        ([near("ab", 0.8), near("bc", 0.9)], "acb", ["bc 0.9 near"]),
        ([near("ab", 0.8), near("bc", 0.9)], "bac", ["ab 0.8 near", "cb 0.9 near"]),
        # equally similar twins: the smaller id
        ([near("ac", 0.8), near("bc", 0.8)], "bac", ["ca 0.8 near"]),
        # a star of exact copies whose centre comes last: one copy stays, not two
        ([copy("ab"), copy("ac")], "bca", ["ab 1 exact", "cb 1 exact"]),
        # a copy counts before a near copy of the same similarity
        ([copy("ab"), near("bc", 1.0)], "bac", ["ab 1 exact", "cb 1 near"]),
        ([near("ac", 1.0, "prompt"), copy("bc")], "abc", ["cb 1 exact"]),
        # what is like one of the copies is like all of them, whichever the edge names
        ([copy("ab"), near("ac", 0.8)], "cba", ["ac 0.8 near", "bc 0.8 near"]),
        ([copy("ab"), near("ac", 0.8)], "bca", ["ab 1 exact", "cb 0.8 near"]),
        # records that are not in the order take no part, but still tie their copies together
        ([near("ab", 0.8)], "b", []),
        ([copy("ab"), copy("ac")], "bc", ["cb 1 exact"]),
        # what only looks alike is evidence
        ([near("ab", 0.9, kind="numbers"), near("ac", 0.75, kind="below")], "abc", []),
        # equal answers and equal questions are two things: a and c share neither
        ([copy("ab", "response"), copy("bc", "prompt")], "abc", ["ba 1 exact"]),
        ([copy("ab", "response"), copy("bc", "prompt")], "bac", ["ab 1 exact", "cb 1 exact"]),
        ([copy("ab", "response"), near("bc", 0.9, "prompt")], "bac", ["ab 1 exact", "cb 0.9 near"]),
        ([], "abc", []),
    ],
)  # fmt: skip
def test_who_goes_and_for_whom(given_edges: list[Edge], best_first: str, expected: list[str]) -> None:
    assert removed(resolve(edges(*given_edges), order(best_first))) == expected


def test_a_removal_names_its_view_and_its_cluster() -> None:
    pairs = edges(near("bc", 0.8, "prompt"), near("cd", 0.9, "response"), near("ab", 0.95, kind="numbers"))
    assert resolve(pairs, order("cbda")).rows() == [
        ("b", "c", 0.8, "near", "prompt", "b"),
        ("d", "c", 0.9, "near", "response", "b"),
    ]


def test_what_is_compared_against_is_never_removed_and_comes_first() -> None:
    pairs = edges(near("ax", 0.8), near("ab", 0.9), copy("xy"), copy("bc"), near("cx", 0.85))
    result = resolve(pairs, order("bcaxy"), against=pl.Series(["x", "y"]))
    assert removed(result) == ["ax 0.8 near", "bx 0.85 near", "cx 0.85 near"]


class Knows:
    """Compares pairs of letters as it was told, and remembers what it was asked."""

    def __init__(self, **alike: float) -> None:
        self.alike = alike
        self.asked: list[str] = []

    def __call__(self, pairs: pl.DataFrame) -> pl.DataFrame:
        names = [a + b for a, b in pairs.select("a", "b").rows()]
        self.asked += names
        similarity = [self.alike.get(name, 0.0) for name in names]
        return pl.DataFrame(
            {"similarity": similarity, "kind": ["near" if value >= 0.8 else "below" for value in similarity]}
        )


def test_a_record_whose_neighbour_went_is_compared_with_the_twin() -> None:
    measure = Knows(ac=0.85)
    pairs = closed(edges(near("ab", 0.9), near("bc", 0.9)), order("acb"), measure)
    assert removed(resolve(pairs, order("acb"))) == ["ba 0.9 near", "ca 0.85 near"]
    assert measure.asked == ["ac"]


def test_a_pair_that_is_known_is_not_compared_again() -> None:
    pairs = edges(near("ab", 0.9), near("bc", 0.9), near("ac", 0.95, kind="numbers"))
    measure = Knows(ac=0.95)
    assert closed(pairs, order("acb"), measure).equals(pairs)
    assert measure.asked == []


def test_what_is_found_unlike_is_compared_once_and_forgotten() -> None:
    pairs = edges(near("ab", 0.9), near("bc", 0.9), near("cd", 0.9))
    measure = Knows(ac=0.3, ad=0.85)
    assert closed(pairs, order("acbd"), measure).height == 3
    assert measure.asked == ["ac"]


def test_two_records_of_what_is_compared_against_are_not_compared() -> None:
    measure = Knows()
    closed(edges(near("ax", 0.9), near("ay", 0.9)), order("axy"), measure, against=pl.Series(["x", "y"]))
    assert measure.asked == []


def test_comparing_with_twins_goes_on_from_what_it_found() -> None:
    pairs = edges(near("ab", 0.9), near("bc", 0.9), near("cd", 0.9))
    measure = Knows(ac=0.85, ad=0.85)
    assert removed(resolve(closed(pairs, order("abcd"), measure), order("abcd")))[1:] == [
        "ca 0.85 near",
        "da 0.85 near",
    ]
    assert measure.asked == ["ac", "ad"]


def test_rows_that_take_no_part_and_rows_that_never_go() -> None:
    left, right = np.array([0, 1, 2]), np.array([1, 2, 3])
    place = np.array([ABSENT, 0, -1, 1])
    twin, similarity, _ = resolve_rows(left, right, np.array([0.9, 0.8, 0.85]), np.arange(4), place)
    assert (twin.tolist(), similarity.tolist()) == ([-1, 2, -1, 2], [0.0, 0.8, 0.0, 0.85])


IDS = "abcdefgh"
VIEWS = ("prompt", "response")


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Edge], str]:
    drawn: list[Edge] = []
    for view in VIEWS[: draw(st.integers(1, 2))]:
        pairs = [a + b for a, b in combinations(IDS, 2)]
        group = {name: draw(st.integers(0, 5)) for name in IDS}
        drawn += [copy(pair, view) for pair in pairs if group[pair[0]] == group[pair[1]]]
        alike = draw(st.lists(st.tuples(st.sampled_from(pairs), st.sampled_from([0.8, 0.9])), max_size=8))
        drawn += [near(pair, value, view) for pair, value in alike if group[pair[0]] != group[pair[1]]]
    return drawn, "".join(draw(st.permutations(IDS)))


@settings(deadline=None)  # a loaded machine is no failure
@given(graphs(), st.sets(st.sampled_from(IDS), max_size=2), st.randoms(use_true_random=False))
def test_the_laws_of_removal(graph: tuple[list[Edge], str], safe: set[str], chance: random.Random) -> None:
    given_edges, best_first = graph
    against = pl.Series(sorted(safe), dtype=pl.String)
    result = resolve(edges(*given_edges), order(best_first), against=against)
    gone = set(result["record_id"])
    assert gone.isdisjoint(result["twin_id"]), "a twin is kept"
    assert gone.isdisjoint(safe), "what is compared against stays"
    tied = {(frozenset((a, b)), value, kind, view) for a, b, value, kind, view in with_copies(given_edges)}
    for record, twin, similarity, kind, view, _ in result.rows():
        assert twin in safe or best_first.index(twin) < best_first.index(record)
        assert (frozenset((record, twin)), similarity, kind, view) in tied, (
            "a removal has its pair: there are no chains"
        )
    for pair, *_ in tied:
        assert pair & gone or pair <= safe, "no two kept records are duplicates"
    turned = [(b, a, value, kind, view) for a, b, value, kind, view in given_edges]
    shuffled = [chance.choice(each) for each in zip(given_edges, turned, strict=True)]
    chance.shuffle(shuffled)
    again = resolve(edges(*shuffled), order(best_first), against=against)
    assert again.equals(result)


@settings(deadline=None)
@given(graphs(), st.sets(st.sampled_from(IDS), max_size=2), st.data())
def test_removals_are_the_same_whether_pairs_came_at_once_or_in_turn(
    graph: tuple[list[Edge], str], safe: set[str], data: st.DataObject
) -> None:
    given_edges, best_first = graph
    alike = {a + b: data.draw(st.sampled_from([0.5, 0.85])) for a, b in combinations(IDS, 2)}
    against = pl.Series(sorted(safe), dtype=pl.String)
    pairs, removals = settled(edges(*given_edges), order(best_first), Knows(**alike), against=against)
    assert removals.equals(resolve(pairs, order(best_first), against=against))
    assert pairs.height - len(given_edges) == pairs[len(given_edges) :].select("a", "b", "view").unique().height


def with_copies(given_edges: list[Edge]) -> list[Edge]:
    """The edges, and those between all copies of what they name."""
    together = list(given_edges)
    for a, b, value, kind, view in given_edges:
        copies = {one: {one, *(c for pair in copied(given_edges, view) if one in pair for c in pair)} for one in (a, b)}
        together += [(one, other, value, kind, view) for one in copies[a] for other in copies[b] if one != other]
    return together


def copied(given_edges: list[Edge], view: str) -> list[tuple[str, str]]:
    return [(a, b) for a, b, _, kind, where in given_edges if kind == "exact" and where == view]


def test_removals_of_found_edges_leave_no_pair_behind(asked: Callable[..., pl.DataFrame]) -> None:
    frame = asked(
        [(name, "Write.", text) for name, text in zip("abcde", ["x y z"] * 3 + ["X Y Z", "x y w"], strict=True)]
    )
    left = resolve(find_pairs(frame), keep_order(frame))
    rest = frame.join(left, on="record_id", how="anti")
    assert rest["record_id"].to_list() == ["a", "e"]
    assert resolve(find_pairs(rest), keep_order(rest)).is_empty()
