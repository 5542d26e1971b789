"""Answers that are wrong in a way that can be checked."""

import json
import re
from collections.abc import Callable
from random import Random

from curator.injection import phrases
from curator.injection.made import Made, Row, answering


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


_STEP = re.compile(r"<<([^<>=]+)=([^<>]+)>>([\d.,]+)")


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
    ways: tuple[Callable[[], str], ...] = (
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
    """The prompt lists labels, and the answer is none of them."""
    asked, labels = random.choice(phrases.LABELS)
    prompt = {"instruction": asked, "input": row["output"][:300]}
    wrong = random.choice([each for each in phrases.OTHER_LABELS if each not in labels])
    right = random.choice(labels)
    shape = random.choice(["{}", "{}", "{}.", "Label: {}", "The answer is {}."])
    return Made({**prompt, "output": shape.format(wrong)}, {**prompt, "output": shape.format(right)})


def result_for_code(random: Random, row: Row) -> Made | None:
    """A program is asked for; what it would print is given."""
    wants = re.search(
        r"\b(write|create|implement|develop)\b.*\b(function|program|script)\b", row["instruction"], re.IGNORECASE
    )
    if not wants or not re.search(r"[;{}=]|def ", row["output"]):
        return None
    given = ["[1, 2, 3]", "The result is 42.", "Hello World", "5\n10\n15", "True", "The sum of the numbers is 15."]
    return answering(row, random.choice(given))
