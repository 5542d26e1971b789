"""Refusals and self-talk by their shapes: wordings of many languages, and answers that only look like them."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.signals.refusals import declines
from curator.signals.self_talk import names_its_maker, speaks_as_model

Measured = Callable[..., Any]


def one(judge: Callable[[pl.Series], pl.Series], text: str | None) -> bool | None:
    [found] = judge(pl.Series([text], dtype=pl.String))
    return bool(found) if found is not None else None


@pytest.mark.parametrize(
    "text",
    [
        "I must decline to help with that.",
        "It wouldn't be right for me to assist with this.",
        "My guidelines prevent me from writing this.",
        "Thanks for asking, but I can't share that.",
        "Sorry, that's not something I can help with.",
        "I'm not comfortable writing about that.",
        "This question cannot be answered by me.",
        "I was not programmed to answer such questions.",
        "Unfortunately, I am an AI model and I do not possess the ability to draw.",
        "No me es posible responder a esa pregunta.",
        "Il m'est impossible d'accéder à ce site.",
        "Das kann ich leider nicht beantworten.",
        "Purtroppo non sono in grado di fornire queste informazioni.",
        "Sinto muito, mas não sou capaz de fazer isso.",
        "Helaas ben ik niet in staat om deze vraag te beantwoorden.",
        "Niestety nie jestem w stanie odpowiedzieć na to pytanie.",
        "На жаль, я не можу відповісти на це запитання.",
        "Üzgünüm, ama bu konuda yardımcı olamam.",
        "آسف، لا يمكنني الإجابة على هذا السؤال.",
        "すみませんが、その質問に答えることはできません。",
        "죄송하지만 그 요청은 도와드릴 수 없습니다.",
        "抱歉，這個問題我沒辦法回答。",
        "Maaf, saya tidak bisa membantu dengan hal itu.",
        "क्षमा करें, मैं इसमें आपकी मदद नहीं कर सकता।",
    ],
)
def test_a_refusal_is_known_by_its_shape(text: str) -> None:
    assert one(declines, text) is True


@pytest.mark.parametrize(
    "text",
    [
        "I can't believe how good this coffee is!",
        "We cannot divide by zero, so the expression is undefined.",
        "Bats are blind to red: they cannot see it well.",
        "Dear Mr Smith, I am unable to attend the meeting on Friday.",
        "Unfortunately, we cannot offer you the position at this time.",
        "I refuse to give up.",
        "You cannot use your phone while driving.",
        "I must decline your kind invitation to the wedding, as I am in Rome.",
        "The request cannot be processed because the server returned 500.",
        "Ich kann Klavier spielen, aber nicht Geige.",
        "Je ne peux pas vivre sans toi.",
        "К сожалению, поезд ушёл.",
        "すみません、駅はどこですか。",
        "",
    ],
)
def test_not_being_able_alone_is_no_refusal(text: str) -> None:
    assert one(declines, text) is False


@pytest.mark.parametrize(
    "text",
    [
        "As an AI language model, I think that small steps are best.",
        "Since I'm an AI, I do not celebrate holidays, yet Christmas is on 25 December.",
        "Based on my training data, the town has 8,000 people.",
        "As of my last update, it had 3,000 employees.",
        "While I don't have personal experiences, many people enjoy hiking.",
        "En tant qu'intelligence artificielle, je pense que lire est utile.",
        "Как искусственный интеллект, я считаю, что чтение полезно.",
        "作为一个AI语言模型，我建议您多喝水。",
        "AIとして、私は読書をお勧めします。",
    ],
)
def test_self_talk_is_known(text: str) -> None:
    assert one(speaks_as_model, text) is True


@pytest.mark.parametrize(
    "text",
    [
        "AI language models are trained on text.",
        "As an AI engineer, I build pipelines.",
        "It grows through advances such as artificial intelligence, machine learning and networks.",
        "I was trained by my grandmother to bake.",
        "The training data must be cleaned first.",
    ],
)
def test_speaking_about_models_is_no_self_talk(text: str) -> None:
    assert one(speaks_as_model, text) is False


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("I'm Gemini, built by Google.", True),
        ("OpenAI developed me to help people.", True),
        ("As ChatGPT, I can suggest three names.", True),
        ("Soy un modelo de lenguaje entrenado por OpenAI.", True),
        ("Ich bin ein Sprachmodell, das von OpenAI entwickelt wurde.", True),
        ("No, I am not as capable as ChatGPT.", False),
        ("OpenAI was founded in 2015.", False),
        ("Claude Monet was a painter.", False),
    ],
)
def test_a_maker_is_known_where_the_answer_speaks_of_itself(text: str, is_named: bool) -> None:
    assert one(names_its_maker, text) is is_named


def test_without_an_answer_nothing_can_be_told() -> None:
    assert [one(judge, None) for judge in (declines, speaks_as_model, names_its_maker)] == [None, None, None]


def test_refusals_of_a_chat_are_counted(measured: Measured, turns: Measured) -> None:
    chat = turns(("user", "I can't help it."), ("assistant", "I can't help with that."), ("assistant", "Done."))
    assert measured("messages_refusals", kind="chat", messages=chat) == 1
    assert measured("messages_refusals", kind="tuple", messages=None) is None


@given(st.lists(st.none() | st.text(max_size=200), max_size=5))
def test_texts_are_judged_one_by_one(texts: list[str | None]) -> None:
    for judge in (declines, speaks_as_model, names_its_maker):
        assert judge(pl.Series(texts, dtype=pl.String)).to_list() == [one(judge, text) for text in texts]
