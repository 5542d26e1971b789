"""A constraint: something a prompt asks for that a program can check on the response."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from curator.signals.constraints.amounts import Bounds

# Quoted material speaks for itself, not for the prompt: what it says about words and sentences is no order.
_MATERIAL = re.compile(r"```[^`]*```|\"[^\"\n]*\"|“[^“”\n]*”|«[^»\n]*»")
_MARKS = ("```", '"', "“", "«")
_QUOTATION_CHARS = 60
# Nobody gives an order in a sentence this long; patterns that look through a sentence stay quick.
ENDLESS_CHARS = 500
_ENDLESS = re.compile(rf"[^.!?\n]{{{ENDLESS_CHARS},}}")
_SENTENCE_END = re.compile(r"[.!?;:。]\s|\n")
_REACH = 300
_DOUBT = re.compile(
    r"\b(?:if|unless|whether|how (?:to|do|does|can|would|should) (?:you |i |one |we )?(?:write|make|create|"
    r"compose|count|use|say)|"
    r"how (?:many|much)|what (?:is|are) (?:a|an|the)|optional(?:ly)?|"
    r"preferably|ideally|possibly|need(?:n't| not)|(?:do|does)(?:n't| not) (?:have|need) to|not necessarily|"
    r"instead of|"
    r"rather than|si|cómo)\b",
    re.I,
)
_PART = re.compile(
    r"\b(?:each|every|per|both|apiece|respectively|cada)\b(?! (?:separated|paragraph (?:with|by)|uno separado))", re.I
)
_PROGRAM = re.compile(
    r"\b(?:function|program|script|code|regex|regular expression|query|algorithm|method (?:that|to)|"
    r"class (?:that|to|called|named)|"
    r"html|css|sql|python|javascript|java)\b|\bdef \w+\(|#include",
    re.I,
)


Fault = Callable[[str], str | None]
Count = Callable[[str], tuple[int, int] | None]


class Prompt:
    """What is asked, as the finders read it.

    Attributes:
        whole: all of it.
        lowered: in lower case, to look for cues.
        text: long quotations, code and endless sentences blanked out; every place keeps its number.
    """

    def __init__(self, whole: str) -> None:
        self.whole, self.lowered = whole, whole.lower()
        text = _MATERIAL.sub(_blanked, whole) if any(mark in whole for mark in _MARKS) else whole
        is_short = len(text) < ENDLESS_CHARS
        self.text = text if is_short else _ENDLESS.sub(lambda run: "\n" * len(run.group()), text)

    @cached_property
    def is_about_programs(self) -> bool:
        """The prompt speaks of programs: counts and words may be what a program should do, not the answer."""
        return _PROGRAM.search(self.whole) is not None

    def before(self, start: int) -> str:
        """The sentence around the place `start`, up to it."""
        part = self.text[max(0, start - _REACH) : start]
        ends = list(_SENTENCE_END.finditer(part))
        return part[ends[-1].end() :] if ends else part

    def after(self, end: int) -> str:
        """The sentence around the place `end`, from it."""
        part = self.text[end : end + _REACH]
        stop = _SENTENCE_END.search(part)
        return part[: stop.start()] if stop else part

    def is_certain(self, match: re.Match[str]) -> bool:
        """Whether the sentence around `match` states it plainly: no condition, no option."""
        return not _DOUBT.search(self.before(match.start())) and not _DOUBT.match(self.after(match.end()).lstrip(" ,("))

    def is_of_the_whole(self, match: re.Match[str]) -> bool:
        """Whether `match` speaks of the whole answer, not of each of its parts."""
        return not _PART.search(self.before(match.start())) and not _PART.search(self.after(match.end())[:40])


@dataclass(frozen=True)
class Constraint:
    """One thing the prompt asks for.

    `fault` looks at a response and says in words what is wrong with it, None when it obeys or cannot be judged.
    """

    kind: str
    fault: Fault


def counted(kind: str, bounds: Bounds, noun: str, count: Count) -> Constraint:
    """A constraint on a number; `count` gives the least and the most one can count, None where nothing can "
    "be said."""

    def fault(response: str) -> str | None:
        found = count(response)
        if found is None or bounds.allow(*found):
            return None
        least, most = found
        has = str(least) if least == most else f"{least} to {most}"
        asked = noun.removesuffix("s") if bounds.high == 1 or bounds == Bounds(1) else noun
        return f"asked for {bounds} {asked}, has {has}"

    return Constraint(kind, fault)


def _blanked(match: re.Match[str]) -> str:
    quoted = match.group()
    is_long = quoted.startswith("```") or len(quoted) > _QUOTATION_CHARS
    return quoted[0] + " " * (len(quoted) - 2) + quoted[-1] if is_long else quoted
