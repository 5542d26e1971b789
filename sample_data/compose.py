"""Write clean records for the sample data: sentences with their slots filled, none too like another."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path

HELD_OUT = " held-out"
MAX_LIKENESS = 0.6  # word 5-gram Jaccard of whole records; near-duplicates start at 0.75

STEMS = {
    "route": ("Which team should answer this customer message?", "Route this customer message to a team."),
    "kind": ("What does this question ask for?", "What kind of answer does this question want?"),
    "remark": ("What kind of product remark is this?", "Sort this remark about a product."),
    "town": ("Which town is named in this note?", "Find the town in this note."),
}
OPTIONS = {
    "route": ("billing", "delivery", "account", "technical", "returns"),
    "kind": ("person", "place", "date", "number", "reason"),
    "remark": ("praise", "complaint", "wish"),
}


@dataclass(frozen=True)
class Example:
    """One question of a task with its right answer.

    `options` are the answers the instruction lists; empty for the town task, whose answer is copied out of the
    message. `rivals` are wrong answers that sound possible.
    """

    task: str
    instruction: str
    message: str
    answer: str
    options: tuple[str, ...]
    rivals: tuple[str, ...]

    def as_tuple(self) -> dict[str, str]:
        """The Alpaca form."""
        return {"instruction": self.instruction, "input": self.message, "output": self.answer}

    def prompt(self) -> str:
        """Instruction and message as one chat turn."""
        return f"{self.instruction}\n{self.message}"


class Material:
    """The sentences and words of `sentences.txt`, and the pieces of text already given out."""

    def __init__(self, path: Path, rng: random.Random) -> None:
        self.sections = _sections(path)
        self.rng = rng
        self._given: list[frozenset[tuple[str, ...]]] = []

    def train(self, task: str) -> Iterator[Example]:
        """Endless examples of a task; labels and sentences take turns."""
        yield from self._examples(task, "")

    def held_out(self, task: str) -> Iterator[Example]:
        """The same from sentences, towns and names that `train` never uses."""
        yield from self._examples(task, HELD_OUT)

    def fill(self, sentence: str, suffix: str = "") -> tuple[str, dict[str, str]]:
        """`sentence` with a value for each slot, and those values."""
        values: dict[str, str] = {}
        for slot in re.findall(r"\{(\w+)\}", sentence):
            if slot not in values:
                values[slot] = self._value(slot, suffix, values)
        for slot, value in values.items():
            if value[0].lower() in "aeiou":
                sentence = re.sub(rf"\b([Aa]) \{{{slot}\}}", rf"\1n {{{slot}}}", sentence)
        return sentence.format_map(values), values

    def _value(self, slot: str, suffix: str, taken: dict[str, str]) -> str:
        if slot == "small":
            return str(self.rng.randrange(2, 10))
        name = slot.rstrip("2")
        words = self.sections.get(name + suffix) or self.sections[name]
        return self.rng.choice([word for word in words if word not in taken.values()])

    def _examples(self, task: str, suffix: str) -> Iterator[Example]:
        """Unlike examples; sentences are used up in shuffled rounds."""
        labels = OPTIONS.get(task, ("note",))
        rounds = {label: self._rounds(f"{task}/{label}{suffix}") for label in labels}
        stems = cycle(STEMS[task])
        for label in cycle(labels):
            for _ in range(200):
                example = self._example(task, label, next(rounds[label]), next(stems), suffix)
                if self._is_new(example):
                    yield example
                    break
            else:
                raise RuntimeError(f"sentences of {task}/{label}{suffix} are used up: write more, or ask for fewer")

    def _rounds(self, section: str) -> Iterator[str]:
        while True:
            sentences = list(self.sections[section])
            self.rng.shuffle(sentences)
            yield from sentences

    def _example(self, task: str, label: str, sentence: str, stem: str, suffix: str) -> Example:
        text, values = self.fill(sentence, suffix)
        if task == "town":
            others = [town for town in self.sections["town" + suffix] if town != values["town"]]
            rivals = (values["person"], values["item"], self.rng.choice(others))
            return Example(task, f"{stem} Answer with the name only.", text, values["town"], (), rivals)
        options = OPTIONS[task]
        rivals = tuple(option for option in options if option != label)
        instruction = f"{stem} Answer with one of: {', '.join(options)}."
        return Example(task, instruction, self._dress(task, text, suffix), label, options, rivals)

    def _dress(self, task: str, text: str, suffix: str) -> str:
        """A customer's message with a greeting or a closing now and then; a capital letter in any case."""
        if task == "route" and self.rng.random() < 0.3:
            text = f"{self.rng.choice(self.sections['opener'])} {text}"
        if task == "route" and self.rng.random() < 0.3:
            text = f"{text} {self.fill(self.rng.choice(self.sections['closer']), suffix)[0]}"
        return text[0].upper() + text[1:]

    def _is_new(self, example: Example) -> bool:
        mine = shingles(" ".join(example.as_tuple().values()))
        message = shingles(example.message)
        for other in self._given:
            if likeness(mine, other) >= MAX_LIKENESS or len(message & other) > 0.4 * len(message):
                return False
        self._given.append(mine)
        return True


def shingles(text: str, n: int = 5) -> frozenset[tuple[str, ...]]:
    """The word n-grams of a text; all its words as one when there are fewer."""
    words = re.findall(r"\w+", text.lower())
    return frozenset(tuple(words[i : i + n]) for i in range(max(1, len(words) - n + 1)))


def likeness(a: frozenset[tuple[str, ...]], b: frozenset[tuple[str, ...]]) -> float:
    """Jaccard similarity, 0 to 1."""
    return len(a & b) / len(a | b)


def without_options(example: Example) -> Example:
    """The example as a record with everything in the instruction and nothing in the input."""
    return replace(example, instruction=example.prompt(), message="")


def _sections(path: Path) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            lines = sections.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return sections
