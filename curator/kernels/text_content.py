"""Whether a line is prose, code or mathematics, by its tokens; compiled by numba.

A token stands between white space. It is a word, a piece of code (a call, an assignment, a path of names, an operator
of programs) or a piece of mathematics (numbers and single letters with an operator, a command of LaTeX). A line is code
when it begins with a keyword, ends with ";" or "{", or has as many pieces of code as words; mathematics when that is
longer than its words. Lines that could be either, such as "end" or "import os", are what most of the text is.
"""

from typing import Any

from curator.compiled import byte_at, compiled
from curator.kernels.folded import character_at

NOTHING, PROSE, CODE, MATHS, EITHER = range(5)
"""Kinds of lines and tokens."""

_STRUCTURE, _STATEMENT, _QUERY, _CLAUSE = 1, 2, 4, 8
KEYWORDS = {
    _STRUCTURE: "def class function func fn public private protected static const let var import from using package "
    "namespace struct enum interface void int float double char bool boolean string auto unsigned",
    _STATEMENT: "if for while else elif elsif try except catch finally switch case default return print puts echo end "
    "raise throw yield async await assert pass break continue do done fi then begin with foreach del global lambda "
    "printf cout cin System.out self this",
    _QUERY: "SELECT INSERT UPDATE DELETE CREATE ALTER DROP WITH",
    _CLAUSE: "FROM INTO SET TABLE WHERE VALUES JOIN BY ON AND GROUP ORDER INNER LEFT HAVING LIMIT UNION",
}
"""First words of lines of code; clauses stand anywhere in a query."""

OFFSET, PRIME, POSITIVE = 0x4BF29CE484222325, 0x100000001B3, 0x7FFFFFFFFFFFFFFF
"""Of the hash of words: FNV-1a, but of characters, and without a sign."""


@compiled
def line_kind(data: int, start: int, end: int, keywords: Any) -> tuple[int, int, int, int]:  # noqa: ANN401
    """What the line from `start` to `end` is, and how many bytes of it are prose, code and mathematics."""
    first, stop = start, end
    while first < stop and byte_at(data, first) <= 0x20:
        first += 1
    while stop > first and byte_at(data, stop - 1) <= 0x20:
        stop -= 1
    if first == stop:
        return NOTHING, 0, 0, 0
    total = stop - first
    if _opens_code(data, first, stop):
        return CODE, 0, total, 0
    first_byte, last_byte = int(byte_at(data, first)), int(byte_at(data, stop - 1))
    counts = _tokens(data, first, stop, keywords)
    words, long_words, codes, maths, bytes_of_words, bytes_of_code, bytes_of_maths, opening, clauses = counts
    if _is_code(words, codes, opening, clauses, first_byte, last_byte):
        return CODE, 0, total, 0
    if words + codes + maths == 0:
        return (EITHER if first_byte in (ord("}"), ord("{"), ord(")"), ord("]")) else NOTHING), 0, 0, 0
    if maths and (long_words == 0 or bytes_of_maths >= 2 * bytes_of_words):
        return MATHS, 0, 0, total
    is_remark = first_byte == ord("#") and byte_at(data, first + 1) == ord(" ")
    if last_byte == ord(";") or is_remark or (opening & 3 != 0 and words <= 6 and last_byte != ord(".")):
        return EITHER, total, 0, 0
    return PROSE, bytes_of_words, bytes_of_code, bytes_of_maths


@compiled
def _is_code(words: int, codes: int, opening: int, clauses: int, first_byte: int, last_byte: int) -> bool:
    """Whether a line is, by its words and pieces of code, what its first word is, and what stands at its ends."""
    if opening & 12 and clauses >= 2 and (opening & 4 or (words <= 8 and codes > 0)):
        return True
    if last_byte == ord("{") or (last_byte == ord(";") and (codes > 0 or opening & 3)):
        return True
    if codes == 0:
        return False
    if codes >= words or (opening & 3 and words <= 8):
        return True
    return first_byte in (ord("["), ord("{"), ord("(")) and last_byte in (ord("]"), ord("}"), ord(")"))


@compiled
def _tokens(
    data: int, start: int, end: int, keywords: Any  # noqa: ANN401
) -> tuple[int, int, int, int, int, int, int, int, int]:  # fmt: skip
    """Words, longer ones, pieces of code and of mathematics; bytes of each; what the first word is; clauses."""
    words, codes, maths, bytes_of_words, bytes_of_code, bytes_of_maths = 0, 0, 0, 0, 0, 0
    long_words, clauses, opening = 0, 0, 0
    place = start
    while place < end:
        if byte_at(data, place) <= 0x20:
            place += 1
            continue
        stop = place
        while stop < end and byte_at(data, stop) > 0x20:
            stop += 1
        kind, letters, hashed = _token(data, place, stop)
        bits = _keyword(hashed, keywords) if letters else 0
        if place == start:
            opening = bits
        clauses += bits & 12 != 0
        size = stop - place
        if kind == PROSE:
            words += 1
            long_words += letters > 2
            bytes_of_words += size
        elif kind == CODE:
            codes += 1
            bytes_of_code += size
        elif kind == MATHS:
            maths += 1
            bytes_of_maths += size
        place = stop
    return words, long_words, codes, maths, bytes_of_words, bytes_of_code, bytes_of_maths, opening, clauses


@compiled
def _opens_code(data: int, place: int, stop: int) -> bool:
    """Whether the first token of a line is that of a comment, a directive or a tag."""
    first = byte_at(data, place)
    second = byte_at(data, place + 1) if place + 1 < stop else 0
    if first == ord("/"):
        return bool(second == ord("/") or second == ord("*"))
    if first == ord("#"):
        return bool(
            second == ord("!") or (stop - place >= 8 and second == ord("i") and byte_at(data, place + 4) == ord("l"))
        )
    return bool(first == ord("<") and second in (ord("/"), ord("!"), ord("?")))


@compiled
def _token(data: int, place: int, stop: int) -> tuple[int, int, int]:
    """What a token is, how many letters it has, and the hash of what it begins with up to a bracket or a stop."""
    while place < stop and byte_at(data, place) in (ord('"'), ord("'"), ord("*"), ord("(")):
        place += 1
    start = place
    letters, digits, run, longest, operators, pieces, latex = 0, 0, 0, 0, 0, 0, 0
    is_named, is_quoted = True, False
    hashed = OFFSET
    before, previous = 0, 0
    while place < stop:
        code, after = character_at(data, place)
        if _is_letter(code):  # most are
            letters += 1
            run += 1
            longest = max(longest, run)
            if is_named:
                hashed = ((hashed ^ code) * PRIME) & POSITIVE
            before, previous = previous, code
            place = after
            continue
        following = int(byte_at(data, after)) if after < stop else 0
        is_letter = code >= 0xAA and not _is_mathematical(code)
        run = run + 1 if is_letter else 0
        longest = max(longest, run)
        letters += is_letter
        digits += ord("0") <= code <= ord("9")
        if not is_letter:
            is_quoted = is_quoted or code in (ord("`"), ord("@")) or (code == ord(":") and following == ord("/"))
            latex += code == ord("\\") and (_is_letter(following) or following in (ord("("), ord("["), ord(",")))
            operators += _is_mathematical(code)
            pieces += _is_piece(before, previous, code, following)
        is_named = is_named and (is_letter or (code == ord(".") and hashed != OFFSET))
        if is_named:
            hashed = ((hashed ^ code) * PRIME) & POSITIVE
        before, previous = previous, code
        place = after
    if is_quoted or _is_sentinel(data, start, stop):
        return NOTHING, 0, 0
    if latex:
        return MATHS, 0, 0
    kind = _token_kind(letters, digits, longest, operators, pieces)
    return kind, letters if kind in (PROSE, CODE) else 0, hashed


@compiled
def _token_kind(letters: int, digits: int, longest: int, operators: int, pieces: int) -> int:
    if pieces and (longest > 1 or letters == 0):
        return CODE
    if operators and longest <= 2:
        return MATHS
    if longest > 1 or (letters == 1 and digits == 0):
        return PROSE
    return MATHS if pieces else NOTHING


@compiled
def _is_sentinel(data: int, place: int, stop: int) -> bool:
    """Whether it begins as "<noinput>" does, which is no tag."""
    return bool(
        stop - place >= 3
        and byte_at(data, place) == ord("<")
        and byte_at(data, place + 1) | 0x20 == ord("n")
        and byte_at(data, place + 2) | 0x20 == ord("o")
    )


@compiled
def _is_piece(before: int, previous: int, code: int, following: int) -> bool:
    """Whether a sign, with those around it, is one of code: a call, an index, an operator of programs, a path."""
    named = _is_letter(previous) or previous == ord("_") or ord("0") <= previous <= ord("9")
    if code == ord("("):
        return named and not (following == ord("s") or following == ord("e")) and following != 0
    if code == ord("_"):
        return (named or previous == ord("_")) and (_is_letter(following) or following == ord("_"))
    if code == ord("["):
        return (named and following != 0 and following != ord("^")) or following == ord("]")
    if code == ord("."):
        return _is_letter(previous) and _is_letter(before) and ord("a") <= following <= ord("z")
    return _is_operator(before, previous, code, following, named)


@compiled
def _is_operator(before: int, previous: int, code: int, following: int, named: bool) -> bool:
    if code == ord("="):
        return previous in (ord("="), ord("!"), ord("+"), ord("-"), ord("*")) or following == ord(">") or (
            named and _is_letter(previous) and following in (ord('"'), ord("'"))
        )  # fmt: skip
    if code in (ord("&"), ord("|"), ord(":"), ord("+")):
        return previous == code and (code != ord("+") or named or _is_letter(before))
    if code == ord(">"):
        return _is_letter(before) and previous == ord("-") and _is_letter(following)
    if code in (ord("{"), ord("}")):
        return before != ord("{") and (previous != 0 or following != 0)
    if code == ord("<"):
        return (following == ord("/") or _is_letter(following)) and not named
    if code == ord("$"):
        return _is_letter(following) or following == ord("{")
    if code == ord('"'):
        return following == ord(":") or (previous == ord("{")) or (previous == ord("[") and _is_letter(following))
    if code == ord(";"):
        return previous in (ord(")"), ord("]"), ord("}"), ord('"'), ord("'"))
    return False


@compiled
def _is_letter(code: int) -> bool:
    return ord("a") <= code | 0x20 <= ord("z")


@compiled
def _is_mathematical(code: int) -> bool:
    """Operators, and what stands for numbers above and below a line."""
    if code < 0x80:
        return code in (ord("="), ord("+"), ord("*"), ord("/"), ord("^"), ord("<"), ord(">"))
    if code < 0x2070:
        return code in (0xB1, 0xB2, 0xB3, 0xB9, 0xBC, 0xBD, 0xBE, 0xD7, 0xF7, 0x3C0)
    return code <= 0x209F or 0x2190 <= code <= 0x22FF


@compiled
def _keyword(hashed: int, keywords: Any) -> int:  # noqa: ANN401
    slot = hashed & (len(keywords) - 1)
    while keywords[slot, 0] != 0:
        if keywords[slot, 0] == hashed:
            return int(keywords[slot, 1])
        slot = (slot + 1) & (len(keywords) - 1)
    return 0
