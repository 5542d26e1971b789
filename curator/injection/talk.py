"""Answers that refuse, speak of themselves, are courteous, shout, or are in another language."""

import re
from random import Random

from curator.injection import phrases
from curator.injection.made import Made, Row, answering


def refusal(random: Random, row: Row) -> Made:
    """A refusal in English."""
    return answering(row, random.choice(phrases.REFUSALS))


def foreign_refusal(random: Random, row: Row) -> Made:
    """A refusal in one of eleven other languages."""
    return answering(row, random.choice(phrases.FOREIGN_REFUSALS))


def model_talk(random: Random, row: Row) -> Made:
    """The answer speaks of itself as a model first."""
    return answering(row, random.choice(phrases.MODEL_TALK) + row["output"])


def identity(random: Random, row: Row) -> Made:
    """The answer names the maker of another model first."""
    return answering(row, random.choice(phrases.IDENTITIES) + row["output"])


def other_language(random: Random, row: Row) -> Made | None:
    """A sentence in a language that nobody asked for."""
    asked = f"{row['instruction']} {row['input']}"
    if (
        re.search(r"translat|language|spanish|french|german|chinese|italian|latin", asked, re.IGNORECASE)
        or len(asked.split()) < 5
    ):
        return None
    return answering(row, random.choice(phrases.FOREIGN))


def courtesies(random: Random, row: Row) -> Made | None:
    """The prompt wants the bare answer, and gets phrases around it."""
    bare = row["output"].split("#### ")[-1]
    if len(bare.split()) > 4:
        return None
    prompt = {**row, "instruction": f"{row['instruction']} {random.choice(phrases.BRIEF)}"}
    return Made(
        {**prompt, "output": boilerplate(random, {**row, "output": bare}).faulty["output"]}, {**prompt, "output": bare}
    )


def boilerplate(random: Random, row: Row) -> Made:
    """Courtesies before the answer, behind it or both."""
    opener, closer = random.choice(phrases.OPENERS), random.choice(phrases.CLOSERS)
    way = random.randrange(3)
    return answering(row, (opener if way != 1 else "") + row["output"] + (closer if way != 0 else ""))


def shouting(random: Random, row: Row) -> Made | None:
    """Capitals throughout, or a row of exclamation marks."""
    if len(row["output"].split()) < 10 or not re.search(r"[a-z]", row["output"]):
        return None
    return answering(row, random.choice([row["output"].upper(), row["output"] + "!!!!!!!!!"]))


def lower_case(random: Random, row: Row) -> Made | None:
    """No sentence begins with a capital, nothing else is changed."""
    starts = r"(^\s*|[.!?]\s+|\n\s*(?:[-*•]\s+)?)([A-Z])(?=[a-z])"
    lowered = re.sub(starts, lambda hit: hit[1] + hit[2].lower(), row["output"])
    lowered = re.sub(r"\bI\b", "i", lowered)
    return answering(row, lowered) if len(re.findall(r"[.!?]\s", row["output"])) >= 3 else None
