"""How many things the answer should list."""

import re
from collections.abc import Iterator

from curator.signals.constraints import counting
from curator.signals.constraints.amounts import NUMBER_START, NUMBERS, amount_pattern, amounts
from curator.signals.constraints.constraint import Constraint, Prompt, counted

_VERBS = (
    r"(?:please |can you |could you )?(?:list|name|give(?: me)?|provide(?: me with)?|suggest|identify|"
    r"come up with|brainstorm|"
    r"(?:(?:make|create|write|generate|provide|give me) a list of)|(?:generate|"
    r"write(?: down)?)(?= (?:\w+ ){1,3}(?:ideas|tips|ways|"
    r"questions|names|titles|examples|reasons|headlines|slogans)))"
)
CUES = (
    NUMBERS,
    ("list", "name", "give", "provide", "suggest", "generate", "identify", "come up", "brainstorm",
     "write"),
)  # fmt: skip
HINT = (
    r"\A\s*(?:please |can you |could you )?(?:list|name|give|provide|suggest|identify|come up with|brainstorm|"
    r"make|create|write|generate)"
    rf"(?:\s+\w+){{0,4}}?\s+(?:\d|(?:{NUMBER_START})\b)"
)
_ENUMERATION = re.compile(
    rf"\s*{_VERBS}\s+(?=(?P<rest>[^.\n?!]{{0,60}}))",
    re.I,
)
_THINGS = amount_pattern(
    r"(?!(?:words?|sentences?|lines?|paragraphs?|stanzas?|bullets?|sets?|pairs?|groups?|pros|pages?|minutes?|"
    r"hours?|days?|weeks?)\b)"
    r"(?:[a-z-]+\s+){0,2}[a-z-]+s"
)
_LEAD = re.compile(r"(?:(?:the|an?|me|us|of|list|top|main|exactly|at least|at most|up to|only|just|out) )*\Z", re.I)
_NUMBER_WORD = re.compile(rf"\b(?:{NUMBER_START})\b", re.I)


def find(prompt: Prompt) -> Iterator[Constraint]:
    """A list asked for in the first words; only an answer that is one numbered list is judged."""
    opening = _ENUMERATION.match(prompt.text)
    amount = next(amounts(_THINGS, opening["rest"]), None) if opening else None
    if opening is None or amount is None or amount.is_rough or not _LEAD.match(opening["rest"][: amount.match.start()]):
        return
    is_one_list = not _NUMBER_WORD.search(opening["rest"], amount.match.end())
    if is_one_list and prompt.is_of_the_whole(opening) and not prompt.is_about_programs:
        yield counted("items", amount.bounds, "items", _numbered)


def _numbered(text: str) -> tuple[int, int] | None:
    found = counting.items(text)
    return None if found is None else (found, found)
