"""Whoever answers questions: a model on this machine, or one behind an endpoint."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, Protocol

import orjson

from curator.errors import DataError
from curator.evaluate import Decoding
from curator.evaluate.answers import Written
from curator.evaluate.endpoint import Endpoint, Reply
from curator.trial.journal import Journal

Turns = Sequence[Mapping[str, str]]


class Respondent(Protocol):
    """Answers each of several questions as often as the decoding says."""

    def answers(self, asked: Sequence[Turns], decoding: Decoding, /) -> Sequence[Sequence[Written]]:
        """One list a question."""
        ...


class Writer(Protocol):
    """A model on this machine, as a learner of curator.train is one."""

    def generate(
        self, prompts: Sequence[Turns], *, max_new_tokens: int, temperature: float, seed: int, samples: int
    ) -> Sequence[Sequence[Written]]:
        """One list a prompt, `samples` long."""
        ...


@dataclass(frozen=True)
class Local:
    """A model on this machine; it is loaded when the first question comes."""

    start: Callable[[], Writer]

    @cached_property
    def model(self) -> Writer:
        """The model itself."""
        return self.start()

    def answers(self, asked: Sequence[Turns], decoding: Decoding) -> Sequence[Sequence[Written]]:
        """Written in batches."""
        return self.model.generate(
            asked,
            max_new_tokens=decoding.max_new_tokens,
            temperature=decoding.temperature,
            seed=decoding.seed,
            samples=decoding.samples,
        )


@dataclass(frozen=True)
class Remote:
    """A model behind an endpoint; every reply is remembered at once, for it costs money."""

    endpoint: Endpoint
    journal: Journal

    def answers(self, asked: Sequence[Turns], decoding: Decoding) -> Sequence[Sequence[Written]]:
        """Asked for one by one, several at a time.

        Raises:
            Stopped: the endpoint is dead, refuses, or the budget is spent; what it said is remembered.
            DataError: the endpoint would not answer a question that it was asked.
        """
        settings: dict[str, float | int] = {
            "max_tokens": decoding.max_new_tokens,
            "temperature": decoding.temperature,
            **self.endpoint.settings,
        }
        keys = [(nth, sample) for nth in range(len(asked)) for sample in range(decoding.samples)]
        inputs = {key: self._inputs(asked[key[0]], settings, decoding.seed + key[1]) for key in keys}
        found: dict[tuple[int, int], Reply] = {}
        for key in keys:
            known = self.journal.find(_step(inputs[key]), inputs[key])
            if known is not None:
                found[key] = Reply(**known)
        for seed in sorted({inputs[key]["seed"] for key in keys if key not in found}):
            missing = {key: asked[key[0]] for key in keys if key not in found and inputs[key]["seed"] == seed}
            extra = {"seed": seed} if decoding.temperature > 0 else {}
            for key, reply in self.endpoint.ask_all(missing, **settings, **extra):
                if not isinstance(reply, Reply):
                    raise DataError(f"a question was not answered: {reply.reason}", where=self.endpoint.address.shown)
                found[key] = reply
                self.journal.finish(_step(inputs[key]), inputs[key], asdict(reply))
        return [[found[nth, sample] for sample in range(decoding.samples)] for nth in range(len(asked))]

    def _inputs(self, turns: Turns, settings: Mapping[str, float], seed: int) -> dict[str, Any]:
        return {
            "endpoint": self.endpoint.address.shown,
            "model": self.endpoint.address.model,
            "settings": dict(settings),
            "seed": seed,
            "turns": [dict(turn) for turn in turns],
        }


def _step(inputs: Mapping[str, Any]) -> str:
    return "asked/" + hashlib.blake2b(orjson.dumps(inputs), digest_size=6).hexdigest()


def drawn(decoding: Decoding, samples: int, temperature: float) -> Decoding:
    """The same decoding, but several answers by chance."""
    return replace(decoding, samples=samples, temperature=temperature)
