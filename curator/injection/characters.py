"""Answers whose characters were damaged on the way."""

import re
from random import Random

from curator.injection.made import Made, Row, answering

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
    """Characters that could not be read, each a replacement sign."""
    text = _typeset(row["output"])
    lost = re.sub(r"[^\x00-\x7f]", "\ufffd", text)
    if lost == text:
        place = random.randrange(len(text))
        lost = f"{text[:place]}\ufffd{text[place + 1 :]}"
    return Made({**row, "output": lost}, {**row, "output": text})


def control_characters(random: Random, row: Row) -> Made:
    """Up to three control characters anywhere in the answer."""
    sign = random.choice(["\x00", "\x08", "\x1b[0m", "\x0b", "\x7f", "\x02", "\x1b[31m", "\x85", "\x9d", "\x1f"])
    text = row["output"]
    for _ in range(random.randrange(1, 4)):
        place = random.randrange(len(text) + 1)
        text = text[:place] + sign + text[place:]
    return answering(row, text)


def escaped(random: Random, row: Row) -> Made | None:
    """Escaped twice: line breaks are spelt out."""
    if row["output"].strip().count("\n") < 2 or re.search(r"[{};=\\]", row["output"]):
        return None
    return answering(row, row["output"].replace("\n", "\\n").replace("\t", "\\t"))


def printed(random: Random, row: Row) -> Made | None:
    """A program printed a list or a dictionary in the text's place."""
    lines = [each for each in row["output"].splitlines() if each.strip()]
    if re.search(r"list|array|dict|json|python|java|code|tuple", f"{row['instruction']} {row['input']}", re.IGNORECASE):
        return None
    ways = (repr(lines), repr({"answer": row["output"]}), repr([{"text": row["output"], "type": "text"}]))
    return answering(row, random.choice(ways))
