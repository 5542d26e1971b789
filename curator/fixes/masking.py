"""Masks: personal data and secrets replaced by placeholders such as `<EMAIL_1>`.

Placeholders have a type, so that sentences stay readable and somebody can put invented values in their place; they
have a number, so that two people of one record stay two; and they are no real-looking values such as addresses at
example.com, because a model that learns to write those learns to make addresses up.
"""

import re
from collections.abc import Callable, Collection

from curator.fixes.fix import PROSE, Fix
from curator.pii import PERSONAL, SECRETS, find, replaced, withheld

Mask = Callable[[str], str]


def masking(kinds: Collection[str]) -> Callable[[], Mask]:
    """What makes the mask of one record: each mention of a value gets the number that the first one got."""

    def begin() -> Mask:
        numbers: dict[tuple[str, str], int] = {}
        highest = dict.fromkeys(kinds, 0)

        def placeholder(kind: str, identity: str) -> str:
            if (kind, identity) not in numbers:
                highest[kind] += 1
                numbers[kind, identity] = highest[kind]
            return f"<{kind.upper()}_{numbers[kind, identity]}>"

        def mask(text: str) -> str:
            while found := find(text, kinds):
                for kind in {each.kind for each in found}:
                    highest[kind] = max([highest[kind], *_numbers(text, kind)])
                text = replaced(text, found, [placeholder(each.kind, each.identity) for each in found])
            return text

        return mask

    return begin


def _numbers(text: str, kind: str) -> list[int]:
    """The numbers of placeholders that stand in a text already."""
    return [int(number) for number in re.findall(rf"<{kind.upper()}_(\d{{1,6}})>", text)]


def _mask(name: str, about: str, kinds: Collection[str]) -> Fix:
    begin = masking(kinds)
    return Fix(name, 1, about, PROSE, lambda text: begin()(text), begin=begin, told=withheld, in_calls=True)


MASK_SECRETS = _mask(
    "mask-secrets", "replace keys, tokens, private-key blocks and passwords by <KEY_1>, <PASSWORD_1>", SECRETS
)
MASK_PERSONAL_DATA = _mask(
    "mask-personal-data",
    "replace e-mail addresses, telephone, card, bank and security numbers and IP addresses by <EMAIL_1>, <PHONE_1>, …",
    PERSONAL,
)
