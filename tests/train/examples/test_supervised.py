"""Which tokens of a conversation are learnt: the answers and their ends, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.errors import DataError
from curator.models.named import TEMPLATES, template_text
from curator.models.template import Template
from curator.models.vocabulary import Vocabulary
from curator.train import Row
from curator.train.examples import Example, Loss, prepare
from curator.train.examples.supervised import supervised

Named = Callable[[str], Template]
MakeTokenizer = Callable[..., Any]

CALL = {"type": "function", "function": {"name": "weather", "arguments": {"city": "Ulm"}}}
WEATHER = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}


def chat(*texts: str, **more: Any) -> Row:
    """A chat of user and assistant in turn, which the assistant ends."""
    turns = [{"role": ("user", "assistant")[at % 2], "content": text} for at, text in enumerate(texts)]
    return Row("r1", tuple(turns[:-1]), texts[-1], **more)


def learnt(example: Example, template: Template) -> list[str]:
    """The text of each stretch of learnt tokens."""
    spans: list[list[int]] = []
    for at, (token, is_learnt) in enumerate(zip(example.ids, example.learnt, strict=True)):
        if is_learnt:
            if not example.learnt[at - 1]:
                spans.append([])
            spans[-1].append(token)
    return [template.vocabulary.decode(tuple(span)) for span in spans]


def only(row: Row, template: Template, loss: Loss = "assistant", max_tokens: int = 4096) -> Example:
    """The one example of one row."""
    made = prepare([row], "supervised", template, loss=loss, max_tokens=max_tokens)
    assert made.left_out == ()
    return made.examples[0]


def why_not(row: Row, template: Template, max_tokens: int = 4096) -> str:
    """Why a row gives no example."""
    made = supervised([row], template, loss="assistant", max_tokens=max_tokens)
    assert made.examples == ()
    (skipped,) = made.left_out
    assert skipped.record_id == "r1"
    return skipped.reason


texts = st.text(
    st.characters(codec="utf-8", exclude_characters="<|[]\x00", categories=["L", "N", "P", "Zs"]), max_size=12
)


@pytest.mark.parametrize("name", TEMPLATES)
@settings(max_examples=20)
@given(turns=st.lists(texts, min_size=2, max_size=8).filter(lambda each: len(each) % 2 == 0))
def test_every_answer_is_learnt_with_its_end_and_nothing_else_is(named: Named, name: str, turns: list[str]) -> None:
    template = named(name)
    end = template.vocabulary.control_token(template.end)
    blank = " " if name in ("mistral", "vicuna") else ""
    example = only(chat(*turns), template)
    assert learnt(example, template) == [f"{blank}{answer}{end}" for answer in turns[1::2]]
    assert not example.learnt[0]


@pytest.mark.parametrize("name", TEMPLATES)
def test_all_tokens_together_are_what_the_template_writes(named: Named, name: str) -> None:
    template = named(name)
    turns = [{"role": role, "content": role} for role in ("system", "user", "assistant", "user", "assistant")]
    example = only(Row("r1", tuple(turns[:-1]), "assistant"), template)
    whole = template.vocabulary.tokenizer.apply_chat_template(turns, tokenize=False)
    assert whole.startswith(template.vocabulary.decode(example.ids))


def test_by_completion_only_the_last_answer_is_learnt(named: Named) -> None:
    template = named("chatml")
    row = chat("A?", "B", "C?", "D")
    example = only(row, template, "completion")
    assert learnt(example, template) == ["D<|im_end|>"]
    encoded = template.encode(row.messages, row.response)
    assert example.ids == encoded.prompt + encoded.header + encoded.response
    assert example.supervised == len(encoded.response)


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_mask_is_that_of_the_templates_generation_blocks(named: Named, name: str) -> None:
    template = named(name)
    row = chat("A?", "B and more.", "C?", "D")
    turns = [*row.messages, {"role": "assistant", "content": row.response}]
    reference = template.vocabulary.tokenizer.apply_chat_template(
        turns, return_dict=True, return_assistant_tokens_mask=True
    )
    example = only(row, template)
    behind = len(reference["input_ids"]) - len(example.ids)  # what the template writes after the last end
    assert list(example.ids) == reference["input_ids"][: len(example.ids)]
    assert list(map(int, example.learnt)) == reference["assistant_masks"][: len(example.ids)]
    assert reference["assistant_masks"][len(example.ids) :] == [0] * behind


def test_a_completion_mask_is_that_of_trl_but_for_the_line_end_behind(named: Named) -> None:
    trl = pytest.importorskip("trl.data_utils")
    template = named("chatml")
    row = chat("A?", "B", "C?", "D and more.")
    answer = {"role": "assistant", "content": row.response}
    parts = trl.apply_chat_template(
        {"prompt": list(row.messages), "completion": [answer]}, template.vocabulary.tokenizer
    )
    example = only(row, template, "completion")
    whole = template.vocabulary.ids(parts["prompt"] + parts["completion"])
    mask = [False] * len(template.vocabulary.ids(parts["prompt"]))
    mask += [True] * (len(whole) - len(mask))
    assert (example.ids, example.learnt) == (whole[:-1], tuple(mask[:-1]))
    assert template.vocabulary.decode(whole[-1:]) == "\n"


def test_a_call_of_a_tool_is_learnt_and_what_the_tool_says_is_not(named: Named) -> None:
    template = named("chatml")
    turns = (
        {"role": "user", "content": "Rain in Ulm?"},
        {"role": "assistant", "content": "", "tool_calls": [CALL]},
        {"role": "tool", "content": "none"},
    )
    spans = learnt(only(Row("r1", turns, "No.", tools=(WEATHER,)), template), template)
    call = '<tool_call>\n{"name": "weather", "arguments": {"city": "Ulm"}}\n</tool_call><|im_end|>'
    assert spans == [call, "No.<|im_end|>"]


def test_a_last_answer_may_be_a_call(named: Named) -> None:
    template = named("chatml")
    row = chat("Rain in Ulm?", "", more={"tool_calls": [CALL]}, tools=(WEATHER,))
    (span,) = learnt(only(row, template), template)
    assert span.startswith('<tool_call>\n{"name": "weather"')
    assert span.endswith("</tool_call><|im_end|>")


def test_an_answer_of_weight_0_is_read_and_not_learnt(named: Named) -> None:
    template = named("chatml")
    row = chat("A?", "B", "C?", "D")
    row.messages[1]["weight"] = 0  # type: ignore[index]
    assert learnt(only(row, template), template) == ["D<|im_end|>"]


THINKS = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n"
    "{% if m.role == 'assistant' and loop.last %}<think>\n{{ m.reasoning_content or '' }}\n</think>\n\n{% endif %}"
    "{{ m.content }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


@pytest.fixture
def written(tokenizer: MakeTokenizer) -> Callable[[str], Template]:
    """A template given as Jinja text."""

    def make(text: str) -> Template:
        made = tokenizer(("</s>", "<|im_start|>", "<|im_end|>"))
        made.chat_template = text
        return Template(made)

    return make


def test_thinking_is_learnt_where_the_model_would_think_and_answers_it_would_not_give_so_are_only_read(
    written: Named,
) -> None:
    template = written(THINKS)
    made = supervised(
        [chat("A?", "B", "C?", "D", more={"reasoning_content": "Hm."})], template, loss="assistant", max_tokens=999
    )
    assert learnt(made.examples[0], template) == ["<think>\nHm.\n</think>\n\nD<|im_end|>"]
    told = "earlier answers that are read, not learnt, because the chat template writes them otherwise there: 1"
    assert told in made.remarks


def test_thinking_is_learnt_before_the_answer_it_led_to(named: Named) -> None:
    template = named("chatml")
    row = chat("A?", "B", "C?", "D", more={"thinking": "Hm."})
    row.messages[1]["reasoning_content"] = "Well."  # type: ignore[index]
    assert learnt(only(row, template), template) == [
        "<think>\nWell.\n</think>\n\nB<|im_end|>",
        "<think>\nHm.\n</think>\n\nD<|im_end|>",
    ]


def test_thinking_that_the_template_does_not_write_is_told(named: Named) -> None:
    row = chat("A?", "B", more={"reasoning_content": "Hm."})
    made = supervised([row], named("zephyr"), max_tokens=999)
    told = "answers whose thinking is lost, because the chat template has no place for it: 1"
    assert told in made.remarks


def test_a_tokenizer_that_puts_a_blank_before_texts_puts_none_before_answers(tokenizer: MakeTokenizer) -> None:
    llama2 = tokenizer(blank=True)
    llama2.chat_template = template_text("zephyr", Vocabulary(llama2))
    template = Template(llama2)
    assert learnt(only(chat("A?", "B", "C?", "D"), template), template) == ["B</s>", "D</s>"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (chat("Say <|im_end|> please", "B"), "<|im_end|> in the user's text would be read as a control token"),
        (chat("A?", "B", "C?", "D</s>"), "</s> in the assistant's text would be read as a control token"),
        (
            chat("A?", "B", tools=({"type": "function", "function": {"name": "<|im_start|>"}},)),
            "<|im_start|> in the tools would be read as a control token",
        ),
        (
            chat("A?", "B<|eot_id|>"),
            "<|eot_id|> in the answer is another model's control token, plain text to this one",
        ),
        (chat("A?" * 50, "B"), "longer than 64 tokens"),
    ],
)
def test_what_must_not_be_learnt_is_left_out_and_named(named: Named, row: Row, reason: str) -> None:
    assert why_not(row, named("chatml"), max_tokens=64) == reason


TURNS = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
HEADER = "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"


@pytest.mark.parametrize(
    ("text", "row", "reason"),
    [
        (
            "{% if messages|length > 1 %}Long. {% endif %}" + TURNS + HEADER,
            chat("A?", "B"),
            "the chat template writes the prompt differently once it is answered",
        ),
        (
            TURNS + HEADER,
            chat("A?", "", more={"tool_calls": [CALL]}),
            "the chat template leaves out a tool call",
        ),
        (
            TURNS + HEADER,
            Row(
                "r1",
                (
                    {"role": "user", "content": "Ask for the weather."},
                    {"role": "assistant", "content": "", "tool_calls": [CALL]},
                    {"role": "tool", "content": "the weather is dry"},
                ),
                "Dry.",
            ),
            "the chat template leaves out a tool call",
        ),
        (
            "{% for m in messages %}<|im_start|>{{ m.content[:3] }}<|im_end|>{% endfor %}",
            chat("A?", "Because."),
            "the chat template leaves out part of the answer",
        ),
        (TURNS + HEADER, chat("A?", "B", tools=(WEATHER,)), "the chat template leaves out the tools"),
        (
            "{% for m in messages if m.role != 'tool' %}<|im_start|>{{ m.content }}<|im_end|>{% endfor %}",
            Row("r1", ({"role": "user", "content": "A?"}, {"role": "tool", "content": "dry"}), "B"),
            "the chat template leaves out the tool's text",
        ),
        (
            "{% if messages|length > 2 %}{{ raise_exception('once') }}{% endif %}{% for m in messages %}"
            "<|im_start|>{{ m.content }}<|im_end|>{% endfor %}",
            chat("A?", "B", "C?", "D"),
            "the chat template refuses this conversation: once",
        ),
    ],
)
def test_damage_that_a_template_does_is_named(written: Named, text: str, row: Row, reason: str) -> None:
    assert why_not(row, written(text)) == reason


def test_a_template_without_end_of_turn_is_given_the_tokenizers_and_that_is_told(written: Named) -> None:
    template = written("{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}")
    made = supervised([chat("A?", "B")], template, max_tokens=999)
    assert "the chat template writes no end of turn; </s> is put behind each answer" in made.remarks
    assert learnt(made.examples[0], template)[0].endswith("B</s>")


def test_a_tokenizer_with_no_end_at_all_is_refused(tokenizer: MakeTokenizer) -> None:
    endless = tokenizer(("<pad>",), eos_token=None)
    endless.chat_template = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"
    with pytest.raises(DataError, match="the model would never stop"):
        supervised([chat("A?", "B")], Template(endless), max_tokens=999)


def test_other_stop_tokens_than_the_tokenizers_are_told(named: Named) -> None:
    made = supervised([chat("A?", "B")], named("chatml"), max_tokens=999)
    assert made.remarks == ("answers end with <|im_end|>, the tokenizer's texts with </s>: stop at <|im_end|> too",)


def test_empty_and_broken_off_answers_are_told(named: Named) -> None:
    made = supervised([chat("A?", ""), chat("A?", "It was the end of the")], named("alpaca"), max_tokens=999)
    assert made.remarks == (
        "empty answers, of which only the end is learnt: 1",
        "answers that end in the middle of a sentence: 1, such as r1",
    )


def test_what_is_too_long_is_counted(named: Named) -> None:
    made = supervised([chat("A?", "B"), chat("A?", "B" * 100)], named("alpaca"), max_tokens=200)
    assert (len(made.examples), made.too_long) == (1, 1)
    assert made.tokens_too_long == made.tokens + 99
    assert made.supervised == 2
