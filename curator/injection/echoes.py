"""Answers that stand in the prompt, and prompts in the answer's place."""

import re
from random import Random

from curator.injection.made import Made, Row, answering


def echo_of_instruction(random: Random, row: Row) -> Made | None:
    """The instruction is given back."""
    asked = str(row["instruction"])
    if len(asked.split()) < 5 or re.search(r"rewrite|edit|correct|rephrase|repeat|translate", asked, re.IGNORECASE):
        return None
    return answering(row, random.choice([asked, asked.rstrip("?.!"), asked.lower(), asked + "\n", f'"{asked}"']))


def echo_of_prompt(random: Random, row: Row) -> Made | None:
    """The input is given back, alone or behind the instruction."""
    if len(str(row["input"]).split()) < 6 or re.search(
        r"rewrite|edit|correct|rephrase|repeat|translat|sort|extract|copy|convert|arrange|summar|format",
        row["instruction"],
        re.IGNORECASE,
    ):
        return None
    return answering(row, random.choice([row["input"], f"{row['instruction']}\n{row['input']}", f"{row['input']}."]))


def swapped(random: Random, row: Row) -> Made | None:
    """Question and answer stand in each other's place."""
    if len(row["output"].split()) < 5 or row["input"]:
        return None
    return Made({**row, "instruction": row["output"], "output": row["instruction"]}, row)


def also_the_input(random: Random, row: Row) -> Made | None:
    """The answer stands in the input already."""
    if row["input"] or len(row["output"].split()) < 8:
        return None
    return Made({**row, "input": row["output"]}, row)


def rework_told(random: Random, row: Row) -> Made | None:
    """A sentence is to be put right, and stands as it should be in the input too."""
    right = re.split(r"(?<=[.!?])\s", row["output"].strip())[0]
    wrong = re.sub(r"\b(is|are|was|were|has|have|the|an?)\b ", "", right, count=2)
    if not 6 <= len(right.split()) <= 30 or wrong == right or '"' in right or "\n" in right:
        return None
    ask = random.choice(["Correct the grammar of this sentence:", "Rewrite the sentence:", "Edit the following text:"])
    prompt = {**row, "instruction": f'{ask} "{wrong}"', "input": "", "output": right}
    return Made({**prompt, "input": right}, prompt)
