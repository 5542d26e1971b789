"""Cutting a line at its equals signs, and finding the calculation that ends or begins at one of them."""

import re
from dataclasses import dataclass

from curator.signals.arithmetic.expression import NUMERAL

MAX_UNIT_WORDS = 3
_TOKEN = re.compile(
    rf"(?P<number>[$€£]?(?:{NUMERAL})%?)|(?P<word>[^\W\d_]+(?:['’-][^\W\d_]+)*)|(?P<sign>\*\*|[-+*/^×·÷−–⋅])"
    r"|(?P<open>[(\[])|(?P<close>[)\]])|(?P<equals>=)|(?P<other>\S)"
)
# A number after one of these is only a part of what is said.
_LEADS_ON = frozenset(
    {
        "of",
        "times",
        "plus",
        "minus",
        "squared",
        "cubed",
        "root",
        "sqrt",
        "log",
        "ln",
        "sin",
        "cos",
        "tan",
        "mod",
        "choose",
    }
    | {"negative", "point", "add", "subtract", "multiply", "divide", "half", "twice", "double", "triple"}
)
SCALES = frozenset(
    {"thousand", "thousands", "million", "millions", "billion", "billions", "trillion", "hundred", "hundreds", "dozen"}
    | {"dozens", "pair", "pairs", "half", "halves", "mod", "modulo", "percent", "remainder", "rem", "squared", "cubed"}
    | {"degrees", "of"}
)
_JOINS = frozenset("\"'(:>*,;.!?“|=")


@dataclass(frozen=True)
class Token:
    """A piece of a line: its kind, its text, and whether white space stands before it."""

    kind: str
    text: str
    start: int
    end: int
    is_spaced: bool


@dataclass(frozen=True)
class Span:
    """A calculation or a number: its text without units, as it stands, and the units."""

    code: str
    shown: str
    units: frozenset[str]
    count: int  # of numbers


def tokens_of(line: str) -> list[Token]:
    """All tokens of a line; `x` between two operands is a sign."""
    found: list[Token] = []
    for match in _TOKEN.finditer(line):
        kind = str(match.lastgroup)
        found.append(
            Token(
                kind, match.group(), match.start(), match.end(), match.start() == 0 or line[match.start() - 1].isspace()
            )
        )
    for place in range(1, len(found) - 1):
        token, before, after = found[place], found[place - 1], found[place + 1]
        if token.text in ("x", "X") and after.kind in ("number", "open") and before.kind in ("number", "close", "word"):
            found[place] = Token("sign", "*", token.start, token.end, token.is_spaced)
    return found


def ending_span(line: str, tokens: list[Token]) -> Span | None:
    """The calculation that stands at the end of these tokens; None when there is none or it is part of more."""
    place, depth = len(tokens) - 1, 0
    while place >= 0:
        token, after = tokens[place], tokens[place + 1] if place + 1 < len(tokens) else None
        joins = after is None or after.kind in ("sign", "close")
        if token.kind == "number":
            fits = joins or (after is not None and after.kind == "word")
        elif token.kind == "word":
            fits = (joins or (after is not None and after.kind == "word")) and _follows_a_number(tokens, place)
        elif token.kind == "sign":
            fits = after is not None and after.kind in ("number", "open")
        elif token.kind == "close":
            fits, depth = joins, depth + 1
        else:
            fits = token.kind == "open" and depth > 0 and after is not None and after.kind in ("number", "open", "sign")
            depth -= fits
        if not fits:
            break
        place -= 1
    first = _without_dash(tokens, place + 1)
    if first is None or (first == place + 1 and not _starts_freely(tokens, first)):
        return None
    return _span(line, tokens[first:])


def starting_span(line: str, tokens: list[Token]) -> Span | None:
    """The number or calculation at the beginning of these tokens; None when it is part of more."""
    place, depth, last = 0, 0, 0
    expects = True
    while place < len(tokens):
        token = tokens[place]
        if expects and token.kind == "number":
            expects, last = False, place + 1
        elif expects and (token.kind == "open" or (token.text in "-−" and place == 0)):
            depth += token.kind == "open"
        elif not expects and token.kind == "close" and depth:
            depth, last = depth - 1, place + 1
        elif not expects and token.kind == "sign" and place + 1 < len(tokens):
            if tokens[place + 1].kind not in ("number", "open"):
                break
            expects = True
        elif expects or token.kind != "word" or len(token.text) == 1 or not _is_unit_of_more(tokens, place):
            break
        place += 1
    rest = tokens[last:]
    if not last or expects or depth or _goes_on(rest):
        return None
    return _span(line, tokens[:last], _unit_after(rest))


def _follows_a_number(tokens: list[Token], place: int) -> bool:
    for back in range(place - 1, max(-1, place - 1 - MAX_UNIT_WORDS), -1):
        if tokens[back].kind == "number":
            return len(tokens[place].text) > 1
        if tokens[back].kind != "word":
            return False
    return False


def _is_unit_of_more(tokens: list[Token], place: int) -> bool:
    """Whether the words from here on are a unit inside a calculation: a sign and an operand come next."""
    for ahead in range(place, min(len(tokens) - 1, place + MAX_UNIT_WORDS)):
        if tokens[ahead + 1].kind == "sign":
            return (
                ahead + 2 < len(tokens) and tokens[ahead + 2].kind in ("number", "open") and tokens[ahead + 1].is_spaced
            )
        if tokens[ahead + 1].kind != "word":
            return False
    return False


def _without_dash(tokens: list[Token], first: int) -> int | None:
    """Where the calculation starts: a dash that only parts it from words before is no minus."""
    if first >= len(tokens):
        return None
    if tokens[first].kind != "sign":
        return first
    if tokens[first].text not in "-−–•*" or first + 1 >= len(tokens):
        return None
    is_bullet = (
        tokens[first].is_spaced
        and tokens[first + 1].is_spaced
        and (first == 0 or tokens[first - 1].kind in ("word", "other"))
    )
    if is_bullet:
        return first + 1
    return first if tokens[first].text in "-−" and tokens[first].is_spaced else None


def _starts_freely(tokens: list[Token], first: int) -> bool:
    if first == 0:
        return True
    before = tokens[first - 1]
    if before.kind == "word":
        is_number_before = first > 1 and tokens[first - 2].kind == "number" and before.text.lower() == "and"
        leads = before.text.lower() in _LEADS_ON
        return tokens[first].is_spaced and not leads and not is_number_before and len(before.text) > 1
    if before.kind == "close":
        return tokens[first].is_spaced and first > 1 and tokens[first - 2].kind in ("number", "word") and first == 2
    if before.kind == "open":
        return first == 1 or (
            tokens[first - 2].kind not in ("sign", "number") and (before.is_spaced or tokens[first - 2].kind == "other")
        )
    if before.kind == "other":
        is_list_mark = before.text == "." and first == 2
        earlier = tokens[first - 2].kind if first > 1 else ""
        if before.text in ",." and (
            not tokens[first].is_spaced or earlier == "sign" or (before.text == "," and earlier == "number")
        ):
            return False
        return before.text in _JOINS and (is_list_mark or earlier != "number")
    return False


def _goes_on(rest: list[Token]) -> bool:
    """Whether what follows a number makes it part of more: a power, a variable, a remainder, a mixed number."""
    if not rest:
        return False
    head = rest[0]
    if head.kind == "word":
        is_variable = len(head.text) == 1 and not (head.is_spaced and head.text in "aAI")
        return (
            is_variable
            or head.text.lower() in SCALES
            or (head.text.lower() == "and" and len(rest) > 1 and rest[1].kind == "number")
        )
    if head.kind in ("number", "open"):
        return head.kind == "number" or not head.is_spaced
    if head.kind == "sign":
        return head.text not in "-−–" or not head.is_spaced
    return head.text in ":^²³√°_\\…'" or (
        head.text == "." and len(rest) > 1 and rest[1].text == "." and not rest[1].is_spaced
    )


def _unit_after(rest: list[Token]) -> frozenset[str]:
    return frozenset({rest[0].text}) if rest and rest[0].kind == "word" else frozenset()


def _span(line: str, tokens: list[Token], unit: frozenset[str] = frozenset()) -> Span | None:
    numbers = [token.text for token in tokens if token.kind == "number"]
    words = {
        token.text for place, token in enumerate(tokens) if token.kind == "word" and tokens[place - 1].kind == "number"
    }
    units = {word.lower().removesuffix("s") for word in words | unit} | {n[0] for n in numbers if n[0] in "$€£"}
    if not numbers or units & SCALES or any(token.text.lower() in SCALES for token in tokens if token.kind == "word"):
        return None
    code = " ".join(token.text.lstrip("$€£") for token in tokens if token.kind != "word")
    return Span(code, line[tokens[0].start : tokens[-1].end], frozenset(units), len(numbers))
