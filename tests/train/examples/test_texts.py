"""Raw text is learnt whole: every token once, in stretches that fit."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.errors import DataError
from curator.models.vocabulary import Vocabulary
from curator.train.examples.texts import self_supervised
from curator.train.rows import Skipped, TextRow

MakeTokenizer = Callable[..., Any]


@given(texts=st.lists(st.text(st.characters(codec="ascii", exclude_characters="<"))), limit=st.integers(8, 40))
def test_every_token_but_the_first_of_a_text_is_learnt_once_and_in_order(
    tokenizer: MakeTokenizer, texts: list[str], limit: int
) -> None:
    vocabulary = Vocabulary(tokenizer())
    rows = [TextRow(f"r{at}", text) for at, text in enumerate(texts)]
    made = self_supervised(rows, vocabulary, max_tokens=limit)
    for row in rows:
        mine = [each for each in made.examples if each.record_id == row.record_id]
        learnt = [token for each in mine for token, is_learnt in zip(each.ids, each.learnt, strict=True) if is_learnt]
        whole = vocabulary.ids(row.text) + vocabulary.ids("</s>")
        assert tuple(learnt) == whole[1:]
    assert all(len(each.ids) <= limit for each in made.examples)
    assert made.supervised == sum(len(text) for text in texts)


def test_a_long_text_is_split_and_each_part_begins_with_the_token_before(tokenizer: MakeTokenizer) -> None:
    vocabulary = Vocabulary(tokenizer())
    made = self_supervised([TextRow("r1", "abcdefghij")], vocabulary, max_tokens=8)
    assert [vocabulary.decode(each.ids) for each in made.examples] == ["abcdefgh", "hij</s>"]
    assert [each.learnt[0] for each in made.examples] == [False, False]
    assert made.remarks == ("texts that were split, because they are longer than 8 tokens: 1",)


def test_a_tokenizer_that_begins_texts_with_a_token_begins_them_here_too(tokenizer: MakeTokenizer) -> None:
    tokenizers = pytest.importorskip("tokenizers")
    gemma = tokenizer(("</s>", "<bos>"), bos_token="<bos>")
    token = ("<bos>", gemma.bos_token_id)
    gemma.backend_tokenizer.post_processor = tokenizers.processors.TemplateProcessing(
        single="<bos> $A", special_tokens=[token]
    )
    vocabulary = Vocabulary(gemma)
    made = self_supervised([TextRow("r1", "ab")], vocabulary, max_tokens=8)
    assert [vocabulary.decode(each.ids) for each in made.examples] == ["<bos>ab</s>"]


def test_a_text_with_control_tokens_in_it_is_left_out_and_named(tokenizer: MakeTokenizer) -> None:
    made = self_supervised([TextRow("r1", "one</s>two")], Vocabulary(tokenizer()), max_tokens=8)
    assert made.examples == ()
    assert made.left_out == (Skipped("r1", "</s> in the text would be read as a control token"),)


def test_a_tokenizer_without_an_end_of_text_is_refused(tokenizer: MakeTokenizer) -> None:
    with pytest.raises(DataError, match="no token that ends a text"):
        self_supervised([TextRow("r1", "a")], Vocabulary(tokenizer(("<pad>",), eos_token=None)), max_tokens=8)
