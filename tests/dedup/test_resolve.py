import random
from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.dedup import find_edges, keep_order, resolve
from curator.errors import RecipeError

Edge = tuple[str, str, float, str]


def edges(*rows: Edge) -> pl.DataFrame:
    schema = {"a": pl.String, "b": pl.String, "similarity": pl.Float64, "kind": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def order(ids: str) -> pl.DataFrame:
    return pl.DataFrame({"record_id": list(ids)}, schema={"record_id": pl.String})


def copy(pair: str) -> Edge:
    return (pair[0], pair[1], 1.0, "exact")


def near(pair: str, similarity: float) -> Edge:
    return (pair[0], pair[1], similarity, "near")


@pytest.mark.parametrize(
    ("given_edges", "best_first", "removed"),
    [
        ([near("ab", 0.8)], "ab", [near("ba", 0.8)]),
        ([near("ab", 0.8)], "ba", [near("ab", 0.8)]),
        # b is like both, a is not like c: no chain, a and c stay
        ([near("ab", 0.8), near("bc", 0.9)], "abc", [near("ba", 0.8)]),
        ([near("ab", 0.8), near("bc", 0.9)], "acb", [near("bc", 0.9)]),
        ([near("ab", 0.8), near("bc", 0.9)], "bac", [near("ab", 0.8), near("cb", 0.9)]),
        # equally similar twins: the smaller id
        ([near("ac", 0.8), near("bc", 0.8)], "bac", [near("ca", 0.8)]),
        # a star of exact copies whose centre comes last: one copy stays, not two
        ([copy("ab"), copy("ac")], "bca", [copy("ab"), copy("cb")]),
        # a copy counts before a near copy of the same similarity
        ([copy("ab"), near("bc", 1.0)], "bac", [copy("ab"), near("cb", 1.0)]),
        # what is like one of the copies is like all of them, whichever the edge names
        ([copy("ab"), near("ac", 0.8)], "cba", [near("ac", 0.8), near("bc", 0.8)]),
        ([copy("ab"), near("ac", 0.8)], "bca", [copy("ab"), near("cb", 0.8)]),
        # records that are not in the order take no part, but still tie their copies together
        ([near("ab", 0.8)], "b", []),
        ([copy("ab"), copy("ac")], "bc", [copy("cb")]),
        ([], "abc", []),
    ],
)  # fmt: skip
def test_who_goes_and_for_whom(given_edges: list[Edge], best_first: str, removed: list[Edge]) -> None:
    assert resolve(edges(*given_edges), order(best_first)).rows() == removed


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("longest", ["b", "d", "a", "c"]), ("shortest", ["c", "a", "b", "d"]), ("first", ["d", "c", "b", "a"])],
)
def test_keep_order(policy: str, expected: list[str]) -> None:
    frame = pl.DataFrame({"record_id": ["d", "c", "b", "a"], "full": ["xxx", None, "xxx", "xx"]})
    assert keep_order(frame, policy)["record_id"].to_list() == expected


def test_rank_comes_before_the_policy() -> None:
    frame = pl.DataFrame({"record_id": ["a", "b", "c"], "full": ["xxx", "xx", "x"], "faults": [1, 0, 0]})
    assert keep_order(frame, rank=pl.col("faults"))["record_id"].to_list() == ["b", "c", "a"]


def test_an_unknown_policy_is_refused_with_the_nearest() -> None:
    with pytest.raises(RecipeError, match="unknown keep policy 'longst'; did you mean longest"):
        keep_order(pl.DataFrame({"record_id": ["a"], "full": ["x"]}), "longst")


IDS = "abcdefgh"


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Edge], str]:
    pairs = [(a, b) for a in IDS for b in IDS if a < b]
    group = {name: draw(st.integers(0, 5)) for name in IDS}
    exact = [(a, b, 1.0, "exact") for a, b in pairs if group[a] == group[b]]
    near = draw(st.lists(st.tuples(st.sampled_from(pairs), st.sampled_from([0.8, 0.9])), max_size=8))
    unlike = [(*pair, similarity, "near") for pair, similarity in near if group[pair[0]] != group[pair[1]]]
    return exact + unlike, "".join(draw(st.permutations(IDS)))


@settings(deadline=None)  # a loaded machine is no failure
@given(graphs(), st.randoms(use_true_random=False))
def test_the_laws_of_removal(graph: tuple[list[Edge], str], chance: random.Random) -> None:
    given_edges, best_first = graph
    result = resolve(edges(*given_edges), order(best_first))
    removed = set(result["record_id"])
    assert removed.isdisjoint(result["twin_id"]), "a twin is kept"
    assert all(
        best_first.index(twin) < best_first.index(gone) for gone, twin in result.select("record_id", "twin_id").rows()
    )
    for a, b, _, kind in given_edges:
        assert not (kind == "exact" and {a, b}.isdisjoint(removed)), "of exact copies one stays at most"
        assert not {a, b}.isdisjoint(removed), "no two kept records are duplicates"
    shuffled = [(b, a, *rest) if chance.random() < 0.5 else (a, b, *rest) for a, b, *rest in given_edges]
    chance.shuffle(shuffled)
    assert resolve(edges(*shuffled), order(best_first)).equals(result)


def test_removals_of_found_edges_leave_no_pair_behind(asked: Callable[..., pl.DataFrame]) -> None:
    frame = asked(
        [(name, "Write.", text) for name, text in zip("abcde", ["x y z"] * 3 + ["X Y Z", "x y w"], strict=True)]
    )
    left = resolve(find_edges(frame), keep_order(frame))
    rest = frame.join(left, on="record_id", how="anti")
    assert rest["record_id"].to_list() == ["a", "e"]
    assert find_edges(rest).is_empty()
