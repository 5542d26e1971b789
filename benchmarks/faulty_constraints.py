"""Constraints that can be checked, put into the prompt of a good tuple: one answer meets them, the other does not."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from curator.injection import Made, Row

_WISH = re.compile(
    r"\b(words?|sentences?|bullets?|paragraphs?|lists?|letters?|poem|lines?|points?|caps|characters?)\b", re.IGNORECASE
)
_NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


@dataclass(frozen=True)
class Wish:
    """Ways to say one constraint, an answer that breaks it and one that meets it."""

    said: list[str]
    faulty: str
    sound: str


Wanting = Callable[[Random, list[str]], Wish | None]
"""Makes a wish of sentences of plain prose, where it can."""


def _made(wanting: Wanting) -> Callable[[Random, Row], Made | None]:
    """A prompt that has such a wish already could contradict it, and is left out."""

    def make(random: Random, row: Row) -> Made | None:
        material, asked = _material(row), row["instruction"].rstrip()
        wish = None if material is None or _WISH.search(asked) else wanting(random, material)
        if wish is None or wish.faulty == wish.sound:
            return None
        end = " " if asked.endswith((".", "?", "!", ":")) else ". "
        prompt = {**row, "instruction": f"{asked}{end}{random.choice(wish.said)}"}
        return Made({**prompt, "output": wish.faulty}, {**prompt, "output": wish.sound})

    return make


def _material(row: Row) -> list[str] | None:
    found = re.split(r"(?<=[.!?])\s+", re.sub(r"\s+", " ", row["output"]).strip())
    plain = [each for each in found if re.fullmatch(r"[A-Z][A-Za-z ,'’;-]{15,}[.]", each)]
    return plain if len(plain) >= 3 else None


def bullets(random: Random, said: list[str]) -> Wish:
    n = random.randrange(2, len(said))
    mark, count = random.choice(["- ", "* "]), random.choice([str(n), _NUMBERS.get(n, str(n))])
    listed = [mark + each for each in said]
    ways = [
        f"Give exactly {count} bullet points.",
        f"Answer with {count} bullet points.",
        f"Your answer must contain exactly {count} bullet points.",
    ]
    faulty = [listed[0]] if n > 2 and random.random() < 0.5 else listed[: n + 1]
    return Wish(ways, "\n".join(faulty), "\n".join(listed[:n]))


def most_words(random: Random, said: list[str]) -> Wish | None:
    short, long = said[0], " ".join(said)
    limit = len(short.split()) + 3
    ways = [
        f"Use at most {limit} words.",
        f"Answer in no more than {limit} words.",
        f"Keep it under {limit + 1} words.",
        f"Limit your answer to {limit} words.",
    ]
    return Wish(ways, long, short) if len(long.split()) >= 1.5 * limit else None


def least_words(random: Random, said: list[str]) -> Wish | None:
    short, long = said[0], " ".join(said)
    limit = max(10, len(long.split()) - 5)
    ways = [
        f"Use at least {limit} words.",
        f"Write a minimum of {limit} words.",
        f"Your answer should have at least {limit} words.",
    ]
    return Wish(ways, short, long) if len(short.split()) <= 0.6 * limit else None


def sentences(random: Random, said: list[str]) -> Wish:
    n = random.randrange(1, 3)
    counted = f"sentence{'s' * (n > 1)}"
    ways = [
        f"Answer in exactly {_NUMBERS[n]} {counted}.",
        f"Use {n} {counted}.",
        f"Respond with {_NUMBERS[n]} {counted} only.",
    ]
    return Wish(ways, " ".join(said[:3] if n == 2 else said), " ".join(said[:n]))


def one_word(random: Random, said: list[str]) -> Wish:
    ways = ["Answer in one word.", "Respond with a single word.", "Use only one word."]
    return Wish(ways, said[0], max(said[0].split(), key=len).strip(".,"))


def lower_case(random: Random, said: list[str]) -> Wish:
    ways = [
        "Your entire response should be in all lowercase letters.",
        "Write in lowercase only.",
        "Use no capital letters.",
    ]
    return Wish(ways, " ".join(said), " ".join(said).lower())


def capitals(random: Random, said: list[str]) -> Wish:
    ways = [
        "Your entire response should be in all capital letters.",
        "Answer in all caps.",
        "Write everything in uppercase.",
    ]
    return Wish(ways, " ".join(said), " ".join(said).upper())


def no_commas(random: Random, said: list[str]) -> Wish:
    ways = ["Do not use any commas.", "Refrain from the use of commas.", "Your answer must contain no commas."]
    return Wish(ways, " ".join(said), " ".join(said).replace(",", ""))


def required_word(random: Random, said: list[str]) -> Wish:
    word = random.choice(["harvest", "lantern", "orbit", "velvet", "compass"])
    ways = [
        f'Include the word "{word}" in your answer.',
        f"Your answer must contain the word '{word}'.",
        f'Include the keyword "{word}".',
    ]
    return Wish(ways, " ".join(said), f"{' '.join(said)} It brings a {word} to mind.")


def forbidden_word(random: Random, said: list[str]) -> Wish | None:
    words = [each for each in re.findall(r"\b[a-z]{5,}\b", " ".join(said[1:])) if each not in said[0].lower()]
    if not words:
        return None
    word = random.choice(words)
    ways = [f'Do not use the word "{word}".', f"Avoid the word '{word}'.", f'Do not include the keyword "{word}".']
    return Wish(ways, " ".join(said), said[0])


def end_phrase(random: Random, said: list[str]) -> Wish:
    phrase = random.choice(["That is all you need.", "Any other questions?", "Peace!", "The end."])
    ways = [
        f'Finish your response with the exact phrase "{phrase}"',
        f'End your answer with "{phrase}" and nothing after it.',
    ]
    return Wish(ways, " ".join(said), f"{' '.join(said)} {phrase}")


def paragraphs(random: Random, said: list[str]) -> Wish | None:
    n = random.randrange(2, 4)
    ways = [f"Write exactly {n} paragraphs.", f"Your answer should have {n} paragraphs, separated by blank lines."]
    return Wish(ways, " ".join(said), "\n\n".join(said[:n])) if len(said) > n else None


def quoted(random: Random, said: list[str]) -> Wish:
    return Wish(["Wrap your entire response with double quotation marks."], " ".join(said), f'"{" ".join(said)}"')


_WANTED: dict[str, Wanting] = {
    "bullets": bullets,
    "most words": most_words,
    "least words": least_words,
    "sentences": sentences,
    "one word": one_word,
    "lower case": lower_case,
    "capitals": capitals,
    "no commas": no_commas,
    "required word": required_word,
    "forbidden word": forbidden_word,
    "end phrase": end_phrase,
    "paragraphs": paragraphs,
    "quotation marks": quoted,
}
CONSTRAINTS = {name: _made(wanting) for name, wanting in _WANTED.items()}
