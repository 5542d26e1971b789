"""Answers that are missing, or as good as missing."""

import re
from random import Random

from curator.injection import phrases
from curator.injection.made import Made, Row, answering


def empty(random: Random, row: Row) -> Made:
    """Nothing, or nothing that can be seen."""
    return answering(row, random.choice(phrases.EMPTY))


def sentinel(random: Random, row: Row) -> Made:
    """A sign that there is no answer."""
    return answering(row, random.choice(phrases.ANSWER_SENTINELS))


def sentinel_first(random: Random, row: Row) -> Made:
    """A sign that there is no input, and then the answer."""
    sign = random.choice(["<noinput>", "<nooutput>", "<No input>", "<no output>", "[No Input]", "<NOINPUT>"])
    return answering(row, sign + random.choice(["\n", "\n\n", " "]) + row["output"])


def placeholder(random: Random, row: Row) -> Made | None:
    """A name or a number of the answer is a blank that nobody filled in."""
    if random.random() < 0.2:
        return answering(row, f"{row['output']}\n{random.choice(phrases.FILLERS)}")
    names = list(re.finditer(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*", row["output"]))
    if not names or re.search(r"\[|template|letter|email", row["instruction"] + row["input"], re.IGNORECASE):
        return None
    name = random.choice(names)
    blank = random.choice(phrases.PLACEHOLDERS)
    return answering(row, row["output"][: name.start()] + blank + row["output"][name.end() :])


def too_short(random: Random, row: Row) -> Made | None:
    """Where an explanation is wanted, a scrap."""
    if not re.match(r"(explain|describe|why|how do|write|tell|what are)", row["instruction"], re.IGNORECASE):
        return None
    if len(row["output"].split()) < 30:
        return None
    return answering(row, random.choice(["The", ".", "-", "?", "a", "It", "...", "I", "1.", "Ok"]))


def thin(random: Random, row: Row) -> Made | None:
    """A long text is asked for, and a sentence given; beside it the text."""
    asked = random.choice(phrases.LONG_TASKS).format(topic=random.choice(phrases.TOPICS))
    first = re.split(r"(?<=[.!?])\s", row["output"].strip())[0]
    if not 2 <= len(first.split()) <= 18 or len(row["output"].split()) < 120:
        return None
    prompt = {**row, "instruction": asked, "input": ""}
    return Made({**prompt, "output": first}, prompt)


def empty_fence(random: Random, row: Row) -> Made:
    """A code fence with nothing in it, beside the same with the answer."""
    language = random.choice(["python", "", "java", "sql"])
    opening = random.choice(["", "Here is the code:\n\n", "You can use the following code:\n"])
    return Made(
        {**row, "output": f"{opening}```{language}\n{random.choice(['', chr(10)])}```"},
        {**row, "output": f"{opening}```{language}\n{row['output']}\n```"},
    )
