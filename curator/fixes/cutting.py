"""Cuts: what a generator wrote behind an answer, or before it, that belongs to another turn or field."""

import re

from curator.fixes.fix import Fix
from curator.markers import ANSWER_LABEL, NEXT_NUMBER, NEXT_TURN

_NEXT_TURN = re.compile(NEXT_TURN, re.IGNORECASE)
_NEXT_NUMBER = re.compile(NEXT_NUMBER, re.IGNORECASE | re.MULTILINE)
_LABEL = re.compile(ANSWER_LABEL + r"\s*")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
_RULER = re.compile(r"(?:\s*\n[#/*_;=<>!~ -]+)+\Z")
_ANSWERS = ("response", "chosen", "rejected")


def cut_next_turn(text: str) -> str:
    """The text up to the token that opens the next question; all of it where nothing stands before that token."""
    hidden = _CODE.sub(lambda code: "\0" * len(code[0]), text)
    return _before(text, _NEXT_TURN.search(hidden))


def cut_merged_instructions(text: str) -> str:
    """The text up to the next numbered instruction of a generator's list; all of it where nothing stands before."""
    return _before(text, _NEXT_NUMBER.search(text))


def strip_answer_label(text: str) -> str:
    """The text without 'Output:' or 'Assistant:' at its start; all of it where nothing else is there."""
    after = text
    while found := _LABEL.match(after):
        after = after[found.end() :]
    return after if after.strip() else text


def _before(text: str, found: re.Match[str] | None) -> str:
    """What stands before the place, without the lines of signs that part it from there."""
    kept = _RULER.sub("", text[: found.start()].rstrip()).rstrip() if found else text
    return kept if kept.strip() else text


CUT_NEXT_TURN = Fix(
    "cut-next-turn",
    1,
    "cut an answer where the next question opens in template tokens (<|user|>, [INST])",
    _ANSWERS,
    cut_next_turn,
)
CUT_MERGED_INSTRUCTIONS = Fix(
    "cut-merged-instructions",
    1,
    "cut an answer where the generator's next numbered instruction begins (### 12. Instruction:)",
    _ANSWERS,
    cut_merged_instructions,
)
STRIP_ANSWER_LABEL = Fix(
    "strip-answer-label",
    1,
    "remove the name of a field or a speaker before an answer (Output:)",
    (*_ANSWERS, "messages"),
    strip_answer_label,
)
