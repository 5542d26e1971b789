"""Answers that do not stop, and say the same again."""

import re
from random import Random

from curator.injection.made import Made, Row, answering


def loop_of_words(random: Random, row: Row) -> Made | None:
    """A run of 3 to 12 words said again and again until the limit."""
    words = row["output"].split(" ")
    if len(words) < 14:
        return None
    size = random.randrange(3, 13)
    start = random.randrange(0, len(words) - size)
    head, run = words[: start + size], words[start : start + size]
    return answering(row, " ".join([*head, *run * random.randrange(120 // size, 300 // size)]))


def loop_of_lines(random: Random, row: Row) -> Made | None:
    """The last lines are said again and again."""
    lines = [each for each in re.split(r"\n|(?<=[.!?]) ", row["output"]) if len(each.split()) >= 3]
    if len(lines) < 2:
        return None
    run = lines[-random.randrange(1, min(3, len(lines)) + 1) :]
    return answering(row, "\n".join([*lines, *run * random.randrange(5, 20)]))


def loop_of_one_word(random: Random, row: Row) -> Made | None:
    """One word of the answer, said again and again."""
    words = re.findall(r"[A-Za-z]{3,}", row["output"])
    if not words:
        return None
    return answering(row, " ".join([random.choice(words)] * random.randrange(4, 60)))


def loop_of_one_sign(random: Random, row: Row) -> Made:
    """The answer, and then one sign until the limit."""
    sign = random.choice(["0", "a", ".", "!", "ha", "-", "1", "?", "哈", "_", "\n"])
    return answering(row, row["output"] + sign * random.randrange(60, 400))
