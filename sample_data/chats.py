"""The chats: two or three questions of a task and their answers, a few of them broken."""

import random
from collections.abc import Callable
from itertools import islice, product

from compose import STEMS, Example, Material
from plant import REFUSALS
from rows import Row

CHATS = 56
SYSTEMS = (None, None, "You sort the post of a shop.", "Answer as briefly as you can.")
FOLLOW_UPS = ("And this one?", "The next one:", "What about this?", "Thanks. One more:")

Turn = dict[str, str]


def make_chats(material: Material, rng: random.Random) -> list[Row]:
    """OpenAI messages in random order."""
    streams = {task: material.train(task) for task in STEMS}
    chats = []
    for _, task in product(range(CHATS // len(STEMS)), STEMS):
        chats.append(_chat(list(islice(streams[task], rng.choice((2, 2, 3)))), rng))
    rng.shuffle(chats)
    rows = []
    for fault, (spoil, count) in FAULTS.items():
        for _ in range(count):
            chat = next(each for each in chats if fault != "mojibake" or _is_garbled_by_cp1252(each))
            chats.remove(chat)
            rows.append(Row({"messages": spoil(chat, rng)}, fault))
    clean = [Row({"messages": chat}) for chat in chats]
    copies = [Row(row.record, "exact-duplicate", row) for row in clean[:COPIED]]
    rows += clean + copies
    rng.shuffle(rows)
    return rows


def _chat(examples: list[Example], rng: random.Random) -> list[Turn]:
    first, *others = examples
    system = rng.choice(SYSTEMS)
    turns = [_turn("system", system)] if system else []
    turns += [_turn("user", first.prompt()), _turn("assistant", first.answer)]
    for example in others:
        turns += [
            _turn("user", f"{rng.choice(FOLLOW_UPS)}\n{example.message}"),
            _turn("assistant", example.answer),
        ]
    return turns


def _turn(role: str, content: str) -> Turn:
    return {"role": role, "content": content}


def ends_on_user(chat: list[Turn], rng: random.Random) -> list[Turn]:
    """The last answer is missing."""
    return chat[:-1]


def role_order(chat: list[Turn], rng: random.Random) -> list[Turn]:
    """The first question is missing, so that an answer opens the chat."""
    at = next(i for i, turn in enumerate(chat) if turn["role"] == "user")
    return chat[:at] + chat[at + 1 :]


def empty_turn(chat: list[Turn], rng: random.Random) -> list[Turn]:
    """The last answer is there but blank."""
    return [*chat[:-1], _turn("assistant", "")]


def refusal(chat: list[Turn], rng: random.Random) -> list[Turn]:
    """The last answer refuses a harmless request."""
    return [*chat[:-1], _turn("assistant", rng.choice(REFUSALS))]


def mojibake(chat: list[Turn], rng: random.Random) -> list[Turn]:
    """UTF-8 read as Windows-1252."""
    return [_turn(turn["role"], turn["content"].encode().decode("cp1252")) for turn in chat]


def _is_garbled_by_cp1252(chat: list[Turn]) -> bool:
    try:
        return mojibake(chat, random.Random()) != chat
    except UnicodeDecodeError:
        return False


FAULTS: dict[str, tuple[Callable[[list[Turn], random.Random], list[Turn]], int]] = {
    "mojibake": (mojibake, 2),
    "ends-on-user": (ends_on_user, 5),
    "role-order": (role_order, 4),
    "empty-turn": (empty_turn, 4),
    "refusal": (refusal, 4),
}
COPIED = 4
