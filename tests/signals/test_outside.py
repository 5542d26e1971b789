from collections.abc import Callable

import pytest

Measured = Callable[..., object]


@pytest.mark.parametrize(
    ("name", "instruction", "input", "value"),
    [
        ("prompt_needs_a_page", "Summarize this article: https://news.example.org/a", "", True),
        ("prompt_needs_a_page", "Summarize this article: https://news.example.org/a", "It rained.", False),
        ("prompt_needs_a_page", "Search the web for five facts.", "", True),
        ("prompt_needs_a_page", "Write code that opens a website.", "", False),
        ("prompt_needs_a_page", None, "https://news.example.org/a", None),
        ("prompt_needs_today", "What is the weather like in Rome today?", "", True),
        ("prompt_needs_today", "Explain how the weather forecast for tomorrow is made.", "", False),
        ("prompt_needs_today", "Read on. " * 40 + "What time is it?", "", None),
        ("prompt_shows_nothing", "Identify the theme of this painting.", "no input", True),
        ("prompt_shows_nothing", "Identify the theme of this painting.", "The Night Watch", False),
        ("prompt_shows_nothing", "Name the figures of speech.", "", False),
        ("instruction_lacks_its_text", "Translate the following sentence.", "", True),
        ("instruction_lacks_its_text", "Translate the following sentence.", "It rains.", False),
        ("instruction_lacks_its_text", "Translate the following sentence: it rains.", "", False),
        ("prompt_asks_for_a_deed", "Remind me to buy eggs.", "", True),
        ("prompt_asks_for_a_deed", "Order the words.", "b, a", False),
        ("prompt_asks_for_a_picture", "Design a logo for a café.", "", True),
        ("prompt_asks_for_a_picture", "Draw a conclusion.", "", False),
        ("prompt_asks_for_a_picture", "Draw a cat in SVG.", "", False),
        ("prompt_needs_a_page", "Look up the opening hours of the city museum.", "", True),
        ("prompt_needs_today", "Find the nearest bakery.", "", True),
        ("prompt_needs_today", "Find the nearest bakery.", "Berlin, Mitte", False),
        ("prompt_needs_today", "Round 3.7 to the nearest integer.", "", False),
        ("prompt_shows_nothing", "Proofread the attached letter.", "", True),
        ("prompt_shows_nothing", "Proofread the attached letter.", "Dear Ann, it rains.", False),
        ("prompt_shows_nothing", "How do I send an attached file?", "", False),
        ("instruction_lacks_its_text", "Make this shorter.", "", True),
        ("instruction_lacks_its_text", "Make this shorter: it rained all day.", "", False),
        ("instruction_lacks_its_text", "List the steps to bake bread.", "", False),
        ("instruction_lacks_its_text", "Write a function that sorts the list.", "", False),
        ("prompt_asks_for_a_deed", "Could you please text Anna that I am late?", "", True),
        ("prompt_asks_for_a_deed", "Perform a SWOT analysis of a bakery.", "", False),
        ("prompt_asks_for_a_deed", "Write a script that turns off the lights.", "", False),
        ("prompt_speaks_of_earlier_turns", "Shorten your last answer.", "", True),
        ("prompt_speaks_of_earlier_turns", "Shorten your last answer.", "It rained.", False),
        ("prompt_speaks_of_earlier_turns", "Write a story that ends with 'as we said before'.", "", False),
        ("prompt_asks_about_the_asker", "What's my name?", "", True),
        ("prompt_asks_about_the_asker", "What am I if I have keys and no doors?", "", False),
    ],
)
def test_what_no_text_can_give(
    measured: Measured, name: str, instruction: str | None, input: str, value: object
) -> None:
    assert measured(name, instruction=instruction, input=input) == value


@pytest.mark.parametrize(
    ("response", "value"),
    [
        ("![logo](https://a.example.org/1.png)", True),
        ("<vector drawing>", True),
        ("I have created a poster.", True),
        ("A round cup with steam above it.", False),
    ],
)
def test_what_pretends(measured: Measured, response: str, value: bool) -> None:
    assert measured("response_pretends_a_deed", response=response) is value


@pytest.mark.parametrize(("tools", "value"), [(None, False), ("", False), ("[]", False), ('[{"name": "f"}]', True)])
def test_which_records_have_tools(measured: Measured, tools: str | None, value: bool) -> None:
    assert measured("tools_are_declared", tools=tools) is value
