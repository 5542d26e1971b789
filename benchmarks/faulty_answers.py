"""Ways to spoil the answer of a good tuple."""

import json
import re
from random import Random
from typing import Any, NamedTuple

import fault_phrases as phrases

Row = dict[str, Any]


class Made(NamedTuple):
    """A faulty record, and the sound one that it must be told from."""

    faulty: Row
    sound: Row


def answering(row: Row, output: object) -> Made:
    return Made({**row, "output": output}, row)


def empty(random: Random, row: Row) -> Made:
    return answering(row, random.choice(phrases.EMPTY))


def sentinel(random: Random, row: Row) -> Made:
    return answering(row, random.choice(phrases.ANSWER_SENTINELS))


def refusal(random: Random, row: Row) -> Made:
    return answering(row, random.choice(phrases.REFUSALS))


def foreign_refusal(random: Random, row: Row) -> Made:
    return answering(row, random.choice(phrases.FOREIGN_REFUSALS))


def other_language(random: Random, row: Row) -> Made | None:
    asked = f"{row['instruction']} {row['input']}"
    if (
        re.search(r"translat|language|spanish|french|german|chinese|italian|latin", asked, re.IGNORECASE)
        or len(asked.split()) < 5
    ):
        return None
    return answering(row, random.choice(phrases.FOREIGN))


def sentinel_first(random: Random, row: Row) -> Made:
    sign = random.choice(["<noinput>", "<nooutput>", "<No input>", "<no output>", "[No Input]", "<NOINPUT>"])
    return answering(row, sign + random.choice(["\n", "\n\n", " "]) + row["output"])


def courtesies(random: Random, row: Row) -> Made | None:
    """The prompt wants the bare answer, and gets phrases around it."""
    bare = row["output"].split("#### ")[-1]
    if len(bare.split()) > 4:
        return None
    prompt = {**row, "instruction": f"{row['instruction']} {random.choice(phrases.BRIEF)}"}
    return Made(
        {**prompt, "output": boilerplate(random, {**row, "output": bare}).faulty["output"]}, {**prompt, "output": bare}
    )


def model_talk(random: Random, row: Row) -> Made:
    return answering(row, random.choice(phrases.MODEL_TALK) + row["output"])


def identity(random: Random, row: Row) -> Made:
    return answering(row, random.choice(phrases.IDENTITIES) + row["output"])


def cut_at_a_word(random: Random, row: Row) -> Made | None:
    """Stops anywhere between two words, as at a limit of tokens."""
    words = list(re.finditer(r"\S+", row["output"]))
    if len(words) < 12:
        return None
    last = words[random.randrange(len(words) // 3, len(words) - 2)]
    cut = row["output"][: last.end()]
    return None if cut.rstrip()[-1] in ".!?:" else answering(row, cut)


def cut_in_a_word(random: Random, row: Row) -> Made | None:
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


def empty_fence(random: Random, row: Row) -> Made:
    language = random.choice(["python", "", "java", "sql"])
    opening = random.choice(["", "Here is the code:\n\n", "You can use the following code:\n"])
    return Made(
        {**row, "output": f"{opening}```{language}\n{random.choice(['', chr(10)])}```"},
        {**row, "output": f"{opening}```{language}\n{row['output']}\n```"},
    )


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
    lines = [each for each in re.split(r"\n|(?<=[.!?]) ", row["output"]) if len(each.split()) >= 3]
    if len(lines) < 2:
        return None
    run = lines[-random.randrange(1, min(3, len(lines)) + 1) :]
    return answering(row, "\n".join([*lines, *run * random.randrange(5, 20)]))


def loop_of_one_word(random: Random, row: Row) -> Made | None:
    words = re.findall(r"[A-Za-z]{3,}", row["output"])
    if not words:
        return None
    return answering(row, " ".join([random.choice(words)] * random.randrange(4, 60)))


def loop_of_one_sign(random: Random, row: Row) -> Made:
    sign = random.choice(["0", "a", ".", "!", "ha", "-", "1", "?", "哈", "_", "\n"])
    return answering(row, row["output"] + sign * random.randrange(60, 400))


def echo_of_instruction(random: Random, row: Row) -> Made | None:
    asked = str(row["instruction"])
    if len(asked.split()) < 5 or re.search(r"rewrite|edit|correct|rephrase|repeat|translate", asked, re.IGNORECASE):
        return None
    return answering(row, random.choice([asked, asked.rstrip("?.!"), asked.lower(), asked + "\n", f'"{asked}"']))


def echo_of_prompt(random: Random, row: Row) -> Made | None:
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


MISREAD = ("cp1252", "cp1252", "latin-1", "cp1250", "cp1251", "mac_roman", "cp437", "cp850")


def mojibake(random: Random, row: Row) -> Made | None:
    """UTF-8 read as another code page, once or twice; plain ASCII first gets the quotes that editors put in."""
    typeset = _typeset(row["output"])
    if typeset.isascii():
        return None
    page = random.choice(MISREAD)
    try:
        wrong = typeset.encode().decode(page)
        if random.random() < 0.15:
            wrong = wrong.encode().decode(page)
    except UnicodeDecodeError:
        return None
    return Made({**row, "output": wrong}, {**row, "output": typeset})


def _typeset(text: str) -> str:
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    text = re.sub(r'"([^"\n]*)"', r"“\1”", text)
    return text.replace(" - ", " – ").replace("...", "…")


def lost_characters(random: Random, row: Row) -> Made | None:
    text = _typeset(row["output"])
    lost = re.sub(r"[^\x00-\x7f]", "\ufffd", text)
    if lost == text:
        place = random.randrange(len(text))
        lost = f"{text[:place]}\ufffd{text[place + 1 :]}"
    return Made({**row, "output": lost}, {**row, "output": text})


def control_characters(random: Random, row: Row) -> Made:
    sign = random.choice(["\x00", "\x08", "\x1b[0m", "\x0b", "\x7f", "\x02", "\x1b[31m", "\x85", "\x9d", "\x1f"])
    text = row["output"]
    for _ in range(random.randrange(1, 4)):
        place = random.randrange(len(text) + 1)
        text = text[:place] + sign + text[place:]
    return answering(row, text)


def template_edge(random: Random, row: Row) -> Made:
    """A template's token before or behind the answer."""
    if random.random() < 0.35:
        return answering(row, random.choice(phrases.TEMPLATE_STARTS) + row["output"])
    return answering(row, row["output"] + random.choice(phrases.TEMPLATE_ENDS))


def template_turn(random: Random, row: Row) -> Made:
    """Generation did not stop: the next question and its answer, between template tokens."""
    turn = random.choice(phrases.TEMPLATE_TURNS).format(ask=random.choice(phrases.NEEDS_TODAY), say="It is not known.")
    return answering(row, row["output"] + turn)


def spoken_turn(random: Random, row: Row) -> Made:
    turn = random.choice(phrases.SPOKEN_TURNS).format(ask=random.choice(phrases.DANGLING), say="Here is one.")
    return answering(row, row["output"] + turn)


def merged(random: Random, row: Row) -> Made:
    """The generator's next task stands behind the answer."""
    task = random.choice(phrases.MERGED).format(
        n=random.randrange(2, 20), ask=random.choice(phrases.DANGLING), say="A short answer."
    )
    return answering(row, row["output"] + task)


def html(random: Random, row: Row) -> Made | None:
    if "<" in row["output"] or "<" in row["instruction"] + row["input"]:
        return None
    return answering(row, random.choice(phrases.HTML).format(text=row["output"]))


def page_residue(random: Random, row: Row) -> Made:
    return answering(row, random.choice(phrases.PAGE_RESIDUE).format(text=row["output"]))


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


def boilerplate(random: Random, row: Row) -> Made:
    opener, closer = random.choice(phrases.OPENERS), random.choice(phrases.CLOSERS)
    way = random.randrange(3)
    return answering(row, (opener if way != 1 else "") + row["output"] + (closer if way != 0 else ""))


def lower_case(random: Random, row: Row) -> Made | None:
    """No sentence begins with a capital, nothing else is changed."""
    starts = r"(^\s*|[.!?]\s+|\n\s*(?:[-*•]\s+)?)([A-Z])(?=[a-z])"
    lowered = re.sub(starts, lambda hit: hit[1] + hit[2].lower(), row["output"])
    lowered = re.sub(r"\bI\b", "i", lowered)
    return answering(row, lowered) if len(re.findall(r"[.!?]\s", row["output"])) >= 3 else None


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


def label(random: Random, row: Row) -> Made:
    return answering(row, random.choice(phrases.ANSWER_LABELS) + row["output"])


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


def printed(random: Random, row: Row) -> Made | None:
    """A program printed a list or a dictionary in the text's place."""
    lines = [each for each in row["output"].splitlines() if each.strip()]
    if re.search(r"list|array|dict|json|python|java|code|tuple", f"{row['instruction']} {row['input']}", re.IGNORECASE):
        return None
    ways = (repr(lines), repr({"answer": row["output"]}), repr([{"text": row["output"], "type": "text"}]))
    return answering(row, random.choice(ways))


def escaped(random: Random, row: Row) -> Made | None:
    """Escaped twice: line breaks are spelt out."""
    if row["output"].strip().count("\n") < 2 or re.search(r"[{};=\\]", row["output"]):
        return None
    return answering(row, row["output"].replace("\n", "\\n").replace("\t", "\\t"))


def shouting(random: Random, row: Row) -> Made | None:
    if len(row["output"].split()) < 10 or not re.search(r"[a-z]", row["output"]):
        return None
    return answering(row, random.choice([row["output"].upper(), row["output"] + "!!!!!!!!!"]))


def result_for_code(random: Random, row: Row) -> Made | None:
    """A program is asked for; what it would print is given."""
    wants = re.search(
        r"\b(write|create|implement|develop)\b.*\b(function|program|script)\b", row["instruction"], re.IGNORECASE
    )
    if not wants or not re.search(r"[;{}=]|def ", row["output"]):
        return None
    given = ["[1, 2, 3]", "The result is 42.", "Hello World", "5\n10\n15", "True", "The sum of the numbers is 15."]
    return answering(row, random.choice(given))


def invalid_json(random: Random, row: Row) -> Made:
    """The prompt wants JSON; one mistake makes the answer none."""
    value = {
        "question": row["instruction"][:80],
        "answer": row["output"][:160],
        "words": len(row["output"].split()),
        "tags": ["a", "b"],
        "checked": True,
    }
    sound = json.dumps(value, indent=random.choice([None, 2]), ensure_ascii=False)
    ways = (
        lambda: sound[: random.randrange(len(sound) // 2, len(sound) - 1)],
        lambda: sound.replace("]", ",]"),
        lambda: re.sub(r'"(\w+)":', r"\1:", sound),
        lambda: sound.replace("true", "True"),
        lambda: sound.replace('", "', '" "').replace('",\n', '"\n'),
        lambda: sound[1:],
        lambda: sound.replace('"tags": [', '"tags": ['[:-1]),
        lambda: sound.replace('"a"', "'a'"),
    )
    way = random.choice(ways)
    fence = random.choice([False, False, True])
    asked = random.choice(
        ["Answer in JSON.", "Return a JSON object with the keys question and answer.", "Format your response as JSON."]
    )
    prompt = {**row, "instruction": f"{row['instruction']} {asked}"}
    faulty, good = way(), sound
    if fence:
        faulty, good = f"```json\n{faulty}\n```", f"```json\n{good}\n```"
    return Made({**prompt, "output": faulty}, {**prompt, "output": good})


def unlisted_label(random: Random, row: Row) -> Made:
    asked, labels = random.choice(phrases.LABELS)
    prompt = {"instruction": asked, "input": row["output"][:300]}
    wrong = random.choice([each for each in phrases.OTHER_LABELS if each not in labels])
    right = random.choice(labels)
    shape = random.choice(["{}", "{}", "{}.", "Label: {}", "The answer is {}."])
    return Made({**prompt, "output": shape.format(wrong)}, {**prompt, "output": shape.format(right)})


_STEP = re.compile(r"<<([^<>=]+)=([^<>]+)>>([\d.,]+)")


def wrong_step(random: Random, row: Row) -> Made | None:
    """One result of a worked example is wrong, in the annotation and beside it."""
    steps = list(_STEP.finditer(row["output"]))
    if not steps:
        return None
    step = random.choice(steps)
    wrong = _changed(random, step[2])
    if wrong is None or not re.search(r"[-+*/]", step[1].strip("-")):
        return None
    text = row["output"]
    return answering(row, f"{text[: step.start()]}<<{step[1]}={wrong}>>{wrong}{text[step.end() :]}")


def wrong_step_in_prose(random: Random, row: Row) -> Made | None:
    """The same without annotations: `48 / 2 = 25`."""
    made = wrong_step(random, row)
    if made is None:
        return None
    plain = [{**each, "output": re.sub(r"<<[^<>]*>>", "", each["output"])} for each in made]
    return Made(*plain) if plain[0] != plain[1] and _states(row["output"], made.faulty["output"]) else None


def _states(right: str, wrong: str) -> bool:
    """Whether the changed result stands behind an equation that can be read without its annotation."""
    changed = next(
        (a for a, b in zip(_STEP.finditer(wrong), _STEP.finditer(right), strict=False) if a[0] != b[0]), None
    )
    return changed is not None and bool(re.search(r"\d\s*[-+*/x]\s*\$?\d[\d.,]*\s*=\s*\$?$", wrong[: changed.start()]))


def _changed(random: Random, number: str) -> str | None:
    """Another number of the same shape."""
    digits = [place for place, sign in enumerate(number) if sign.isdigit()]
    if not digits:
        return None
    place = random.choice(digits)
    choices = [each for each in "123456789" if each != number[place]]
    return number[:place] + random.choice(choices) + number[place + 1 :]
