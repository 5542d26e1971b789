"""What a prompt asks for that can be checked, and what a response does instead."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator import schema, signals
from curator.signals.constraints.found import constraints_of, faults

Measured = Callable[..., Any]


def broken(prompt: str, response: str) -> list[tuple[str, str]]:
    return faults(constraints_of(prompt), response)


@pytest.mark.parametrize(
    ("prompt", "response", "kind", "fault"),
    [
        ("Describe it with at least 5 words.", "It is small.", "words", "asked for at least 5 words, has 3"),
        ("Write a 100-word story.", "Once. " * 89, "words", "asked for 90 to 110 words, has 89"),
        ("Sum it up in 20 words or less.", "word " * 21, "words", "asked for at most 20 words, has 21"),
        ("Limit the answer to 3 words.", "It is very wet.", "words", "asked for at most 3 words, has 4"),
        ("Say it without going beyond 3 words.", "It is very wet.", "words", "asked for at most 3 words, has 4"),
        ("Your reply cannot exceed 3 words.", "It is very wet.", "words", "asked for at most 3 words, has 4"),
        ("Limita la respuesta a 2 palabras.", "Llueve mucho hoy.", "words", "asked for at most 2 words, has 3"),
        ("Explain rain in two sentences.", "Rain falls.", "sentences", "asked for exactly 2 sentences, has 1"),
        (
            "What is rain? Use 2 sentences.",
            "Rain falls. It is wet. So it goes.",
            "sentences",
            "asked for exactly 2 sentences, has 3",
        ),
        ("Write 2 paragraphs about rain.", "One line.", "paragraphs", "asked for exactly 2 paragraphs, has 0 to 1"),
        (
            "Name a town. Give exactly 3 bullet points in markdown.",
            "* Rome\n* Oslo",
            "bullets",
            "asked for exactly 3 bullet points, has 2",
        ),
        ("List three uses of salt.", "1. food\n2. roads", "items", "asked for exactly 3 items, has 2"),
        (
            "Write a letter with at least 2 placeholders such as [name].",
            "Dear [name], hello.",
            "placeholders",
            "asked for at least 2 placeholders in square brackets, has 1",
        ),
        ("Tell a story. Do not use any commas.", "Well, no.", "no-comma", "asked for no commas, has 1"),
        ("Answer in all lowercase letters.", "hi Bob", "lower-case", 'asked for small letters only, has "Bob"'),
        ("Reply in all capital letters.", "YES sir", "upper-case", 'asked for capital letters only, has "sir"'),
        (
            'Write a poem. Do not use the words "sun" or "moon".',
            "The sun shines.",
            "forbidden-words",
            'asked to avoid "sun", "moon", has "sun"',
        ),
        (
            "Write a poem. Include the keywords: sun, moon.",
            "The sun shines.",
            "required-words",
            'asked to use "sun", "moon", lacks "moon"',
        ),
        (
            "Write a poem. Use the word sun at least twice.",
            "The sun shines.",
            "word-frequency",
            'asked for at least 2 times "sun", has 1',
        ),
        (
            "Write a poem. The letter q should appear at least 2 times.",
            "Quick.",
            "letter-frequency",
            'asked for at least 2 times the letter "q", has 1',
        ),
        (
            'Tell me why. End with the phrase "That is all."',
            "Because.",
            "ending",
            'asked to end on "That is all.", does not',
        ),
        (
            "Tell me why. Add a postscript starting with P.S. at the end.",
            "Because.",
            "postscript",
            'asked for a postscript "P.S", has none',
        ),
        (
            "Tell me why. Wrap your entire response with double quotation marks.",
            "Because.",
            "quotation",
            "asked for double quotation marks around the answer, has none around it",
        ),
        (
            "Name it. Wrap the entire output in JSON format.",
            "name: Ann",
            "json",
            "asked for JSON alone, cannot be read as JSON",
        ),
        (
            "Write a song with a title in double angular brackets.",
            "La la",
            "title",
            "asked for a title in <<double angular brackets>>, has none",
        ),
        (
            "Give two different responses, separated by 6 asterisk symbols: ******.",
            "one",
            "two-responses",
            "asked for two versions parted by ******, has 1",
        ),
        (
            "Write a haiku about rain in the city. First repeat the request above, then give your answer.",
            "Rain.",
            "repeated-request",
            "asked to repeat the request first, does not",
        ),
        (
            "What is a lattice? Your entire response should be in Russian.",
            "A lattice is a set with an order in it.",
            "language",
            "asked for an answer in Russian, is in another script",
        ),
        (
            "Resume el texto. Tu respuesta debe tener al menos 5 palabras.",
            "Es corto.",
            "words",
            "asked for at least 5 words, has 2",
        ),
        (
            "Write a story. The number of sentences in your response should be in the range of 3 to 5.",
            "Rain fell. It stopped.",
            "sentences",
            "asked for 3 to 5 sentences, has 2",
        ),
        (
            "Write a poem with a title in double angular brackets, i.e. <<title>>, and have less than 2 sentences.",
            "<<Rain>>\nRain fell. It stopped.",
            "sentences",
            "asked for at most 1 sentence, has 2",
        ),
        (
            "Write an essay of at least 3 sentences.",
            "### What is said of rain in the north\n[City, State and ZIP Code]\nRain falls. It stops.\n**That is all**",
            "sentences",
            "asked for at least 3 sentences, has 2",
        ),
        (
            "Tell a story in 2 sections. Mark the beginning of each section with SECTION X.",
            "Section 1\nRain fell.\nSection 2\nIt stopped.",
            "sections",
            'asked for at least 2 parts headed "SECTION 1", "SECTION 2" …, has 0',
        ),
        (
            "Describe rain. Start the 2nd paragraph with the word Cloud.",
            "Cloud and rain.\n\nClouds and rain.",
            "paragraphs",
            'asked that paragraph 2 starts with "Cloud", it does not',
        ),
        (
            'Describe rain. The last paragraph must start with "Rain".',
            "Rain and cloud.\n\nClouds.",
            "paragraphs",
            'asked that the last paragraph starts with "Rain", it does not',
        ),
        (
            "Limit the number of words in all capital letters to less than three.",
            "BUY THIS NOW",
            "capital-words",
            "asked for at most 2 words in capitals, has 3",
        ),
        (
            "Use words with all capital letters, but words with all capital letters should appear less than 10 times.",
            "Buy this now",
            "capital-words",
            "asked for 1 to 9 words in capitals, has 0",
        ),
        (
            "Why? Your answer should be in English, all capital letters, and short.",
            "BECAUSE of this",
            "upper-case",
            'asked for capital letters only, has "of"',
        ),
    ],
)
def test_a_broken_wish_is_named(prompt: str, response: str, kind: str, fault: str) -> None:
    found = broken(prompt, response)
    assert found == [(kind, fault)]


@pytest.mark.parametrize(
    "prompt",
    [
        "If it is long, use at most 20 words.",
        "Write five questions, each with at most 10 words.",
        "Write a Python function that returns the first 3 words of a text.",
        "Combine these two sentences.",
        "How do you write a 500-word essay?",
        "What is a five paragraph essay?",
        "Find two words that rhyme with cat.",
        "Write a title of five words and an essay about it.",
        "Replace the word happy with a synonym for the word 'glad'.",
        "Rewrite this sentence to avoid a comma splice.",
        'In what situation would you use the phrase "break a leg"?',
        "Use the words given to form a sentence.",
        "Don't limit yourself to 3 sentences.",
        'def roman(number):\n    """The numeral in lower case."""',
        "The first paragraph is too long.",
        "Generate a random password of 6 characters using only capital letters and numbers.",
        "Tom has to write a 400-word story. He has 100 words. How many words are left?",
        "Translate it into German.",
        'Ignore this quotation: "' + "write at least 500 words and do not use any commas in it " * 2 + '"',
        "List the pros and the cons of two ideas.",
    ],
)
def test_what_is_said_of_a_part_or_under_a_condition_is_no_wish_about_the_answer(prompt: str) -> None:
    assert constraints_of(prompt) == []


@pytest.mark.parametrize(
    ("prompt", "response"),
    [
        ("Write about 100 words.", "word " * 81),
        ("Write a 100-word story.", "word " * 109),
        ("Keep it within 3 words.", "well-known old-fashioned don't"),
        ("Limit your answer to 19 words.", "It rains."),
        ("Answer in about 10 words or so.", "It rains a lot on the hills in the north."),
        ("Keep it to 3-4 sentences.", "It rains. It pours."),
        ("Explain it in two sentences.", "Dr. Smith left. He was late"),
        ("Use exactly 2 bullet points.", "1. one\n2. two"),
        ("Tu respuesta debe tener al menos 1 sección, que comience con Sección X.", "Sección 1\nLlueve."),
        ("Start paragraph 2 with the word Rain.", "Clouds.\n\n**Rain** falls."),
        ("List three uses of salt.", "Food, roads and soap; one could go on."),
        ('Use the words "policy" and "defy" in a sentence.', "She defied all policies."),
        ("Do not use any commas. Do not use more than 5 words.", "No commas in here."),
        ("Answer in all lowercase letters.", "42 – ok"),
        ("Avoid using the letter i more than twice.", "I did."),
        ("Your entire response should be in German.", "Ja."),
        ("Sum it up in 10 words.", "今天天气很好，我们去公园散步吧，顺便买点水果和蔬菜回家做饭。"),
    ],
)
def test_a_wish_that_is_fulfilled_or_cannot_be_told_is_not_broken(prompt: str, response: str) -> None:
    assert constraints_of(prompt) != []
    assert broken(prompt, response) == []


def test_the_signals_of_one_record(measured: Measured) -> None:
    record = {"instruction": "Explain it in two sentences. Do not use any commas.", "response": "Well, no."}
    assert measured("prompt_constraints", **record) == 2
    assert measured("response_broken_constraints", **record) == 2
    assert measured("response_broken_constraint", **record) == "sentences"
    assert measured("response_constraint_fault", **record) == "asked for exactly 2 sentences, has 1"


def test_the_input_is_material(measured: Measured) -> None:
    record = {"instruction": "Is this a good task?", "input": "Explain it in two sentences.", "response": "Yes."}
    assert measured("prompt_constraints", **record) == 0
    assert measured("response_broken_constraints", **record) is None


def test_chats_of_several_turns_are_left_alone(measured: Measured, turns: Measured) -> None:
    one = turns(("user", "Explain it in two sentences."), ("assistant", "No."))
    assert measured("response_broken_constraint", kind="chat", messages=one) == "sentences"
    assert measured("prompt_constraints", kind="chat", messages=[*one, *one]) is None


def test_a_blank_answer_is_not_judged(measured: Measured) -> None:
    assert measured("response_broken_constraints", instruction="Explain it in two sentences.", response=" ") is None


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_prompt_and_response_can_be_judged(prompt: str, response: str) -> None:
    assert len(broken(prompt, response)) <= len(constraints_of(prompt))


@given(
    st.lists(
        st.sampled_from(
            ["at least", "3", "words", "sentences", "no", "commas", '"a"', "use", "the word", ".", "end", "with", "if"]
        ),
        max_size=30,
    ).map(" ".join)
)
def test_a_prompt_that_no_hint_matches_has_no_constraint(prompt: str) -> None:
    records = pl.DataFrame([{"kind": "tuple", "instruction": prompt}], schema=schema.CANONICAL)
    found = signals.measure(records.lazy().with_columns(**schema.views()), ["prompt_constraints"])
    assert found.collect()["prompt_constraints"].item() == len(constraints_of(prompt))
