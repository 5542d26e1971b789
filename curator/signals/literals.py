"""What every match of a regular expression holds: plain words that are quicker to look for than the expression.

Read from the expression itself, so that the two cannot part. Expressions are those of Polars and of Python alike; what
this reader does not understand says nothing, and of words it keeps those that stand in the fewest texts.
"""

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise, product
from math import prod
from typing import NamedTuple

_MOST = 64
"""Words that are kept apart; a class of more letters is any letter."""
_LONGEST = 12
_TOKEN = re.compile(
    r"\(\?(?P<flags>[a-z]*(?:-[a-z]+)?)(?P<scoped>[:)])|(?P<open>\((?:\?(?:P?<\w+>|P=\w+|(?P<around><?[=!])))?)|"
    r"(?P<close>\))|(?P<bar>\|)|(?P<class>\[\^?\]?(?:\\.|[^\]\\])*\])|"
    r"(?P<count>[*+?]|\{(?P<least>\d*)(?P<comma>,?)(?P<most>\d*)\})[?+]?|"
    r"(?P<edge>[\^$]|\\[bBAzZ])|(?P<any>\.|\\(?:[swSWD]|[pP](?:\w|\{\w+\})))|(?P<char>\\u\{\w+\}|\\u\w{4}|\\x\w\w|\\.|.)",
    re.S,
)
_MEMBER = re.compile(r"\\[pP](?:\w|\{\w+\})|\\u\{\w+\}|\\u\w{4}|\\x\w\w|\\.|.", re.S)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_DIGITS = frozenset("0123456789")

Words = frozenset[str]
NOTHING: Words = frozenset({""})


class _Part(NamedTuple):
    """What is known of a piece: all that it can be, where that is little, and words one of which it holds."""

    exact: Words | None
    held: Words | None


_ANY, _EMPTY = _Part(None, None), _Part(NOTHING, None)


@cache
def literals(expression: str, *, any_case: bool = False) -> tuple[str, ...]:
    """Words one of which stands in every match, whatever the case of its ASCII letters; none where nothing is sure.

    Args:
        expression: a regular expression.
        any_case: it is used with the flag that ignores case, beside those it states.
    """
    held = _held(_Reader(expression).alternatives(any_case=any_case))
    return tuple(sorted(held)) if held else ()


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, expression: str) -> None:
        self._tokens = list(_TOKEN.finditer(expression))
        self._place = 0

    def alternatives(self, *, any_case: bool) -> _Part:
        """What stands up to the end of the group, its bars taken as choices."""
        choices: list[_Part] = []
        parts: list[_Part] = []
        while self._place < len(self._tokens):
            token = self._tokens[self._place]
            self._place += 1
            if token["close"]:
                break
            if token["bar"]:
                choices.append(_joined(parts))
                parts = []
            elif token["count"]:
                parts[-1] = _counted(parts[-1], token)
            elif token["scoped"] == ")":
                any_case = _ignores_case(token["flags"], any_case=any_case)
            else:
                parts.append(self._part(token, any_case=any_case))
        return _one_of([*choices, _joined(parts)])

    def _part(self, token: re.Match[str], *, any_case: bool) -> _Part:
        if token["scoped"]:
            return self.alternatives(any_case=_ignores_case(token["flags"], any_case=any_case))
        if token["open"]:
            inside = self.alternatives(any_case=any_case)
            return _EMPTY if token["around"] else inside
        if token["edge"]:
            return _EMPTY
        if token["any"]:
            return _ANY
        members = _members(token["class"]) if token["class"] else _characters(token["char"])
        if members is None:
            return _ANY
        found = frozenset(form for member in members for form in _forms(member, any_case=any_case))
        return _Part(found, None) if len(found) <= _MOST else _ANY


def _ignores_case(flags: str, *, any_case: bool) -> bool:
    on, _, off = flags.partition("-")
    return "i" not in off and ("i" in on or any_case)


def _members(written: str) -> Words | None:
    """The characters of a class; none where they are too many."""
    inside = written[1:-1]
    if inside.startswith("^") or "[:" in inside:
        return None
    found: set[str] = set()
    pieces = _MEMBER.findall(inside)
    place = 0
    while place < len(pieces):
        first = _characters(pieces[place])
        last = _characters(pieces[place + 2]) if place + 2 < len(pieces) and pieces[place + 1] == "-" else None
        if first is None:
            return None
        if last is not None:
            low, high = ord(min(first)), ord(max(last))
            if high - low >= _MOST:
                return None
            first = frozenset(map(chr, range(low, high + 1)))
        found |= first
        place += 1 if last is None else 3
    return frozenset(found)


def _characters(written: str) -> Words | None:
    """What a character, written plainly or escaped, stands for."""
    if not written.startswith("\\") or written == "\\":
        return frozenset(written)
    kind = written[1]
    if kind in "ux":
        return frozenset(chr(int(written[2:].strip("{}"), 16)))
    if kind == "d":
        return _DIGITS
    if kind in _ESCAPES:
        return frozenset(_ESCAPES[kind])
    return None if kind.isalnum() else frozenset(kind)


def _forms(character: str, *, any_case: bool) -> Iterable[str]:
    """Its ASCII letter in lower case, or both cases of another letter where case is ignored."""
    if character.isascii():
        return (character.lower(),)
    return {character, character.lower(), character.upper()} if any_case else (character,)


def _counted(part: _Part, token: re.Match[str]) -> _Part:
    sign = token["count"][0]
    least = {"*": 0, "+": 1, "?": 0}.get(sign, int(token["least"] or 0))
    most = {"*": None, "+": None, "?": 1}.get(sign, int(token["most"]) if token["most"] else None)
    if sign == "{" and not token["comma"]:
        most = least
    if most == 1 and least == 0:
        return _Part(part.exact | NOTHING, None) if part.exact is not None else _ANY
    if least == 0:
        return _EMPTY if most == 0 else _ANY
    repeated = _joined([part] * min(least, _LONGEST))
    return repeated if most == least <= _LONGEST else _Part(None, _held(repeated))


def _joined(parts: Iterable[_Part]) -> _Part:
    """Pieces one behind the other."""
    run = NOTHING
    found: list[Words] = []
    is_exact = True
    for part in parts:
        if part.exact is not None and len(run) * len(part.exact) <= _MOST:
            run = frozenset(before + after for before, after in product(run, part.exact))
            continue
        is_exact = False
        found += [run, *([part.held] if part.held else [])]
        run = part.exact if part.exact is not None else NOTHING
    if is_exact:
        return _Part(run, None)
    return _Part(None, _best([*found, run]))


def _one_of(choices: list[_Part]) -> _Part:
    if len(choices) == 1:
        return choices[0]
    every = [choice.exact for choice in choices if choice.exact is not None]
    if len(every) == len(choices) and sum(map(len, every)) <= _MOST:
        return _Part(frozenset().union(*every), None)
    held = [_held(choice) for choice in choices]
    sure = [words for words in held if words]
    return _Part(None, frozenset().union(*sure) if len(sure) == len(held) else None)


def _held(part: _Part) -> Words | None:
    return _best([part.exact]) if part.exact is not None else part.held


def _best(found: Iterable[Words]) -> Words | None:
    """Of sets of words the one that stands in the fewest texts, long words cut."""
    able = [_shortest({word[:_LONGEST] for word in words}) for words in found if "" not in words]
    return min(able, key=_frequency, default=None)


def _shortest(words: set[str]) -> Words:
    """Those that begin with no other of them."""
    kept: list[str] = []
    for word in sorted(words):
        if not kept or not word.startswith(kept[-1]):
            kept.append(word)
    return frozenset(kept)


_SPACE, _FIRST, _NEXT, _COMMON, _SIGN, _RARE = 5.0, 15.0, 6.0, 60.0, 1_000.0, 10_000.0


def _frequency(words: Words) -> float:
    """A guess in how many texts: of letters the first says most, signs are rare."""
    return sum(prod(1 / _rarity(before, sign) for before, sign in pairwise(" " + word)) for word in words)


def _rarity(before: str, sign: str) -> float:
    """A sign among how many is this one."""
    if not sign.isascii():
        return _FIRST ** len(sign.encode())
    if sign.isalpha():
        return _NEXT if before.isalpha() else _FIRST
    return _SPACE if sign == " " else _COMMON if sign in ".,'-\n" else _SIGN if sign in '():;!?/"0123456789' else _RARE
