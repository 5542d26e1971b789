from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator import schema
from curator.signals import measure


@pytest.mark.parametrize(
    ("answer", "defect"),
    [
        (None, None),
        ("I think > 5 is six.", None),
        ("<think>a</think>b", "none"),
        (" \n<THINK>a</Think>b", "none"),
        ("<thinking>a</thinking>b", "none"),
        ("<think>a</think>b<think>c</think>d", "none"),
        ("<think>a", "unclosed"),
        ("<think>a</think>b<think>c", "unclosed"),
        ("a</think>b", "unopened"),
        ("</think>a<think>", "unopened"),
        ("<think>a</think>b</think>c<think>d", "unopened"),
        ("<think>a<think>b</think>c</think>d", "nested"),
        ("a<think>b</think>c", "late"),
        ("<think>a</think> \n", "no-answer"),
        ("Write `<think>` first.", None),
        ("Use:\n```\n<think>a</think>\n```", None),
        ("<think>```python\na</think>b", "none"),
    ],
)
def test_the_defect_of_an_answer(measured: Callable[..., object], answer: str | None, defect: str | None) -> None:
    assert measured("response_think_defect", response=answer) == defect
    assert measured("response_think_defect", kind="preference", chosen=answer, rejected="<think>") == defect


def test_the_first_defect_of_a_chat_counts(measured: Callable[..., object], turns: Callable[..., object]) -> None:
    messages = turns(("user", "</think>"), ("assistant", "<think>a</think>b"), ("assistant", "<think>c"))
    assert measured("response_think_defect", kind="chat", messages=messages) == "unclosed"


def test_thinking_before_a_call_needs_no_answer(measured: Callable[..., object]) -> None:
    messages = [{"role": "assistant", "content": "<think>a</think>", "tool_calls": '[{"name": "find"}]'}]
    assert measured("response_think_defect", kind="chat", messages=messages) == "none"


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(["<think>", "</think>", "a", " ", "\n"]), max_size=8))
def test_an_answer_without_defect_is_pairs_of_tags_at_the_start_and_text_at_the_end(pieces: list[str]) -> None:
    answer = "".join(pieces)
    record = pl.LazyFrame([{"kind": "tuple", "response": answer}], schema=schema.CANONICAL)
    frame = measure(record, ["response_think_defect"]).collect()
    tags = [piece for piece in pieces if len(piece) > 1]
    paired = bool(tags) and tags == ["<think>", "</think>"] * (len(tags) // 2)
    is_right = paired and answer.lstrip().startswith("<think>") and not answer.rstrip().endswith("</think>")
    assert (frame["response_think_defect"].item() == "none") == is_right
