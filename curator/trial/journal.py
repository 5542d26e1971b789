"""Remember finished steps of a long run, so that a run that was killed goes on where it stopped."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from curator.files import append_line

Result = dict[str, Any]


def fingerprint(value: Mapping[str, Any]) -> str:
    """Sixteen hexadecimal digits of a mapping of JSON values; the order of keys does not matter."""
    return hashlib.blake2b(orjson.dumps(value, option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()


class Journal:
    """An append-only file of finished steps: a line each, on disk before the step counts as done.

    A step is known by its name and the fingerprint of what it depends on: when its inputs change, it is done again.
    A line that was cut off by a kill is ignored, so its step is done again too.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._done: dict[tuple[str, str], Result] = {
            (entry["step"], entry["inputs"]): entry["result"] for entry in self._entries()
        }
        self.finished_here: list[str] = []
        """The names of the steps that were not known, in the order they were finished."""

    def once(self, step: str, inputs: Mapping[str, Any], work: Callable[[], Result]) -> Result:
        """The result of `step`: from the journal when it was finished with the same inputs, else by doing `work`.

        Args:
            step: what is done, such as `curate` or `train/raw/0`.
            inputs: everything its result depends on, as JSON values.
            work: does it; its result must be JSON values.
        """
        found = self.find(step, inputs)
        return self.finish(step, inputs, work()) if found is None else found

    def find(self, step: str, inputs: Mapping[str, Any]) -> Result | None:
        """The result of a step that was finished with these inputs; none when it was not."""
        return self._done.get((step, fingerprint(inputs)))

    def find_inputs(self, inputs: Mapping[str, Any]) -> Result | None:
        """The result of whatever step was finished with these inputs: for steps whose name decides nothing."""
        wanted = fingerprint(inputs)
        return next((result for (_, found), result in self._done.items() if found == wanted), None)

    def finish(self, step: str, inputs: Mapping[str, Any], result: Result) -> Result:
        """Remember the result of a step; it is on disk when this returns.

        Raises:
            DataError: the disk is full or not writable; the steps before this one are kept.
        """
        append_line(self.path, {"step": step, "inputs": fingerprint(inputs), "result": result})
        self._done[step, fingerprint(inputs)] = result
        self.finished_here.append(step)
        return result

    def results(self, step: str) -> list[Result]:
        """The results of a step with whatever inputs, in the order they were finished."""
        return [result for (name, _), result in self._done.items() if name == step]

    def steps(self) -> list[str]:
        """The names of the finished steps, in the order they were finished."""
        return [step for step, _ in self._done]

    def _entries(self) -> Iterator[dict[str, Any]]:
        if not self.path.is_file():
            return
        for line in self.path.read_bytes().splitlines():
            try:
                entry = orjson.loads(line)
            except orjson.JSONDecodeError:
                continue
            if isinstance(entry, dict) and entry.keys() >= {"step", "inputs", "result"}:
                yield entry
