"""Answers that stop too early."""

import re
from random import Random

from curator.injection.made import Made, Row, answering


def cut_at_a_word(random: Random, row: Row) -> Made | None:
    """Stops anywhere between two words, as at a limit of tokens."""
    words = list(re.finditer(r"\S+", row["output"]))
    if len(words) < 12:
        return None
    last = words[random.randrange(len(words) // 3, len(words) - 2)]
    cut = row["output"][: last.end()]
    return None if cut.rstrip()[-1] in ".!?:" else answering(row, cut)


def cut_in_a_word(random: Random, row: Row) -> Made | None:
    """Stops in the middle of a word."""
    words = list(re.finditer(r"[A-Za-z]{6,}", row["output"]))
    if len(words) < 6:
        return None
    last = random.choice(words[len(words) // 3 :])
    return answering(row, row["output"][: last.start() + random.randrange(2, len(last[0]) - 1)])


def cut_in_a_fence(random: Random, row: Row) -> Made | None:
    """Code in a fence that is never closed, beside the same with its end."""
    lines = row["output"].splitlines()
    if (
        len(lines) < 4
        or "```" in row["output"]
        or not re.search(r"[;{}]$|^(def|for|import|SELECT) ", row["output"], re.MULTILINE)
    ):
        return None
    kept = "\n".join(lines[: random.randrange(2, len(lines))])
    language = random.choice(["python", "", "js", "sql"])
    whole = f"```{language}\n{row['output']}\n```"
    opening = random.choice(["", "Here is the code:\n\n", "Use this:\n"])
    return Made({**row, "output": f"{opening}```{language}\n{kept}"}, {**row, "output": opening + whole})
