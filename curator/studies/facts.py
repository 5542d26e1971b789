"""Facts that a text states, as questions: a number or a name taken out of a sentence, and others in its place."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from curator.evaluate import Item

BLANK = "____"
OTHERS = 3
"""Wrong answers beside the right one."""
FEWEST_WORDS, MOST_WORDS = 6, 40
ASKED = "Which of these belongs where the line is? Reply with it alone.\n\n{sentence}\n\n{options}"

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_VALUES = {
    "number": re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w-]|[.,]\d)"),
    # Not the first word of the sentence, which is in capitals anyway.
    "name": re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*(?![\w-])"),
}


@dataclass(frozen=True)
class Fact:
    """A sentence with one value taken out; `options` has the value and others that stand elsewhere in the texts."""

    fact_id: str
    sentence: str
    value: str
    options: tuple[str, ...]

    def filled(self, option: str) -> str:
        """The sentence with an option in the blank."""
        return self.sentence.replace(BLANK, option, 1)

    def item(self) -> Item:
        """The fact as a question of a conversation."""
        asked = ASKED.format(sentence=self.sentence, options=", ".join(self.options))
        return Item(self.fact_id, ({"role": "user", "content": asked},), self.value, self.options, "knowledge")


def facts(texts: Sequence[str], count: int, seed: int = 0) -> list[Fact]:
    """Up to `count` facts drawn from all that the texts state in plain sentences.

    A sentence gives at most one fact: one of its numbers, if it has any, else one of its names. Wrong answers are
    values of the same kind from other sentences that do not stand in this one.
    """
    draw = random.Random(seed)
    found: list[tuple[str, str, str]] = []
    for text in texts:
        for sentence in _SENTENCE.split(text):
            if FEWEST_WORDS <= len(sentence.split()) <= MOST_WORDS and BLANK not in sentence:
                found += _of(sentence.strip(), draw)
    found = list(dict.fromkeys(found))
    draw.shuffle(found)
    values = {kind: sorted({value for its, _, value in found if its == kind}) for kind in _VALUES}
    made: list[Fact] = []
    for kind, sentence, value in found:
        others = [each for each in values[kind] if each not in sentence and each != value]
        if len(others) >= OTHERS:
            options = [value, *draw.sample(others, OTHERS)]
            draw.shuffle(options)
            made.append(Fact(f"fact/{len(made)}", sentence, value, tuple(options)))
        if len(made) == count:
            break
    return made


def _of(sentence: str, draw: random.Random) -> list[tuple[str, str, str]]:
    """The kind, the sentence with its blank, and the value."""
    for kind, pattern in _VALUES.items():
        matches = list(pattern.finditer(sentence))
        if matches:
            chosen = draw.choice(matches)
            return [(kind, f"{sentence[: chosen.start()]}{BLANK}{sentence[chosen.end() :]}", chosen[0])]
    return []
