"""All constraints of a prompt, and those that a response breaks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from curator.signals.constraints import edges, frequencies, languages, layout, lengths, lists, style, wording
from curator.signals.constraints.constraint import Constraint, Prompt


@dataclass(frozen=True)
class Finder:
    """What finds one family of constraints.

    A prompt has none of them unless it holds a word of each group of `cues` and the pattern `hint` matches.
    """

    name: str
    cues: tuple[tuple[str, ...], ...]
    hint: str
    find: Callable[[Prompt], Iterator[Constraint]]


FINDERS = tuple(
    Finder(module.__name__, module.CUES, module.HINT, module.find)
    for module in (lengths, layout, lists, style, wording, frequencies, edges, languages)
)
MAX_PROMPT_CHARS = 10_000


def constraints_of(prompt: str, finders: Iterable[Finder] = FINDERS) -> list[Constraint]:
    """What `prompt` asks for that can be checked."""
    read = Prompt(prompt)
    return [constraint for finder in finders for constraint in finder.find(read)]


def hinted(prompts: pl.Series, seen: Mapping[str, pl.Series]) -> dict[int, list[Finder]]:
    """The finders worth trying, by row; rows without any are left out, and so are prompts of more than 10,000
    characters.

    Args:
        prompts: what is asked.
        seen: for each finder, by name, whether the prompts hold its cues.
    """
    usable = (prompts.str.len_bytes() <= 4 * MAX_PROMPT_CHARS).fill_null(False)
    found: dict[int, list[Finder]] = {}
    for finder in FINDERS:
        rows = (usable & seen[finder.name]).arg_true()
        for row in rows.filter(prompts.gather(rows).str.contains(f"(?i){finder.hint}")):
            found.setdefault(row, []).append(finder)
    return dict(sorted(found.items()))


def faults(constraints: list[Constraint], response: str) -> list[tuple[str, str]]:
    """Kind of each constraint that `response` breaks, and what is wrong in words."""
    judged = ((each.kind, each.fault(response)) for each in constraints)
    return [(kind, fault) for kind, fault in judged if fault is not None]
