"""Which texts of a task hold code or a table, so that the form shows them in letters of one width.

A form cannot tell by itself, and Label Studio has no element for code. So the task brings marks, hidden in the page,
by which the form's style knows: names of ours alone, nothing of the data.
"""

import re
from collections.abc import Mapping, Sequence

_FENCE = re.compile(r"(?m)^[ \t]*(?:```|~~~)")
_TABLE = re.compile(r"(?m)^[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*\|[-:| \t]*$")
_LINE = re.compile(
    r"[;{}]\s*$|^\s*(?:[{}\])]+[;,]?|</?[A-Za-z][^<>]*>|#include\b.*|(?:from|import)\s+[\w.*{}, ]+|"
    r"(?:async\s+)?(?:def|function|func|fn)\s+\w+\s*\(.*|(?:class|struct|interface)\s+\w+.*[:{]|"
    r"(?:if|for|while|elif|else|try|except|with|return|raise|print)\b.*[:);]|"
    r"(?:const|let|var|public|private|static)\s.*|[\w.\[\]\"']+\s*(?:[-+*/]?=|:=)\s*\S.*)$"
)
_FEWEST_LINES = 2
_LEAST_SHARE = 0.3

PROSE = '<i class="prose"></i>'


def look(texts: Mapping[str, str]) -> str:
    """The marks for a task with these texts, by the name of their place in the form."""
    return "".join(f'<i class="code-{name}"></i>' for name, text in texts.items() if is_code(text)) or PROSE


def is_code(text: str) -> bool:
    """Whether a text has a part in which columns matter: a fenced block, a table, or many lines of program text."""
    return bool(_FENCE.search(text) or _TABLE.search(text)) or _reads_as_program(text.splitlines())


def _reads_as_program(lines: Sequence[str]) -> bool:
    written = [line for line in lines if line.strip()]
    program = sum(_LINE.search(line) is not None for line in written)
    return program >= _FEWEST_LINES and program >= _LEAST_SHARE * len(written)
