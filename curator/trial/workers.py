"""Do independent tasks beside each other, in processes of their own.

A small model gains little from a second thread: a step of its training is many short products. Two processes with a
thread each finish two runs in about the time of one.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from curator.errors import DataError
from curator.machine import cores, memory_free_bytes

Task = TypeVar("Task")
Done = TypeVar("Done")

WORKER_BYTES = 5 << 30  # with the embedded model, at its peak

_LOOK_FOR_PARENT_S = 1.0

_prepare: Callable[[], Callable[[Any], Any]] | None = None
_work: Callable[[Any], Any] | None = None


def side_by_side(
    prepare: Callable[[], Callable[[Task], Done]], rounds: Iterable[Sequence[Task]], *, workers: int
) -> Iterator[tuple[Task, Done]]:
    """Every task with its result, as they are finished.

    When the caller stops listening or a task fails, the tasks that have not begun are dropped and the workers ended;
    they also end when this process is killed.

    Args:
        prepare: gives what does a task; called once in each worker, so that what is expensive is made once there. It
            and the tasks go through pickle, between processes of our own.
        rounds: what to do; a round is asked for once the caller has every result of the one before, so that it may
            depend on them.
        workers: processes; 1: this one does it all.

    Raises:
        DataError: a worker was killed, most likely for lack of memory.
    """
    if workers == 1:
        work = None
        for tasks in rounds:
            for task in tasks:
                work = work or prepare()
                yield task, work(task)
        return
    _hear_ctrl_c()
    executor = None
    try:
        for tasks in rounds:
            if tasks and executor is None:
                executor = _executor(prepare, workers)
            started = {executor.submit(_do, task): task for task in tasks} if executor else {}
            for future in as_completed(started):
                yield started[future], future.result()
    except BrokenProcessPool:
        raise DataError(
            "a training process was killed, most likely for lack of memory", hint="set train.workers to 1"
        ) from None
    finally:
        if executor is not None:
            for process in multiprocessing.active_children():
                process.terminate()
            executor.shutdown(wait=True, cancel_futures=True)


def _executor(prepare: Callable[[], Callable[[Task], Done]], workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        max_workers=workers,  # it starts no more of them than there are tasks
        mp_context=multiprocessing.get_context("spawn"),  # a fork would copy locks that other threads hold
        initializer=_begin,
        initargs=(prepare, os.getpid()),
    )


def _hear_ctrl_c() -> None:
    """Put Python's handler of Ctrl-C back; without this, one below it swallowed the signal after Polars queries."""
    handler = signal.getsignal(signal.SIGINT)
    if handler is not None and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, handler)


def workers_for(tasks: int) -> int:
    """As many workers as there are tasks, cores and room for."""
    free = memory_free_bytes()
    room = max(1, free // WORKER_BYTES) if free is not None else 1
    return max(1, min(tasks, cores(), room))


def _begin(prepare: Callable[[], Callable[[Any], Any]], parent: int) -> None:
    """Leave Ctrl-C to the parent, and go when the parent is gone."""
    global _prepare
    _prepare = prepare
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_FOR_PARENT_S)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _do(task: Any) -> Any:  # noqa: ANN401 - whatever the caller's tasks are
    global _work
    if _work is None:
        assert _prepare, "a worker begins with _begin"
        _work = _prepare()
    return _work(task)
