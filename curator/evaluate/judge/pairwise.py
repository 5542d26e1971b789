"""Have pairs of answers judged in both orders, and remember every reply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from curator import progress
from curator.evaluate.endpoint import Endpoint, Failed, Reply, Stopped
from curator.evaluate.judge.prompt import Choice, JudgePrompt, choice

Order = Literal["ab", "ba"]
Verdict = Literal["a", "b", "tie"]

ORDERS: tuple[Order, ...] = ("ab", "ba")


class Memory(Protocol):
    """Remembers finished steps, as a journal of the loop does."""

    def find(self, step: str, inputs: Mapping[str, Any], /) -> dict[str, Any] | None:
        """The result of a step that was finished with these inputs."""
        ...

    def finish(self, step: str, inputs: Mapping[str, Any], result: dict[str, Any], /) -> dict[str, Any]:
        """Remember the result of a step."""
        ...


@dataclass(frozen=True)
class Pair:
    """One question with the answers of both sides."""

    pair_id: str
    question: str
    a: str
    b: str

    @property
    def is_same(self) -> bool:
        """Both sides say the same; nobody needs to be asked."""
        return self.a == self.b

    def in_order(self, order: Order) -> tuple[str, str]:
        """The answers as they are shown."""
        return (self.a, self.b) if order == "ab" else (self.b, self.a)


@dataclass(frozen=True)
class Judged:
    """What the judge said of one pair, in both orders.

    `said` has the side that was preferred in each order; an order is missing when it was not asked or not answered,
    and null when the reply was none of the words asked for.
    """

    pair: Pair
    said: Mapping[Order, Verdict | None]

    @property
    def is_whole(self) -> bool:
        """Both orders were answered in the form asked for."""
        return len(self.said) == len(ORDERS) and None not in self.said.values()

    @property
    def is_consistent(self) -> bool:
        """The judge said the same in both orders."""
        return self.is_whole and len(set(self.said.values())) == 1

    @property
    def verdict(self) -> Verdict | None:
        """A win only where both orders agree, else a tie; null when an order lacks a reply that counts."""
        if not self.is_whole:
            return None
        return self.said["ab"] if self.is_consistent else "tie"


@dataclass(frozen=True)
class Judgement:
    """All pairs as far as they were judged, what that cost, and why it stopped, where it did."""

    pairs: tuple[Judged, ...]
    failed: int
    """Requests that the endpoint would not answer while it answered others."""
    requests: int
    prompt_tokens: int
    tokens: int
    stopped: Stopped | None


def judge(pairs: Sequence[Pair], endpoint: Endpoint, prompt: JudgePrompt, memory: Memory) -> Judgement:
    """Ask about every pair in both orders, but for what `memory` already holds; identical answers are ties unasked.

    When the endpoint dies or the budget is spent, what was judged by then is given all the same.
    """
    said: dict[tuple[int, Order], Verdict | None] = {}
    asked: dict[tuple[int, Order], tuple[str, dict[str, Any]]] = {}
    for number, pair in enumerate(pairs):
        for order in ORDERS:
            if pair.is_same:
                said[number, order] = "tie"
                continue
            step, inputs = f"judge/{pair.pair_id}/{order}", _inputs(pair, order, endpoint, prompt)
            known = memory.find(step, inputs)
            if known is None:
                asked[number, order] = step, inputs
            else:
                said[number, order] = known["said"]
    turns = {key: prompt.turns(pairs[key[0]].question, *pairs[key[0]].in_order(key[1])) for key in asked}
    failed, prompt_tokens, tokens = 0, 0, 0
    stopped = None
    with progress.stage("judging", len(pairs) * len(ORDERS)) as advance:
        advance(len(said))
        try:
            for key, reply in endpoint.ask_all(turns):
                advance(1)
                if isinstance(reply, Failed):
                    failed += 1
                    continue
                said[key] = _side(choice(reply.text), key[1])
                memory.finish(*asked[key], _entry(said[key], reply))
                prompt_tokens, tokens = prompt_tokens + reply.prompt_tokens, tokens + reply.tokens
        except Stopped as reason:
            stopped = reason
    judged = tuple(
        Judged(pair, {order: said[number, order] for order in ORDERS if (number, order) in said})
        for number, pair in enumerate(pairs)
    )
    return Judgement(judged, failed, endpoint.requests, prompt_tokens, tokens, stopped)


def _inputs(pair: Pair, order: Order, endpoint: Endpoint, prompt: JudgePrompt) -> dict[str, Any]:
    first, second = pair.in_order(order)
    return {
        "endpoint": endpoint.address.shown,
        "model": endpoint.address.model,
        "settings": endpoint.settings,
        "prompt": prompt.sha,
        "texts": [pair.question, first, second],
    }


def _side(said: Choice | None, order: Order) -> Verdict | None:
    if said is None or said == "tie":
        return said
    return "a" if (said == "first") == (order == "ab") else "b"


def _entry(side: Verdict | None, reply: Reply) -> dict[str, Any]:
    return {"said": side, "tokens": reply.tokens, "prompt_tokens": reply.prompt_tokens}
