"""Ask an endpoint many things at once; try again when it stumbles, stop when it is dead or enough was asked."""

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any, TypeVar

from curator.errors import ServiceError
from curator.evaluate.endpoint.address import Address
from curator.evaluate.endpoint.refusals import retry_after_s, told
from curator.evaluate.endpoint.replies import Garbled, Reply, reply_of
from curator.lazy import need

Key = TypeVar("Key")
Turns = Sequence[Mapping[str, str]]

TRIES = 5
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0
DEAD_AFTER = 3
"""So many requests in a row without an answer, all their tries included, mean that there is nobody to ask."""


@dataclass(frozen=True)
class Failed:
    """One request that the endpoint would not answer, while it answered others."""

    reason: str


class Stopped(ServiceError):
    """Nothing more was asked: the endpoint is dead or refuses, or the budget is spent. Answers so far are good."""


class Endpoint:
    """One model, its settings, and how much may be asked of it."""

    def __init__(
        self,
        address: Address,
        *,
        settings: Mapping[str, float | int] | None = None,
        max_requests: int | None = None,
        concurrency: int = 4,
        timeout_s: float = 120.0,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """Make a client; nothing is sent yet.

        Args:
            address: where, and what to ask for.
            settings: sent with every request, such as `temperature`.
            max_requests: budget; every try counts. None: no limit.
            concurrency: requests under way at once.
            timeout_s: of one try.
            sleep: waits between tries.

        Raises:
            MissingExtra: the package openai is not installed.
        """
        self.address = address
        self.settings = dict(settings or {})
        self.concurrency = concurrency
        self.requests = 0
        """Sent so far, every try counted."""
        self._openai = need("openai", extra="judge")
        self._client = self._openai.OpenAI(base_url=address.url, api_key=address.key, max_retries=0, timeout=timeout_s)
        self._max_requests = max_requests
        self._sleep = sleep
        self._lock = threading.Lock()
        self._stopped: Stopped | None = None
        self._failed_in_a_row = 0

    def ask_all(self, asked: Mapping[Key, Turns], **settings: float) -> Iterator[tuple[Key, Reply | Failed]]:
        """Every question's answer, as they arrive; `settings` go beside those of the endpoint.

        Raises:
            Stopped: the rest was not asked. What was given before it is good.
        """
        executor = ThreadPoolExecutor(max_workers=self.concurrency)
        try:
            under_way: dict[Future[Reply | Failed | None], Key] = {
                executor.submit(self._answer, turns, settings): key for key, turns in asked.items()
            }
            for done in as_completed(under_way):
                answer = done.result()
                if answer is not None:
                    yield under_way[done], answer
        finally:
            executor.shutdown(wait=False, cancel_futures=True)
        if self._stopped:
            raise self._stopped

    def _answer(self, turns: Turns, settings: Mapping[str, float]) -> Reply | Failed | None:
        """The answer, why there is none, or nothing when all has been stopped."""
        reason = ""
        for nth in range(TRIES):
            if not self._may_ask():
                return None
            begin = time.perf_counter()
            try:
                body = self._send(turns, settings)
                reply = reply_of(body, time.perf_counter() - begin)
            except (Garbled, self._openai.OpenAIError) as error:
                reason, is_final, is_hopeless = told(error)
                if is_hopeless:
                    self._stop(reason)
                    return None
                if is_final:
                    break
                if nth < TRIES - 1:
                    self._wait(nth, error)
            else:
                with self._lock:
                    self._failed_in_a_row = 0
                return reply
        return self._count_failure(reason)

    def _send(self, turns: Turns, settings: Mapping[str, float]) -> bytes:
        raw = self._client.chat.completions.with_raw_response.create(
            model=self.address.model, messages=list(turns), **{**self.settings, **settings}
        )
        content: bytes = raw.http_response.content
        return content

    def _may_ask(self) -> bool:
        with self._lock:
            if self._stopped:
                return False
            if self._max_requests is not None and self.requests >= self._max_requests:
                self._stopped = Stopped(
                    f"the budget of {self._max_requests:,} requests is spent", hint="run it again with more: it goes on"
                )
                return False
            self.requests += 1
            return True

    def _wait(self, nth: int, error: Any) -> None:  # noqa: ANN401 - openai is imported late
        wished = retry_after_s(error)
        # Half of it by chance, so that requests that failed together do not come back together.
        wait = FIRST_WAIT_S * 2**nth * random.uniform(0.5, 1) if wished is None else wished
        self._sleep(min(LONGEST_WAIT_S, wait))

    def _count_failure(self, reason: str) -> Failed | None:
        with self._lock:
            self._failed_in_a_row += 1
            is_dead = self._failed_in_a_row >= DEAD_AFTER
        if is_dead:
            self._stop(reason)
        return Failed(reason)

    def _stop(self, reason: str) -> None:
        with self._lock:
            self._stopped = self._stopped or Stopped(
                reason, where=self.address.shown, hint="mend it and run the same command again: it goes on"
            )
