"""Ways to spoil the prompt of a good tuple."""

import re
from collections.abc import Callable, Sequence
from random import Random

from curator.injection import phrases
from curator.injection.made import Made, Row


def _asking(instructions: Sequence[str]) -> Callable[[Random, Row], Made]:
    """Another instruction, without an input."""
    return lambda random, row: Made({**row, "instruction": random.choice(instructions), "input": ""}, row)


blank = _asking(phrases.EMPTY)
missing_attachment = _asking(phrases.ATTACHMENTS)
needs_today = _asking(phrases.NEEDS_TODAY)


def _without_text(instructions: Sequence[str], inputs: Sequence[str]) -> Callable[[Random, Row], Made]:
    """An instruction about a text, and something else in the text's place."""

    def make(random: Random, row: Row) -> Made:
        asked = {**row, "instruction": random.choice(instructions)}
        return Made({**asked, "input": random.choice(inputs)}, {**asked, "input": row["output"]})

    return make


dangling = _without_text(phrases.DANGLING, [""])
link_as_input = _without_text(phrases.LINK_TASKS, phrases.LINKS)


def sentinel_input(random: Random, row: Row) -> Made | None:
    """A sign that there is no input, where there is none."""
    return None if row["input"] else Made({**row, "input": random.choice(phrases.INPUT_SENTINELS)}, row)


def not_for_text(random: Random, row: Row) -> Made:
    """A deed or a picture is asked for, and the answer pretends."""
    asked, said = random.choice(phrases.NOT_FOR_TEXT), random.choice(phrases.DEEDS)
    return Made({**row, "instruction": asked, "input": "", "output": said}, row)


def needs_a_page(random: Random, row: Row) -> Made:
    """A page would have to be opened."""
    link = re.sub(r"^\w+: |[<>]", "", random.choice(phrases.LINKS))
    asked = random.choice(phrases.PAGE_TASKS).format(link=link)
    return Made({**row, "instruction": asked, "input": ""}, row)


def merged(random: Random, row: Row) -> Made:
    """The next task of the generator stands in the instruction."""
    other = random.choice(phrases.DANGLING)
    n = random.randrange(2, 20)
    way = random.choice(
        ["{a}\n{n}. Instruction: {b}", "{a}\n\n###\n{n}. Instruction: {b}\n{n}. Input:", "{a}\n##\n{n}. {b}"]
    )
    return Made({**row, "instruction": way.format(a=row["instruction"], b=other, n=n)}, row)


def template_in_prompt(random: Random, row: Row) -> Made:
    """Tokens of a chat template stand in the prompt."""
    way = random.choice(
        [
            "{}\n\n### Response:",
            "[INST] {} [/INST]",
            "<|im_start|>user\n{}<|im_end|>",
            "{}<|im_end|>\n<|im_start|>assistant\n",
            "<s>[INST] {} [/INST]",
            "### Instruction:\n{}\n\n### Response:\n",
            "{}</s>",
            "<start_of_turn>user\n{}<end_of_turn>",
            "<|user|>\n{}<|end|>",
            "USER: {} ASSISTANT:",
        ]
    )
    last = "input" if row["input"] else "instruction"
    return Made({**row, last: way.format(row[last])}, row)
