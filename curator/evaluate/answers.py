"""The answers of a model to a task, kept on disk: what was written once is not written again."""

import hashlib
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import orjson

from curator import progress
from curator.errors import LeftOut
from curator.evaluate.tasks import Decoding, Item, Task, Turns

CHUNK = 64
"""Questions asked at a time; what is done of a task outlasts a kill by so many."""
MOST_BYTES = 512 << 20

_FORM = 1  # of the files; raise it when the same question may be answered otherwise by the same model


class Written(Protocol):
    """One answer, as a model gives it."""

    @property
    def text(self) -> str:
        """What it says."""
        ...

    @property
    def tokens(self) -> int:
        """What was written, the end of the turn counted."""
        ...

    @property
    def prompt_tokens(self) -> int:
        """What was read."""
        ...

    @property
    def finished(self) -> bool:
        """Whether the model ended its turn."""
        ...

    @property
    def seconds(self) -> float:
        """From the start of its batch until its last token."""
        ...


class Writer(Protocol):
    """A model that writes answers."""

    def generate(
        self, prompts: Sequence[Turns], /, *, max_new_tokens: int, temperature: float, seed: int, samples: int
    ) -> Sequence[Sequence[Written]]:
        """`samples` answers to each prompt, in order."""
        ...

    def identity(self) -> str:
        """Tells the model as it is now from every other."""
        ...


@dataclass(frozen=True)
class Answer:
    """One answer that was written; see `Written`."""

    text: str
    tokens: int
    prompt_tokens: int
    finished: bool
    seconds: float

    @classmethod
    def of(cls, written: Written) -> "Answer":
        """The same as plain data."""
        return cls(written.text, written.tokens, written.prompt_tokens, written.finished, written.seconds)


Answers = tuple[Answer, ...]
"""The samples of one item."""


def answers_to(model: Writer, items: Sequence[Item], task: Task, folder: Path | None) -> list[Answers]:
    """The answers of the model to the items of a task, in order.

    With a `folder`, answers that it holds are taken from there and new ones put there, 64 questions at a time, each
    time the same: a run that was stopped and goes on asks in the same company. What is damaged there is asked again;
    what cannot be put there (a full disk) is said and else no matter.
    """
    kept = _Kept.of(folder, model, task.decoding)
    names = [_name(item.messages) for item in items]
    answers: list[Answers] = []
    with progress.stage(f"asking: {task.name}", len(items)) as advance:
        for start in range(0, len(items), CHUNK):
            chunk = slice(start, start + CHUNK)
            known = [kept.answers.get(name) for name in names[chunk]]
            if None in known:
                known = _asked(model, [item.messages for item in items[chunk]], task.decoding)
                kept.add(dict(zip(names[chunk], known, strict=True)))
            answers += [each for each in known if each is not None]
            advance(len(known))
    return answers


def _asked(model: Writer, prompts: Sequence[Turns], how: Decoding) -> list[Answers | None]:
    written = model.generate(
        prompts, max_new_tokens=how.max_new_tokens, temperature=how.temperature, seed=how.seed, samples=how.samples
    )
    return [tuple(map(Answer.of, each)) for each in written]


def _name(messages: Turns) -> str:
    return hashlib.sha256(orjson.dumps(messages, option=orjson.OPT_SORT_KEYS)).hexdigest()


class _Kept:
    """One file of JSON lines: the answers of one model, written in one way, each line with a digest of itself."""

    def __init__(self, path: Path | None, samples: int) -> None:
        self._path = path
        self._samples = samples
        self.answers: dict[str, Answers] = dict(self._read()) if path else {}

    @classmethod
    def of(cls, folder: Path | None, model: Writer, how: Decoding) -> "_Kept":
        if folder is None:
            return cls(None, how.samples)
        made_by = orjson.dumps([_FORM, model.identity(), asdict(how)], option=orjson.OPT_SORT_KEYS)
        return cls(folder / f"{hashlib.sha256(made_by).hexdigest()[:32]}.jsonl", how.samples)

    def add(self, answers: Mapping[str, Answers | None]) -> None:
        """Put answers at the end of the file; when that fails, say so and keep no more."""
        self.answers.update((name, each) for name, each in answers.items() if each is not None)
        if self._path is None:
            return
        lines = [_line(name, each) for name, each in answers.items() if each is not None]
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as file:
                # A line that a kill cut short is ended first: it is damaged by itself then.
                file.write(b"".join([b"\n", *lines]))
            _forget_oldest(self._path.parent)
        except OSError as error:
            what = f"answers are not kept: {error.strerror} ({self._path.parent}); the measures are as they would be"
            warnings.warn(what, LeftOut, stacklevel=2)
            self._path = None

    def _read(self) -> list[tuple[str, Answers]]:
        assert self._path
        try:
            lines = self._path.read_bytes().split(b"\n")
        except OSError:
            return []
        return [entry for line in lines if line and (entry := self._entry(line))]

    def _entry(self, line: bytes) -> tuple[str, Answers] | None:
        """The answers on a line; null when it is not as it was written."""
        try:
            row = orjson.loads(line)
            if row.pop("digest") != _digest(row):
                return None
            answers = tuple(Answer(**each) for each in row["answers"])
        except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError):
            return None
        return (row["question"], answers) if len(answers) == self._samples else None


def _line(name: str, answers: Answers) -> bytes:
    row = {"question": name, "answers": [asdict(each) for each in answers]}
    return orjson.dumps({**row, "digest": _digest(row)}, option=orjson.OPT_APPEND_NEWLINE)


def _digest(row: Mapping[str, object]) -> str:
    return hashlib.blake2b(orjson.dumps(row), digest_size=8).hexdigest()


def _forget_oldest(folder: Path) -> None:
    held = 0
    for path in sorted(folder.glob("*.jsonl"), key=lambda path: -path.stat().st_mtime_ns):
        held += path.stat().st_size
        if held > MOST_BYTES:
            path.unlink(missing_ok=True)
