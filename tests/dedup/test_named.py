import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from curator.dedup.named import firsts

NAMES = st.lists(st.one_of(st.text("ab\0", max_size=3), st.text("aé中", min_size=7, max_size=17)), max_size=30)


@given(NAMES, st.integers(0, 30))
def test_every_name_meets_the_first_that_is_the_same(names: list[str], cut: int) -> None:
    column = pl.concat([pl.Series(names[:cut], dtype=pl.String), pl.Series(names[cut:], dtype=pl.String)])
    assert firsts(column).tolist() == [names.index(name) for name in names]


def test_many_names_some_of_them_long() -> None:
    names = pl.Series(range(200_000)).cast(pl.String) + pl.Series(["", "-that-is-longer"] * 100_000)
    twice = pl.concat([names, names.reverse()])
    assert firsts(twice).tolist() == [*range(200_000), *reversed(range(200_000))]
