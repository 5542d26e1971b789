"""Ways to spoil the prompt of a good tuple, and constraints that an answer breaks."""

import re
from random import Random

import fault_phrases as phrases
from faulty_answers import Made, Row


def blank(random: Random, row: Row) -> Made:
    return Made({**row, "instruction": random.choice(phrases.EMPTY), "input": ""}, row)


def sentinel_input(random: Random, row: Row) -> Made | None:
    return None if row["input"] else Made({**row, "input": random.choice(phrases.INPUT_SENTINELS)}, row)


def missing_attachment(random: Random, row: Row) -> Made:
    return Made({**row, "instruction": random.choice(phrases.ATTACHMENTS), "input": ""}, row)


def link_as_input(random: Random, row: Row) -> Made:
    asked = {**row, "instruction": random.choice(phrases.LINK_TASKS)}
    return Made({**asked, "input": random.choice(phrases.LINKS)}, {**asked, "input": row["output"]})


def needs_today(random: Random, row: Row) -> Made:
    return Made({**row, "instruction": random.choice(phrases.NEEDS_TODAY), "input": ""}, row)


def not_for_text(random: Random, row: Row) -> Made:
    """A deed or a picture is asked for, and the answer pretends."""
    asked, said = random.choice(phrases.NOT_FOR_TEXT), random.choice(phrases.DEEDS)
    return Made({**row, "instruction": asked, "input": "", "output": said}, row)


def needs_a_page(random: Random, row: Row) -> Made:
    link = re.sub(r"^\w+: |[<>]", "", random.choice(phrases.LINKS))
    asked = random.choice(phrases.PAGE_TASKS).format(link=link)
    return Made({**row, "instruction": asked, "input": ""}, row)


def dangling(random: Random, row: Row) -> Made:
    asked = {**row, "instruction": random.choice(phrases.DANGLING)}
    return Made({**asked, "input": ""}, {**asked, "input": row["output"]})


def merged(random: Random, row: Row) -> Made:
    """The next task of the generator stands in the instruction."""
    other = random.choice(phrases.DANGLING)
    n = random.randrange(2, 20)
    way = random.choice(
        ["{a}\n{n}. Instruction: {b}", "{a}\n\n###\n{n}. Instruction: {b}\n{n}. Input:", "{a}\n##\n{n}. {b}"]
    )
    return Made({**row, "instruction": way.format(a=row["instruction"], b=other, n=n)}, row)


def template_in_prompt(random: Random, row: Row) -> Made:
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


# Every constraint below is one that can be checked; the sound answer meets it and the faulty one does not.


def _sentences(text: str) -> list[str]:
    return [each for each in re.split(r"(?<=[.!?])\s+", text.strip()) if each]


_WISH = re.compile(
    r"\b(words?|sentences?|bullets?|paragraphs?|lists?|letters?|poem|lines?|points?|caps|characters?)\b", re.IGNORECASE
)


def _with(row: Row, constraint: str, faulty: str, sound: str) -> Made | None:
    """Both answers to the prompt with one more wish; a prompt that has such a wish already could contradict it."""
    asked = row["instruction"].rstrip()
    if faulty == sound or _WISH.search(asked):
        return None
    prompt = {**row, "instruction": f"{asked}{' ' if asked.endswith(('.', '?', '!', ':')) else '. '}{constraint}"}
    return Made({**prompt, "output": faulty}, {**prompt, "output": sound})


def _material(row: Row) -> list[str] | None:
    """Sentences of plain prose to build answers of."""
    found = [each.strip() for each in _sentences(re.sub(r"\s+", " ", row["output"]))]
    plain = [each for each in found if re.fullmatch(r"[A-Z][A-Za-z ,'’;-]{15,}[.]", each)]
    return plain if len(plain) >= 3 else None


def bullets(random: Random, row: Row) -> Made | None:
    said = _material(row)
    if said is None:
        return None
    n = random.randrange(2, len(said))
    mark = random.choice(["- {}", "* {}"])
    words = {2: "two", 3: "three", 4: "four", 5: "five"}
    count = random.choice([str(n), words.get(n, str(n))])
    constraint = random.choice(
        [
            f"Give exactly {count} bullet points.",
            f"Answer with {count} bullet points.",
            f"Your answer must contain exactly {count} bullet points.",
        ]
    )
    listed = [mark.format(each) for each in said]
    return _with(
        row,
        constraint,
        "\n".join([listed[0]] if n > 2 and random.random() < 0.5 else listed[: n + 1]),
        "\n".join(listed[:n]),
    )


def most_words(random: Random, row: Row) -> Made | None:
    said = _material(row)
    if said is None:
        return None
    short, long = said[0], " ".join(said)
    limit = len(short.split()) + 3
    if len(long.split()) < 1.5 * limit:
        return None
    constraint = random.choice(
        [
            f"Use at most {limit} words.",
            f"Answer in no more than {limit} words.",
            f"Keep it under {limit + 1} words.",
            f"Limit your answer to {limit} words.",
        ]
    )
    return _with(row, constraint, long, short)


def least_words(random: Random, row: Row) -> Made | None:
    said = _material(row)
    if said is None:
        return None
    long = " ".join(said)
    limit = max(10, len(long.split()) - 5)
    if len(said[0].split()) > 0.6 * limit:
        return None
    constraint = random.choice(
        [
            f"Use at least {limit} words.",
            f"Write a minimum of {limit} words.",
            f"Your answer should have at least {limit} words.",
        ]
    )
    return _with(row, constraint, said[0], long)


def sentences(random: Random, row: Row) -> Made | None:
    said = _material(row)
    if said is None:
        return None
    n = random.randrange(1, 3)
    word = {1: "one", 2: "two"}[n]
    constraint = random.choice(
        [
            f"Answer in exactly {word} sentence{'s' * (n > 1)}.",
            f"Use {n} sentence{'s' * (n > 1)}.",
            f"Respond with {word} sentence{'s' * (n > 1)} only.",
        ]
    )
    return _with(row, constraint, " ".join(said[:3] if n == 2 else said), " ".join(said[:n]))


def one_word(random: Random, row: Row) -> Made | None:
    said = _material(row)
    if said is None:
        return None
    constraint = random.choice(["Answer in one word.", "Respond with a single word.", "Use only one word."])
    return _with(row, constraint, said[0], max(said[0].split(), key=len).strip(".,"))


def lower_case(random: Random, row: Row) -> Made | None:
    said = _material(row)
    constraint = random.choice(
        [
            "Your entire response should be in all lowercase letters.",
            "Write in lowercase only.",
            "Use no capital letters.",
        ]
    )
    return None if said is None else _with(row, constraint, " ".join(said), " ".join(said).lower())


def capitals(random: Random, row: Row) -> Made | None:
    said = _material(row)
    constraint = random.choice(
        [
            "Your entire response should be in all capital letters.",
            "Answer in all caps.",
            "Write everything in uppercase.",
        ]
    )
    return None if said is None else _with(row, constraint, " ".join(said), " ".join(said).upper())


def no_commas(random: Random, row: Row) -> Made | None:
    said = _material(row)
    if said is None or "," not in " ".join(said):
        return None
    constraint = random.choice(
        ["Do not use any commas.", "Refrain from the use of commas.", "Your answer must contain no commas."]
    )
    return _with(row, constraint, " ".join(said), " ".join(said).replace(",", ""))


def required_word(random: Random, row: Row) -> Made | None:
    said = _material(row)
    if said is None:
        return None
    word = random.choice(["harvest", "lantern", "orbit", "velvet", "compass"])
    constraint = random.choice(
        [
            f'Include the word "{word}" in your answer.',
            f"Your answer must contain the word '{word}'.",
            f'Include the keyword "{word}".',
        ]
    )
    return _with(row, constraint, " ".join(said), f"{' '.join(said)} It brings a {word} to mind.")


def forbidden_word(random: Random, row: Row) -> Made | None:
    said = _material(row)
    if said is None:
        return None
    words = [each for each in re.findall(r"\b[a-z]{5,}\b", " ".join(said[1:])) if each not in said[0].lower()]
    if not words:
        return None
    word = random.choice(words)
    constraint = random.choice(
        [f'Do not use the word "{word}".', f"Avoid the word '{word}'.", f'Do not include the keyword "{word}".']
    )
    return _with(row, constraint, " ".join(said), said[0])


def end_phrase(random: Random, row: Row) -> Made | None:
    said = _material(row)
    if said is None:
        return None
    phrase = random.choice(["That is all you need.", "Any other questions?", "Peace!", "The end."])
    constraint = random.choice(
        [
            f'Finish your response with the exact phrase "{phrase}"',
            f'End your answer with "{phrase}" and nothing after it.',
        ]
    )
    return _with(row, constraint, " ".join(said), f"{' '.join(said)} {phrase}")


def paragraphs(random: Random, row: Row) -> Made | None:
    said = _material(row)
    if said is None:
        return None
    n = random.randrange(2, 4)
    if len(said) < n + 1:
        return None
    constraint = random.choice(
        [f"Write exactly {n} paragraphs.", f"Your answer should have {n} paragraphs, separated by blank lines."]
    )
    return _with(row, constraint, " ".join(said), "\n\n".join(said[:n]))


def quoted(random: Random, row: Row) -> Made | None:
    said = _material(row)
    constraint = "Wrap your entire response with double quotation marks."
    return None if said is None else _with(row, constraint, " ".join(said), f'"{" ".join(said)}"')


CONSTRAINTS = {
    "bullets": bullets,
    "most words": most_words,
    "least words": least_words,
    "sentences": sentences,
    "one word": one_word,
    "lower case": lower_case,
    "capitals": capitals,
    "no commas": no_commas,
    "required word": required_word,
    "forbidden word": forbidden_word,
    "end phrase": end_phrase,
    "paragraphs": paragraphs,
    "quotation marks": quoted,
}
