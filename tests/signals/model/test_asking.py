from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.errors import DataError
from curator.models.folder import ModelFolder
from curator.models.loading import load_tokenizer
from curator.signals.model.asking import Asked, Asking, _parted

ids = st.lists(st.integers(10, 99), min_size=1, max_size=40).map(tuple)


@given(ids, ids, st.integers(4, 30), st.booleans())
def test_what_is_shown_fits_the_window_and_lies_around_the_boundary(
    prompt: tuple[int, ...], answer: tuple[int, ...], window: int, has_start: bool
) -> None:
    start = (1,) if has_start else ()
    found = Asked(start + prompt, answer).within(window, start)
    assert len(found.prompt) + len(found.answer) <= window
    assert found.answer == answer[: len(found.answer)]
    assert len(found.answer) >= min(len(answer), window // 2)
    rest = found.prompt[len(start) :]
    assert found.prompt[: len(start)] == start
    assert rest == prompt[len(prompt) - len(rest) :]
    if len(start) + len(prompt) + len(answer) <= window:
        assert found == Asked(start + prompt, answer)


def test_a_token_across_the_boundary_is_the_answers() -> None:
    assert _parted([1, 2, 3, 9], [(0, 2), (2, 4), (4, 6), (0, 0)], 3) == Asked((1,), (2, 3))


def test_a_tokenizer_without_offsets_is_refused() -> None:
    with pytest.raises(DataError, match="which characters"):
        Asking(SimpleNamespace(is_fast=False))


def test_the_answers_tokens_are_those_behind_the_template(chat_model: ModelFolder) -> None:
    tokenizer = load_tokenizer(chat_model)
    (found,) = Asking(tokenizer).encode([(" Say\nit. ", " Elbe ")])
    assert found is not None
    assert tokenizer.decode(found.answer) == "Elbe"
    assert tokenizer.decode(found.prompt) == "<|im_start|>user\nSay\nit.<|im_end|>\n<|im_start|>assistant\n"
