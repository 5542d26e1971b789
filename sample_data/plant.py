"""Spoil clean examples: one function a fault, and how many records each one gets."""

import random
from collections.abc import Callable
from dataclasses import replace

from compose import OPTIONS, STEMS, Example, likeness, shingles

Record = dict[str, str]
Spoiler = Callable[[Example, random.Random], Record | None]

REFUSALS = (
    "I'm sorry, but I can't help with that.",
    "As an AI language model, I cannot answer this question.",
    "I am sorry, but as an AI assistant I am not able to do that.",
)
SENTINELS = ("N/A", "<No Output>", "No output", "None")
PLACEHOLDERS = ("[Your Answer]", "[insert answer here]", "TODO", "Lorem ipsum dolor sit amet.")
SYNONYMS = {
    "billing": "finance department", "delivery": "shipping", "account": "user profile", "technical": "IT help desk",
    "returns": "refunds", "person": "human being", "place": "location", "date": "time", "number": "quantity",
    "reason": "cause", "praise": "positive", "complaint": "negative", "wish": "neutral",
}  # fmt: skip
FOREIGN = {
    "billing": "La respuesta correcta es facturación, porque el cliente escribe sobre un pago.",
    "delivery": "Die richtige Antwort ist Lieferung, denn es geht um ein Paket.",
    "account": "La bonne réponse est le compte, car le client parle de son profil.",
    "technical": "La respuesta correcta es soporte técnico, porque el aparato no funciona.",
    "returns": "Die richtige Antwort ist Rücksendung, denn die Ware soll zurückgehen.",
    "person": "La respuesta correcta es una persona.",
    "place": "Die richtige Antwort ist ein Ort.",
    "date": "La bonne réponse est une date dans le calendrier.",
    "number": "La respuesta correcta es un número o una cantidad.",
    "reason": "Die richtige Antwort ist der Grund für etwas.",
    "praise": "La bonne réponse est un compliment du client.",
    "complaint": "La respuesta correcta es una queja del cliente.",
    "wish": "Die richtige Antwort ist ein Wunsch des Kunden.",
}
CHATTY = (
    "Certainly! The answer you are looking for is {}. Is there anything else I can help you with?",
    "Sure, I'd be happy to help! After careful thought, I would say {}. Let me know if you have more questions!",
)


def empty(example: Example, rng: random.Random) -> Record:
    """An answer without a visible character."""
    return _with(example, rng.choice(("", "", "", " ", "\n")))


def refusal(example: Example, rng: random.Random) -> Record:
    """A refusal of a harmless request."""
    return _with(example, rng.choice(REFUSALS))


def sentinel_answer(example: Example, rng: random.Random) -> Record:
    """A marker for "nothing" where the answer should be."""
    return _with(example, rng.choice(SENTINELS))


def sentinel_input(example: Example, rng: random.Random) -> Record:
    """Everything in the instruction and `<noinput>` as the input; the answer is right."""
    return {"instruction": example.prompt(), "input": "<noinput>", "output": example.answer}


def truncated(example: Example, rng: random.Random) -> Record:
    """An answer that stops in the middle of a word or a sentence."""
    cut = example.answer[: max(2, len(example.answer) // 2)]
    words = example.message.split()
    return _with(example, rng.choice((cut, f'Since the text says "{" ".join(words[:4])}, the answer must be')))


def wrong_language(example: Example, rng: random.Random) -> Record | None:
    """A sentence in Spanish, German or French; needs listed options."""
    return _with(example, FOREIGN[example.answer]) if example.options else None


def off_option(example: Example, rng: random.Random) -> Record | None:
    """A synonym that is none of the listed options."""
    return _with(example, SYNONYMS[example.answer]) if example.options else None


def chatty(example: Example, rng: random.Random) -> Record:
    """The right answer wrapped in phrases nobody asked for."""
    return _with(example, rng.choice(CHATTY).format(example.answer))


def wrong_label(example: Example, rng: random.Random) -> Record:
    """A wrong answer that nothing in the record gives away."""
    return _with(example, rng.choice(example.rivals))


def shuffled_answer(example: Example, rng: random.Random) -> Record | None:
    """The answer of a record of another task; needs listed options."""
    if not example.options:
        return None
    foreign = [answer for task, answers in OPTIONS.items() if task != example.task for answer in answers]
    return _with(example, rng.choice(foreign))


def mojibake(example: Example, rng: random.Random) -> Record | None:
    """UTF-8 read as Windows-1252; needs a letter outside ASCII."""
    record = example.as_tuple()
    try:
        spoilt = {name: text.encode().decode("cp1252") for name, text in record.items()}
    except UnicodeDecodeError:
        return None
    return spoilt if spoilt != record else None


def template_leak(example: Example, rng: random.Random) -> Record:
    """Chat-template tokens around the answer."""
    leak = rng.choice(("{}<|im_end|>\n<|im_start|>user", "### Response:\n{}", "[/INST] {} </s>"))
    return _with(example, leak.format(example.answer))


def html_residue(example: Example, rng: random.Random) -> Record:
    """Page markup around the answer."""
    leaks = ('<div class="answer"><span>{}</span></div>', "<p>{}&nbsp;<br></p>", "{}</span></div>\nCopy code")
    return _with(example, rng.choice(leaks).format(example.answer))


def repetition(example: Example, rng: random.Random) -> Record:
    """The answer over and over."""
    return _with(example, rng.choice((" ", "\n")).join([example.answer] * rng.randrange(8, 13)))


def echo(example: Example, rng: random.Random) -> Record:
    """The message instead of an answer."""
    return _with(example, example.message)


def placeholder(example: Example, rng: random.Random) -> Record:
    """A blank that somebody forgot to fill in."""
    return _with(example, rng.choice(PLACEHOLDERS))


def merged_instruction(example: Example, rng: random.Random) -> Record:
    """The answer runs on into the next task of a numbered list."""
    number = rng.randrange(3, 20)
    following = f"{number}. Instruction: {rng.choice(STEMS[example.task])}"
    return _with(example, f"{example.answer}\n\n###\n{following}\n{number}. Output: {rng.choice(example.rivals)}")


IN_PLACE: dict[Spoiler, int] = {
    empty: 60, refusal: 80, sentinel_answer: 24, sentinel_input: 8, truncated: 22, wrong_language: 24, off_option: 24,
    chatty: 14, wrong_label: 10, shuffled_answer: 16, mojibake: 10, template_leak: 12, html_residue: 10,
    repetition: 12, echo: 14, placeholder: 12, merged_instruction: 10,
}  # fmt: skip
COPIES = {"exact-duplicate": 36, "near-duplicate": 28, "conflicting-answer": 8}
COPIES_OF_ONE = 4


def name_of(spoiler: Callable[..., object]) -> str:
    """How truth.jsonl calls a fault."""
    return spoiler.__name__.replace("_", "-")


def near_copy(example: Example, rng: random.Random) -> Record:
    """The same record with a few signs or a word changed; word 5-gram Jaccard at least 0.8."""
    text = example.message.rstrip(".!?")
    edits = [f"{text}!!", f"{text} ...", f"{text} now.", f"So: {example.message}"]
    rng.shuffle(edits)
    whole = shingles(" ".join(example.as_tuple().values()))
    for message in edits:
        changed = replace(example, message=message).as_tuple()
        if likeness(whole, shingles(" ".join(changed.values()))) >= 0.8:
            return changed
    raise AssertionError("an edit of signs alone changes no word")


def _with(example: Example, answer: str) -> Record:
    return {**example.as_tuple(), "output": answer}
