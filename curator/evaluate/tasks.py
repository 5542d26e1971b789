"""The held-out set: questions with known answers, fixed before anything is curated."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import orjson
import polars as pl

from curator.errors import DataError, Problem
from curator.evaluate.metric import LIKELIHOODS

Turns = tuple[Mapping[str, str], ...]

MAX_PROBLEMS = 10  # mistakes named in one error; the rest are counted

DEFAULT_TASK = "answer"
ANSWER_FIELDS = ("output", "response", "answer", "completion")
PROMPT_FIELDS = ("instruction", "prompt", "question")


@dataclass(frozen=True)
class Item:
    """One question.

    `messages` are the turns up to and without the answer. `answer` is the gold answer, blank only in a task whose
    metrics need none. `options` are the answers to choose from, the gold one among them; none when the task is open.
    `cluster` names what the item hangs together with, such as other wordings of the same question; it is the item's
    own id when blank. `check` is what the task's metrics need beside the answer: unit tests, instructions, ….
    `shots` counts the user turns at the beginning that are examples with their answers.
    """

    item_id: str
    messages: Turns
    answer: str
    options: tuple[str, ...] | None
    task: str
    cluster: str = ""
    check: Mapping[str, object] | None = None
    shots: int = 0

    def __post_init__(self) -> None:
        if not self.cluster:
            object.__setattr__(self, "cluster", self.item_id)

    def prompt(self) -> str:
        """What is asked, without system turns and examples; compared with training prompts for contamination."""
        asked = [turn["content"] for turn in self.messages if turn["role"] == "user"]
        return "\n\n".join(asked[self.shots :])


@dataclass(frozen=True)
class Decoding:
    """How a model writes: greedily at temperature 0, else drawn with the seed; `samples` texts a question."""

    max_new_tokens: int = 256
    temperature: float = 0.0
    samples: int = 1
    seed: int = 0


@dataclass(frozen=True)
class Task:
    """How the items of one task are measured; the first of its `metrics` is the one that decides."""

    name: str
    metrics: tuple[str, ...]
    decoding: Decoding = Decoding()
    about: str = ""


@dataclass(frozen=True)
class Heldout:
    """The items in file order, and the SHA-256 of the file they came from."""

    items: tuple[Item, ...]
    sha256: str
    path: str
    tasks: tuple[Task, ...] = ()
    """How the items are measured; those of a task that is not among them by LIKELIHOODS."""

    @classmethod
    def merged(cls, parts: Sequence["Heldout"]) -> "Heldout":
        """All items of several sets, with one hash over theirs; one set stays as it is.

        Raises:
            DataError: two sets share a task or an id of an item.
        """
        if len(parts) == 1:
            return parts[0]
        path = ", ".join(part.path for part in parts)
        names = Counter(name for part in parts for name in {item.task for item in part.items})
        twice = [f"task {name!r}" for name, count in names.items() if count > 1]
        ids = Counter(item.item_id for part in parts for item in part.items)
        twice += [f"item id {name!r}" for name, count in ids.items() if count > 1]
        if twice:
            raise DataError(f"{twice[0]} stands in two of the sets", where=path, hint="give one of them another name")
        digest = hashlib.sha256("\n".join(part.sha256 for part in parts).encode()).hexdigest()
        items = tuple(item for part in parts for item in part.items)
        return cls(items, digest, path, tuple(task for part in parts for task in part.tasks))

    def first(self, count: int) -> "Heldout":
        """Only the first so many items of each task, under a hash of their own."""
        seen: Counter[str] = Counter()
        items: list[Item] = []
        for item in self.items:
            seen[item.task] += 1
            if seen[item.task] <= count:
                items.append(item)
        digest = hashlib.sha256(f"{self.sha256} first {count}".encode()).hexdigest()
        return replace(self, items=tuple(items), sha256=digest)

    def task(self, name: str) -> Task:
        """How the items of a task are measured."""
        return next((task for task in self.tasks if task.name == name), Task(name, LIKELIHOODS))

    def frame(self) -> pl.DataFrame:
        """Columns `item_id` and `prompt`."""
        rows = {"item_id": [item.item_id for item in self.items], "prompt": [item.prompt() for item in self.items]}
        return pl.DataFrame(rows, schema={"item_id": pl.String, "prompt": pl.String})


def load_heldout(path: str | Path) -> Heldout:
    """Read a held-out set from JSON lines.

    A line holds a question (`instruction` and perhaps `input`, or `prompt`) and its answer (`output`), or `messages`
    whose last turn is the assistant's answer. `options` (a list), `task` and `id` may be added. Items without an
    `id` are named by their place: `heldout.jsonl:3` is the third line.

    Raises:
        DataError: no such file, nothing in it, a line that is no such object, no gold answer, options without it.
    """
    path = Path(path)
    if not path.is_file():
        what = "is a directory, not a file" if path.is_dir() else "no such file"
        raise DataError(f"held-out set: {what}", where=str(path), hint="give a JSONL file of questions and answers")
    content = path.read_bytes()
    items: list[Item] = []
    problems: list[Problem] = []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if line.strip():
            try:
                items.append(_item(line, f"{path.name}:{number}"))
            except Unusable as reason:
                problems.append(Problem(reason.what, f"{path}:{number}", reason.hint))
    problems += repeated_ids(items, str(path))
    if problems:
        raise DataError.of(shortened(problems))
    if not items:
        raise DataError("held-out set: is empty", where=str(path), hint="it needs questions with their answers")
    return Heldout(tuple(items), hashlib.sha256(content).hexdigest(), str(path))


class Unusable(Exception):
    """Why a line is no item."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


def _item(line: bytes, place: str) -> Item:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Unusable(f"not JSON: {error}", "write one JSON object a line") from None
    if not isinstance(row, dict):
        raise Unusable(f"not an object but {type(row).__name__}", "write one JSON object a line")
    turns, answer = turns_and_answer(row["messages"]) if "messages" in row else _from_fields(row)
    if not answer.strip():
        raise Unusable("no gold answer", "add it as 'output', or as the assistant's turn that ends messages")
    task = row.get("task", DEFAULT_TASK)
    if not isinstance(task, str):
        raise Unusable(f"task is {task!r}", "it must be text")
    return Item(str(row.get("id", place)), turns, answer, _options(row.get("options"), answer), task)


def _from_fields(row: Mapping[str, object]) -> tuple[Turns, str]:
    """The user turn and the answer of an instruction tuple; a system turn if the line has one."""
    asked = [_text(row, PROMPT_FIELDS), _text(row, ("input",))]
    question = "\n".join(part for part in asked if part.strip())  # as the view `prompt` and training join them
    if not question:
        raise Unusable(f"no question; the keys are {', '.join(map(str, row))}", "add 'instruction' or 'messages'")
    system = _text(row, ("system",))
    turns = [("system", system), ("user", question)] if system else [("user", question)]
    return tuple({"role": role, "content": text} for role, text in turns), _text(row, ANSWER_FIELDS)


def _text(row: Mapping[str, object], names: tuple[str, ...]) -> str:
    name = next((each for each in names if row.get(each) is not None), None)
    value = row[name] if name else ""
    if not isinstance(value, str):
        raise Unusable(f"{name} is {value!r}", "it must be text")
    return value


def turns_and_answer(messages: object) -> tuple[Turns, str]:
    """The turns before the last one, which must be the assistant's, and what it says."""
    if not isinstance(messages, list) or not all(_is_turn(turn) for turn in messages):
        raise Unusable("messages is no list of turns", "each turn needs 'role' and 'content' as text")
    if len(messages) < 2 or messages[-1]["role"] != "assistant":
        raise Unusable("no gold answer", "end messages with the assistant's answer")
    turns = tuple({"role": turn["role"], "content": turn["content"]} for turn in messages[:-1])
    return turns, messages[-1]["content"]


def _is_turn(turn: object) -> bool:
    return isinstance(turn, dict) and all(isinstance(turn.get(key), str) for key in ("role", "content"))


def _options(options: object, answer: str) -> tuple[str, ...] | None:
    if options is None:
        return None
    if not isinstance(options, list) or not all(isinstance(each, str) and each.strip() for each in options):
        raise Unusable(f"options is {options!r}", "it must be a list of texts")
    if answer not in options:
        raise Unusable(f"the answer {answer!r} is none of the options {options!r}", "add it, spelt the same")
    if len(set(options)) < max(2, len(options)):
        raise Unusable(f"options is {options!r}", "give at least two, each once")
    return tuple(options)


def repeated_ids(items: list[Item], path: str) -> list[Problem]:
    """A problem for each id that stands twice."""
    seen: set[str] = set()
    problems = []
    for item in items:
        if item.item_id in seen:
            problems.append(Problem(f"id {item.item_id!r} stands twice", path, "ids must differ"))
        seen.add(item.item_id)
    return problems


def shortened(problems: list[Problem]) -> list[Problem]:
    """The first problems, and how many more there are."""
    if len(problems) <= MAX_PROBLEMS:
        return problems
    return [*problems[:MAX_PROBLEMS], Problem(f"and {len(problems) - MAX_PROBLEMS:,} more lines like these")]
