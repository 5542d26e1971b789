"""What a model writes: what it finds likeliest, whatever company its prompt is in."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from curator.errors import DataError
from curator.models.template import Message
from curator.train import Generated, ModelFolder, Row, Session, resolve

pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")

Start = Callable[..., Session]
ANSWERS = ["up it goes", "d", "l", "right"]


@pytest.fixture(scope="module")
def headless(tmp_path_factory: pytest.TempPathFactory, model: ModelFolder) -> ModelFolder:
    """The tiny model with a template that writes nothing before an answer, so that it is trained whole."""
    transformers = pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp("headless") / "m"
    transformers.AutoModelForCausalLM.from_pretrained(model.path).save_pretrained(folder)
    tokenizer = transformers.AutoTokenizer.from_pretrained(model.path)
    tokenizer.chat_template = "{% for m in messages %}{{ m.content }}<|im_end|>{% endfor %}"
    tokenizer.save_pretrained(folder)
    return resolve(str(folder))


@pytest.fixture(params=["prefix-frozen LoRA", "LoRA"])
def taught(request: pytest.FixtureRequest, start: Start, model: ModelFolder, headless: ModelFolder) -> Session:
    """A session that has learnt most of ANSWERS, by either method."""
    session = start(model if request.param == "prefix-frozen LoRA" else headless, examples_seen=120)
    session.fit(lessons(), seed=0)
    assert session.method == request.param
    return session


def lessons() -> list[Row]:
    asked = ["up or down: a", "up or down: b", "left?", "which way is it, left or right? right?"]
    return [
        Row(f"r{i}", ({"role": "user", "content": question},), answer)
        for i, (question, answer) in enumerate(zip(asked, ANSWERS, strict=True))
    ]


def prompts() -> list[Sequence[Message]]:
    return [row.messages for row in lessons()]


def texts(answers: list[list[Generated]]) -> list[str]:
    return [answer.text for each in answers for answer in each]


def test_greedy_generation_writes_what_is_a_greedy_match_and_nothing_else(taught: Session) -> None:
    written = taught.generate(prompts(), max_new_tokens=20)
    scored = taught.log_likelihoods([(row.messages, row.response) for row in lessons()])
    assert any(each.greedy_match for each in scored)
    for (answer,), row, gold in zip(written, lessons(), scored, strict=True):
        assert (answer.text == row.response and answer.finished) == gold.greedy_match
    again = taught.log_likelihoods(
        [(row.messages, answer.text) for row, (answer,) in zip(lessons(), written, strict=True)]
    )
    for (answer,), likely in zip(written, again, strict=True):
        assert not answer.finished or (likely.greedy_match and likely.tokens == answer.tokens)


def test_the_company_of_a_prompt_does_not_change_its_answer(taught: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    settings: dict[str, Any] = {"max_new_tokens": 12, "temperature": 0.9, "seed": 3, "samples": 3}
    greedy, drawn = taught.generate(prompts(), max_new_tokens=12), taught.generate(prompts(), **settings)
    monkeypatch.setattr("curator.train.generation._TOKENS", 1)
    assert texts(taught.generate(prompts(), max_new_tokens=12)) == texts(greedy)
    assert texts(taught.generate(prompts(), **settings)) == texts(drawn)
    assert [texts(taught.generate([prompt], **settings)) for prompt in prompts()] == [texts([each]) for each in drawn]


def test_samples_differ_and_the_seed_decides_them(start: Start) -> None:
    session = start()
    settings: dict[str, Any] = {"max_new_tokens": 6, "temperature": 2.0, "samples": 4}
    first, other, again = (texts(session.generate(prompts()[:1], seed=seed, **settings)) for seed in (0, 1, 0))
    assert first == again != other
    assert len(set(first)) > 1


def test_samples_without_chance_are_the_same(taught: Session) -> None:
    (answers,) = taught.generate(prompts()[:1], max_new_tokens=4, samples=3)
    assert len(answers) == 3
    assert len(set(answers)) == 1


def test_an_answer_is_cut_at_the_most_tokens_allowed(taught: Session) -> None:
    ((cut,),) = taught.generate(prompts()[:1], max_new_tokens=2)
    ((whole,),) = taught.generate(prompts()[:1], max_new_tokens=40)
    assert (cut.tokens, cut.finished) == (2, False)
    assert whole.text.startswith(cut.text)


def test_no_prompts_no_answers(start: Start) -> None:
    assert start().generate([], max_new_tokens=4) == []


def test_an_answer_ends_where_the_model_can_read_no_more(start: Start) -> None:
    session = start()
    ((answer,),) = session.generate([[{"role": "user", "content": "x" * 480}]], max_new_tokens=300)
    assert answer.prompt_tokens + answer.tokens <= 512


def test_a_prompt_that_leaves_no_room_is_refused(start: Start) -> None:
    with pytest.raises(DataError, match=r"tokens long, and the model reads 512: no room is left"):
        start().generate([[{"role": "user", "content": "x" * 600}]], max_new_tokens=4)


def test_an_identity_is_that_of_what_was_trained(start: Start, rows: list[Row]) -> None:
    session, other = start(), start()
    untrained = session.identity()
    assert other.identity() == untrained
    session.fit(rows, 0)
    trained = session.identity()
    other.fit(rows, 0)
    assert other.identity() == trained != untrained
    other.fit([replace(rows[0], response="x"), *rows[1:]], 0)
    assert other.identity() != trained
    session.reset(7)
    assert session.identity() == untrained
