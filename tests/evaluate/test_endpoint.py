"""An endpoint that stumbles, refuses, hangs or dies."""

from collections.abc import Callable
from typing import Any

import pytest

from curator.errors import RecipeError
from curator.evaluate.endpoint import Address, Endpoint, Failed, Reply, Stopped

pytest.importorskip("openai")

KEY = "sk-very-secret-1234567890abcdef"
Ask = Callable[..., Endpoint]


@pytest.fixture
def naps() -> list[float]:
    """How long the client waited between tries."""
    return []


@pytest.fixture
def ask(endpoint_server: Any, naps: list[float]) -> Ask:
    def made(**settings: Any) -> Endpoint:
        settings = {"timeout_s": 10.0, "sleep": naps.append, "concurrency": 1, **settings}
        return Endpoint(Address(endpoint_server.url, "judge-7b", KEY), **settings)

    return made


def questions(count: int) -> dict[int, list[dict[str, str]]]:
    return {number: [{"role": "user", "content": f"question {number}"}] for number in range(count)}


def test_every_question_gets_its_answer_and_its_cost(endpoint_server: Any, ask: Ask) -> None:
    endpoint_server.say = lambda turns: turns[-1]["content"].upper()
    found = dict(ask(concurrency=4).ask_all(questions(9)))
    assert {key: reply.text for key, reply in found.items() if isinstance(reply, Reply)} == {
        number: f"QUESTION {number}" for number in range(9)
    }
    assert {(reply.tokens, reply.prompt_tokens) for reply in found.values() if isinstance(reply, Reply)} == {(10, 10)}


@pytest.mark.parametrize("stumble", [429, 500, 503, 408, "garbage", "no text"])
def test_a_stumble_is_tried_again(endpoint_server: Any, ask: Ask, naps: list[float], stumble: int | str) -> None:
    endpoint_server.stumbles = [stumble, stumble]
    endpoint = ask()
    (reply,) = dict(endpoint.ask_all(questions(1))).values()
    assert isinstance(reply, Reply)
    assert endpoint.requests == 3
    assert len(naps) == 2
    assert 0.5 <= naps[0] <= 1
    assert 1 <= naps[1] <= 2


def test_a_slow_answer_is_asked_for_again(endpoint_server: Any, ask: Ask) -> None:
    endpoint_server.stumbles = ["hang"]
    (reply,) = dict(ask(timeout_s=0.2).ask_all(questions(1))).values()
    assert isinstance(reply, Reply)


def test_the_wait_is_what_the_endpoint_asks_for(endpoint_server: Any, ask: Ask, naps: list[float]) -> None:
    endpoint_server.stumbles, endpoint_server.retry_after = [429, 429], "7"
    dict(ask().ask_all(questions(1)))
    assert naps == [7.0, 7.0]


def test_one_refused_question_does_not_stop_the_others(endpoint_server: Any, ask: Ask) -> None:
    endpoint_server.stumbles = [400]
    found = list(ask().ask_all(questions(3)))
    assert [isinstance(reply, Failed) for _, reply in found] == [True, False, False]
    assert "400 Bad Request: no 400" in str(found[0][1])


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refused_key_or_model_stops_at_once(endpoint_server: Any, ask: Ask, status: int) -> None:
    endpoint_server.stumbles = [200, status]
    endpoint = ask()
    found: list[Any] = []
    with pytest.raises(Stopped, match=str(status)) as stopped:
        found.extend(endpoint.ask_all(questions(9)))
    assert endpoint.requests == 2
    assert KEY not in str(stopped.value)


def test_a_dead_endpoint_is_given_up_and_what_came_before_it_is_kept(endpoint_server: Any, ask: Ask) -> None:
    endpoint_server.stumbles = [200, 200, *[500] * 99]
    found: list[Any] = []
    with pytest.raises(Stopped, match="500 Internal Server Error"):
        for each in ask().ask_all(questions(9)):
            found.append(each)
    assert [key for key, reply in found if isinstance(reply, Reply)] == [0, 1]
    assert len(endpoint_server.asked) == 2 + 3 * 5


def test_nobody_answers(naps: list[float]) -> None:
    endpoint = Endpoint(Address("http://127.0.0.1:9/v1", "m"), sleep=naps.append, concurrency=1)
    with pytest.raises(Stopped, match=r"http://127.0.0.1:9/v1: nobody answers there.*it goes on"):
        list(endpoint.ask_all(questions(5)))


def test_no_more_is_asked_than_the_budget_allows(endpoint_server: Any, ask: Ask) -> None:
    endpoint_server.stumbles = [500]
    found: list[Any] = []
    with pytest.raises(Stopped, match="budget of 4 requests is spent"):
        for each in ask(max_requests=4).ask_all(questions(9)):
            found.append(each)
    assert len(found) == 3
    assert len(endpoint_server.asked) == 4


def test_the_key_is_sent_and_never_shown(endpoint_server: Any, ask: Ask) -> None:
    endpoint = ask()
    dict(endpoint.ask_all(questions(1)))
    assert endpoint_server.keys == [f"Bearer {KEY}"]
    assert KEY not in repr(endpoint.address)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({}, "CURATOR_JUDGE_URL and CURATOR_JUDGE_MODEL are not set"),
        ({"CURATOR_JUDGE_URL": "http://here/v1"}, "CURATOR_JUDGE_MODEL is not set"),
        ({"CURATOR_JUDGE_URL": "here", "CURATOR_JUDGE_MODEL": "m"}, "CURATOR_JUDGE_URL is no web address"),
    ],
)
def test_an_address_that_is_none(environment: dict[str, str], message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        Address.from_environment("CURATOR_JUDGE", environment)


@pytest.mark.parametrize(
    ("url", "shown", "is_here"),
    [
        ("http://localhost:8000/v1", "http://localhost:8000/v1", True),
        ("http://[::1]:8000/v1/", "http://[::1]:8000/v1", True),
        ("https://me:word@api.example.com/v1?key=x", "https://api.example.com/v1", False),
        ("http://10.0.0.3:8000", "http://10.0.0.3:8000", False),
    ],
)
def test_what_is_shown_of_an_address(url: str, shown: str, is_here: bool) -> None:
    address = Address.from_environment("X", {"X_URL": url, "X_MODEL": "m", "X_KEY": KEY})
    assert (address.shown, address.is_here, address.key) == (shown, is_here, KEY)
