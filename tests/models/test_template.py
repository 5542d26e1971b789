from pathlib import Path
from typing import Any

import pytest

from curator.errors import DataError
from curator.models.template import Message, Template

USER: list[Message] = [{"role": "user", "content": "Hi?"}]
TURNS = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
HEADER = "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
OWN_SYSTEM = (
    "{% if messages[0].role != 'system' %}<|im_start|>system\nYou are Tiny, a model.<|im_end|>\n{% endif %}"
    + TURNS
    + HEADER
)
NO_SYSTEM = "{% if messages[0].role == 'system' %}{{ raise_exception('no system here') }}{% endif %}" + TURNS + HEADER
NO_HEADER = (
    "{% for m in messages %}{% if m.role == 'user' %}[{{ m.content }}]{% else %}{{ m.content }}<|im_end|>{% endif %}"
    "{% endfor %}"
)
NO_END = (
    "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"
    "{% if add_generation_prompt %}assistant: {% endif %}"
)
TWO_FACED = "{% if messages|length > 1 %}Long. {% endif %}" + TURNS + HEADER


@pytest.fixture(scope="module")
def tokenizer(tiny_model: Path) -> Any:
    transformers = pytest.importorskip("transformers")
    return transformers.AutoTokenizer.from_pretrained(tiny_model)


def pieces(tokenizer: Any, text: str | None, messages: list[Message], response: str, **more: Any) -> list[str]:
    if text is not None:
        tokenizer.chat_template = text
    encoded = Template(tokenizer, **more).encode(messages, response)
    return [tokenizer.decode(ids) for ids in (encoded.prompt, encoded.header, encoded.response)]


def test_a_conversation_is_cut_into_prompt_header_and_response(tokenizer: Any) -> None:
    assert pieces(tokenizer, TURNS + HEADER, USER, "Yes.") == [
        "<|im_start|>user\nHi?<|im_end|>\n",
        "<|im_start|>assistant\n",
        "Yes.<|im_end|>",
    ]


def test_an_empty_response_still_teaches_to_stop(tokenizer: Any) -> None:
    assert pieces(tokenizer, TURNS + HEADER, USER, "")[2] == "<|im_end|>"


def test_earlier_turns_are_prompt(tokenizer: Any) -> None:
    turns: list[Message] = [*USER, {"role": "assistant", "content": "A"}, {"role": "user", "content": "B"}]
    prompt, _, response = pieces(tokenizer, TURNS + HEADER, turns, "C")
    assert prompt.endswith("assistant\nA<|im_end|>\n<|im_start|>user\nB<|im_end|>\n")
    assert response == "C<|im_end|>"


def test_a_system_prompt_of_the_templates_own_is_replaced_by_an_empty_one(tokenizer: Any) -> None:
    assert pieces(tokenizer, OWN_SYSTEM, USER, "A")[0].startswith("<|im_start|>system\n<|im_end|>\n<|im_start|>user")


@pytest.mark.parametrize("template", [TURNS + HEADER, NO_SYSTEM])
def test_no_system_message_is_put_in_where_none_is_written(tokenizer: Any, template: str) -> None:
    assert pieces(tokenizer, template, USER, "A")[0].startswith("<|im_start|>user")


def test_the_recipes_system_message_comes_first_but_never_twice(tokenizer: Any) -> None:
    given: list[Message] = [{"role": "system", "content": "Mine."}, *USER]
    assert pieces(tokenizer, OWN_SYSTEM, USER, "A", system="Be brief.")[0].startswith(
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user"
    )
    assert "Be brief" not in pieces(tokenizer, OWN_SYSTEM, given, "A", system="Be brief.")[0]


def test_a_template_without_header_has_none(tokenizer: Any) -> None:
    assert pieces(tokenizer, NO_HEADER, USER, "A") == ["[Hi?]", "", "A<|im_end|>"]


def test_a_header_that_could_merge_with_the_prompt_belongs_to_it(tokenizer: Any) -> None:
    assert pieces(tokenizer, NO_END, USER, "A") == ["user: Hi?\nassistant: ", "", "A<|im_end|>"]


def test_a_conversation_that_the_template_refuses_is_said(tokenizer: Any) -> None:
    tokenizer.chat_template = NO_SYSTEM
    with pytest.raises(DataError, match="refuses this conversation: no system here"):
        Template(tokenizer).encode([{"role": "system", "content": "x"}, *USER], "A")


def test_a_prompt_that_changes_once_it_is_answered_is_refused(tokenizer: Any) -> None:
    tokenizer.chat_template = TWO_FACED
    with pytest.raises(DataError, match="differently once it is answered"):
        Template(tokenizer).encode(USER, "A")


def test_template_and_system_message_decide_the_sha(tokenizer: Any) -> None:
    tokenizer.chat_template = TURNS + HEADER
    assert Template(tokenizer).sha == Template(tokenizer).sha
    assert Template(tokenizer).sha != Template(tokenizer, "Be brief.").sha
