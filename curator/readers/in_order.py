"""Work on several blocks at a time and give the results in their order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from curator.machine import cores

T = TypeVar("T")
R = TypeVar("R")

MOST_THREADS = 4
"""More would wait for the one that reads."""


def in_order(work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """`work` on each of `items`, by threads; for work that leaves Python's lock to others most of the time.

    No more items are held than there are threads, and one that waits.
    """
    threads = min(cores(), MOST_THREADS)
    pool = ThreadPoolExecutor(threads)
    waiting: deque[Future[R]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
