"""Answers with something around them that belongs to a template, a page or the next task."""

from random import Random

from curator.injection import phrases
from curator.injection.made import Made, Row, answering


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
    """Generation did not stop: the next question and its answer, behind names of speakers."""
    turn = random.choice(phrases.SPOKEN_TURNS).format(ask=random.choice(phrases.DANGLING), say="Here is one.")
    return answering(row, row["output"] + turn)


def merged(random: Random, row: Row) -> Made:
    """The generator's next task stands behind the answer."""
    task = random.choice(phrases.MERGED).format(
        n=random.randrange(2, 20), ask=random.choice(phrases.DANGLING), say="A short answer."
    )
    return answering(row, row["output"] + task)


def label(random: Random, row: Row) -> Made:
    """The name of the field stands before the answer."""
    return answering(row, random.choice(phrases.ANSWER_LABELS) + row["output"])


def html(random: Random, row: Row) -> Made | None:
    """The answer stands in the markup of a page."""
    if "<" in row["output"] or "<" in row["instruction"] + row["input"]:
        return None
    return answering(row, random.choice(phrases.HTML).format(text=row["output"]))


def page_residue(random: Random, row: Row) -> Made:
    """Labels of the buttons around an answer were copied with it."""
    return answering(row, random.choice(phrases.PAGE_RESIDUE).format(text=row["output"]))
