from collections.abc import Callable

import pytest

Measured = Callable[..., object]


@pytest.mark.parametrize(
    ("name", "response", "value"),
    [
        ("response_chars", "día", 3),
        ("response_words", "one two, three", 3),
        ("response_lines", "a\n\n  \nb", 2),
        ("response_chars", None, None),
        ("response_is_blank", " \n", True),
        ("response_is_blank", None, True),
        ("response_is_blank", "0", False),
        ("response_repeated_line_share", "abc\nabc\nabc\nxyz", 0.5),
        ("response_repeated_line_share", "}\n}\n}", None),
        ("response_distinct_word_share", "no No no yes", 0.5),
        ("response_distinct_word_share", "?!", None),
        ("response_repeated_5gram_share", "a b c d", None),
        ("response_repeated_5gram_share", "a b c d e", 0.0),
        ("response_repeated_5gram_share", "a a a a a a", 0.5),
        ("response_ends_on", "It rained.", "stop"),
        ("response_ends_on", "下雨了。", "stop"),
        ("response_ends_on", "It is equal to", "connective"),
        ("response_ends_on", "return a", "word"),
        ("response_ends_on", "Yours,\nSincerely,", "word"),
        ("response_ends_on", "the goddess of the dawn,", "comma"),
        ("response_ends_on", "Lithium (L", "open-bracket"),
        ("response_ends_on", "It rained. Then it was sun", "open-sentence"),
        ("response_ends_on", "", None),
        ("response_unclosed_fences", "```\na", 1),
        ("response_unclosed_fences", "```\na\n```", 0),
        ("response_is_sentinel", "<noinput>", True),
        ("response_is_sentinel", "no input validation", False),
        ("response_opens_with_sentinel", "<nooutput> because", True),
        ("response_refuses", "I'm sorry, but I can't help with that.", True),
        ("response_refuses", "A " * 120 + "I cannot help.", False),
        ("response_speaks_as_model", "As an AI language model, I like rain.", True),
        ("response_names_its_maker", "I was trained by OpenAI.", True),
        ("response_names_its_maker", "It was trained by OpenAI.", False),
        ("response_placeholders", "[Your Name], [phone number], items[name]", 2),
        ("response_has_courtesies", "Sure! 7", True),
        ("response_template_tokens", "a <|im_end|> b `<|im_end|>`", 1),
        ("response_edge_tokens", "a <|im_end|> b", 0),
        ("response_edge_tokens", "a<|im_end|>", 1),
        ("response_role_markers", "a\nHuman: b", 1),
        ("response_merged_instructions", "a\n12. Instruction: b", 1),
        ("response_html_tags", "<p>a</p>", 2),
        ("response_html_tags", "```\n<p>a</p>\n```", 0),
        ("response_html_tags", "<html><p>a</p></html>", 0),
        ("response_page_residue", "pythonCopy code\na", 1),
        ("full_mojibake", "cafÃ©", 1),
        ("full_mojibake", "NÃO", 0),
        ("full_control_characters", "a\x07\tb\n", 1),
        ("full_replacement_characters", "a\ufffd\ufffd", 2),
    ],
)
def test_response(measured: Measured, name: str, response: str | None, value: object) -> None:
    assert measured(name, response=response) == value


@pytest.mark.parametrize(
    ("name", "instruction", "value"),
    [
        ("prompt_chars", "abc", 3),
        ("prompt_ends_on_template", "[INST] hi [/INST]", True),
        ("prompt_ends_on_template", "what is [/INST] for", False),
        ("prompt_template_tokens", "a </s> b", 1),
        ("prompt_merged_instructions", "a\n8. Instruction: b", 1),
        ("prompt_has_speakers", "Write a dialogue.", True),
        ("prompt_is_about_markup", "Write HTML.", True),
        ("prompt_points_at_attachment", "Count them. [attached photo]", True),
        ("prompt_names_a_language", "Say it in French.", True),
        ("prompt_asks_to_rework", "Correct it.", True),
        ("prompt_asks_to_rework", "Which team?", False),
        ("prompt_asks_for_a_form", "Write a letter.", True),
        ("prompt_asks_for_a_form", "Which town is in this note?", False),
        ("prompt_asks_for_fiction", "Tell a story.", True),
        ("prompt_asks_for_brevity", "Answer with the name only.", True),
        ("prompt_asks_who_you_are", "Who made you?", True),
    ],
)
def test_prompt(measured: Measured, name: str, instruction: str, value: object) -> None:
    assert measured(name, instruction=instruction) == value


def test_the_task_is_read_from_the_instruction_not_from_the_input(measured: Measured) -> None:
    assert measured("prompt_asks_to_rework", instruction="Which team?", input="Sort out my order.") is False


@pytest.mark.parametrize(
    ("name", "record", "value"),
    [
        ("input_is_sentinel", {"input": "N/A"}, True),
        ("input_is_sentinel", {"input": "no input validation"}, False),
        ("input_is_sentinel", {"input": " "}, None),
        ("input_is_url", {"input": "https://a.example.org/1"}, True),
        ("input_is_url", {"input": "Article: https://a.example.org/1"}, True),
        ("input_is_url", {"input": "The hosts of https://a.example.org/1 are two."}, False),
        ("response_equals_input", {"input": "A  b", "response": "a b"}, True),
        ("response_equals_instruction", {"instruction": "A b", "response": "a c"}, False),
        ("prompt_repeated_share", {"instruction": "a b c d", "response": "a b x"}, 0.5),
        ("prompt_repeated_share", {"instruction": "?", "response": "a"}, None),
        ("response_new_words", {"instruction": "a b c d", "response": "a b x"}, 1),
        ("response_json_is_broken", {"instruction": "As JSON.", "response": "{a: 1}"}, True),
        ("response_json_is_broken", {"instruction": "As JSON.", "response": '{"a": 1}'}, False),
        ("response_json_is_broken", {"instruction": "As a set.", "response": "{a: 1}"}, None),
        ("chosen_equals_rejected", {"kind": "preference", "chosen": "A", "rejected": "a "}, True),
        ("chosen_is_blank", {"kind": "preference", "chosen": "", "rejected": "a"}, True),
        ("rejected_is_blank", {"kind": "preference", "chosen": "", "rejected": "a"}, False),
        ("rejected_is_blank", {"kind": "tuple"}, None),
        ("response_is_blank", {"kind": "text", "text": "a"}, None),
    ],
)
def test_record(measured: Measured, name: str, record: dict[str, object], value: object) -> None:
    assert measured(name, **record) == value
