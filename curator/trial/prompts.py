"""Ways to ask: what is put around a question, and examples from the training records before it."""

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from curator.config import Document, Strict
from curator.errors import RecipeError
from curator.evaluate import Heldout, Item
from curator.train import Row

SHIPPED = Path(__file__).with_name("prompts.yaml")
OPTIONS = "{options}"
SHOT_CHARS = 1_500
"""Longer training records are no examples: a few of them would fill a small model's context."""

Shot = tuple[str, str]


class Wording(Strict):
    """One way to ask, as a file of prompts has it."""

    name: str
    system: str | None = None
    before: str = ""
    after: str = ""
    shots: int = 0
    """Examples before the question."""
    draw: int = 0
    """Seed by which they are drawn."""


class Wordings(Strict):
    """The ways to ask that are tried."""

    prompts: list[Wording]


@dataclass(frozen=True)
class Prompt:
    """A way to ask, with its examples."""

    wording: Wording
    shots: tuple[Shot, ...] = ()

    @property
    def name(self) -> str:
        """What it is called."""
        return self.wording.name

    @property
    def sha(self) -> str:
        """Of all that it adds to a question."""
        return hashlib.sha256(f"{self.wording.model_dump_json(exclude={'name'})}{self.shots}".encode()).hexdigest()[:16]

    def asks(self, item: Item) -> Item:
        """The same item asked in this way."""
        if not item.messages:
            return item
        *before, last = item.messages
        wording = self.wording
        options = ", ".join(item.options or ())

        def put(question: str) -> dict[str, str]:
            around = wording.before + question + wording.after
            return {"role": "user", "content": around.replace(OPTIONS, options)}

        lead = [turn for turn in before if turn["role"] == "system"]
        if wording.system is not None:
            lead = [{"role": "system", "content": wording.system}, *lead]
        if len(lead) > 1:  # most templates know one system turn
            lead = [{"role": "system", "content": "\n\n".join(turn["content"] for turn in lead)}]
        examples = [
            turn
            for question, answer in self.shots
            for turn in (put(question), {"role": "assistant", "content": answer})
        ]
        talk = [turn for turn in before if turn["role"] != "system"]
        asked = put(last["content"]) if last["role"] == "user" else last
        return replace(item, messages=(*lead, *examples, *talk, asked), shots=item.shots + len(self.shots))

    def on(self, heldout: Heldout) -> Heldout:
        """The same questions asked in this way; ids, answers and metrics stay."""
        digest = hashlib.sha256(f"{heldout.sha256} {self.sha}".encode()).hexdigest()
        return replace(heldout, items=tuple(map(self.asks, heldout.items)), sha256=digest)

    @classmethod
    def of(cls, wording: Wording, rows: Sequence[Row]) -> Self | None:
        """The prompt with its examples drawn from `rows`; null when there are too few to draw."""
        if not wording.shots:
            return cls(wording)
        usable = [(question, row.response) for row in rows if (question := question_of(row)) is not None]
        if len(usable) < wording.shots:
            return None
        return cls(wording, tuple(random.Random(wording.draw).sample(usable, wording.shots)))


def candidates(rows: Sequence[Row], items: Sequence[Item], path: Path | None = None) -> list[Prompt]:
    """The ways to ask in a file (none: the shipped ones) that can be used with these records and items.

    Raises:
        RecipeError: a mistake in the file, or nothing in it can be used.
    """
    document = Document.read(path or SHIPPED)
    found = document.validate(Wordings).prompts
    names = [each.name for each in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RecipeError(f"two prompts are called {twice[0]!r}", where=document.name, hint="names must differ")
    offers = all(item.options for item in items)
    made = [Prompt.of(each, rows) for each in found if offers or OPTIONS not in each.before + each.after]
    usable = [each for each in made if each is not None]
    if not usable:
        raise RecipeError("no prompt can be used with these questions and records", where=document.name)
    return usable


def question_of(row: Row) -> str | None:
    """What a record of one question asks; null for longer talks and long records."""
    asked = [turn["content"] for turn in row.messages if turn["role"] == "user"]
    is_single = len(asked) == 1 and all(turn["role"] in ("user", "system") for turn in row.messages)
    if not is_single or not isinstance(asked[0], str) or not row.response.strip():
        return None
    return asked[0] if len(asked[0]) + len(row.response) <= SHOT_CHARS else None


def parted(heldout: Heldout, dev_share: float) -> tuple[Heldout, Heldout]:
    """The items by which a prompt is chosen, and those by which all arms are measured.

    Whole clusters go to one side, by a hash of their name: the same however the items are ordered, and independent
    of what they say.

    Raises:
        RecipeError: a side would be empty.
    """
    clusters: Mapping[str, float] = {item.cluster: _place(item.cluster) for item in heldout.items}
    count = round(dev_share * len(clusters))
    chosen = set(sorted(clusters, key=clusters.__getitem__)[:count])
    dev, test = (
        tuple(item for item in heldout.items if (item.cluster in chosen) is is_dev) for is_dev in (True, False)
    )
    if not dev or not test:
        raise RecipeError(
            f"{len(heldout.items):,} questions are too few to choose a prompt by some and measure by the others",
            hint="give more questions",
        )
    digests = (hashlib.sha256(f"{heldout.sha256} {part} {dev_share}".encode()).hexdigest() for part in ("dev", "test"))
    first, second = digests
    return replace(heldout, items=dev, sha256=first), replace(heldout, items=test, sha256=second)


def _place(cluster: str) -> float:
    return int.from_bytes(hashlib.blake2b(cluster.encode(), digest_size=8).digest()) / 2**64
