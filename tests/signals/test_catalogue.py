import subprocess
import sys

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from curator import schema as records
from curator.errors import RecipeError, SignalError
from curator.signals import SIGNALS, measure, schema

TEXT = (
    st.none() | st.text(max_size=60) | st.sampled_from(["the cat and the dog", "```", "é" * 30, "1 2 3 4 5 6", "\n\n"])
)
RECORD = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(records.KINDS),
        "instruction": TEXT,
        "input": TEXT,
        "response": TEXT,
        "chosen": TEXT,
        "rejected": TEXT,
        "text": TEXT,
        "messages": st.none()
        | st.lists(
            st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant", "system"]), "content": TEXT}),
            max_size=4,
        ),
    }
)


def _frame(rows: list[dict[str, object]]) -> pl.LazyFrame:
    return pl.DataFrame(rows, schema=records.CANONICAL).lazy().with_columns(**records.views())


@settings(deadline=None, max_examples=6)
@given(st.lists(RECORD, max_size=3), st.lists(RECORD, max_size=3))
def test_measuring_parts_gives_the_same_and_never_nan(
    first: list[dict[str, object]], second: list[dict[str, object]]
) -> None:
    names = list(SIGNALS)
    whole = measure(_frame(first + second), names).select(names).collect()
    parts = [measure(_frame(rows), names).select(names).collect() for rows in (first, second)]
    assert_frame_equal(whole, pl.concat(parts))
    floats = whole.select(pl.selectors.float())
    assert not any(column.is_nan().any() for column in floats)
    assert all(value >= 0 for column in floats for value in column.drop_nulls())
    shares = whole.select(name for name in names if SIGNALS.get(name).unit == "share")
    assert all(0 <= value <= 1 for column in shares for value in column.drop_nulls())


def test_every_signal_keeps_its_type_and_reads_what_it_says() -> None:
    for name, dtype in schema().items():
        signal = SIGNALS.get(name)
        narrow = _frame([{"kind": "tuple", "response": "a"}]).select(*signal.needs)
        assert measure(narrow, [name]).collect().schema[name] == dtype
        assert signal.about
        assert signal.unit


def test_a_name_that_is_no_signal() -> None:
    with pytest.raises(RecipeError, match="did you mean response_chars"):
        measure(_frame([]), ["respons_chars"])


def test_a_frame_without_views() -> None:
    with pytest.raises(SignalError, match="response_chars reads response"):
        measure(pl.LazyFrame({"prompt": ["a"]}), ["response_chars"])


def test_a_signal_named_twice_is_measured_once() -> None:
    assert measure(_frame([]), ["full_chars", "full_chars"]).collect_schema().names()[-1] == "full_chars"


def test_importing_signals_leaves_langdetect_out() -> None:
    code = "import sys, curator.signals; sys.exit('langdetect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
