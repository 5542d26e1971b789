"""Walk JSON at the speed of memory: where each value ends, and a number for its shape; compiled by numba.

The shape of an object is the sequence of its keys, each with the class of its value: null, Boolean, whole number,
decimal number, text, object (with its own shape) or list (with the shape all its elements share). Whatever two JSON
parsers might read differently has no shape: a key that stands twice or has escapes, half a surrogate pair, numbers of
more digits than every parser keeps, lists of elements of several shapes, deep nesting.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]  # has no types
from numba import njit, types
from numba.extending import intrinsic

Secret = tuple[np.uint64, np.uint64, np.uint64]
"""Random, the first two odd: nobody can make two shapes of one number on purpose."""

Function = TypeVar("Function", bound=Callable[..., Any])

ODD = np.uint64(0)
"""The shape of what has none."""

MOST_DEPTH = 16
MOST_KEYS = 128
MOST_DIGITS = 18
MOST_DIGITS_OF_A_DECIMAL = 15

_WIDTH = 64

_TRUE, _NULL_WORD, _FALS = (int.from_bytes(word, "big") for word in (b"true", b"null", b"fals"))

_NULL, _BOOL, _INT, _FLOAT, _TEXT, _NO_LIST, _OBJECT, _LIST, _KEY = (np.uint64(number) for number in range(1, 10))


def _compiled(function: Function) -> Function:
    """The function as machine code, kept on disk where there is a place for it."""
    compiled: Any
    try:
        compiled = njit(nogil=True, cache=True)(function)
    except RuntimeError:  # so says numba when no folder for its cache can be written
        compiled = njit(nogil=True)(function)
    typed: Function = compiled
    return typed


def _instruction(function: Callable[..., Any]) -> Any:  # noqa: ANN401
    """A function whose body is written in the compiler's own language."""
    return intrinsic(function)


@_instruction
def _stops(_: object, data: object, place: object) -> object:
    """Of the 64 bytes at `place`, those at which a JSON string may stop: quotes, backslashes, control characters."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> object:  # noqa: ANN401
        byte, vector = ir.IntType(8), ir.VectorType(ir.IntType(8), _WIDTH)
        pointer = builder.inttoptr(builder.add(*arguments), vector.as_pointer())
        block = builder.load(pointer, align=1)

        def all_of(value: int) -> object:
            return ir.Constant(vector, [ir.Constant(byte, value)] * _WIDTH)

        found = builder.or_(
            builder.icmp_unsigned("==", block, all_of(ord('"'))), builder.icmp_unsigned("==", block, all_of(ord("\\")))
        )
        found = builder.or_(found, builder.icmp_unsigned("<", block, all_of(0x20)))
        return builder.bitcast(found, ir.IntType(_WIDTH))

    return types.uint64(types.int64, types.int64), generate


@_instruction
def _at(_: object, data: object, place: object) -> object:
    """The byte at `place`."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> object:  # noqa: ANN401
        byte = ir.IntType(8)
        return builder.load(builder.inttoptr(builder.add(*arguments), byte.as_pointer()))

    return types.uint8(types.int64, types.int64), generate


@_instruction
def _lowest(_: object, bits: Any) -> object:  # noqa: ANN401
    """The place of the lowest bit that is set; 64 for none."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> object:  # noqa: ANN401
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(bits), generate


@_compiled
def _mix(shape: np.uint64, more: np.uint64, secret: Secret) -> np.uint64:
    mixed = (shape ^ more) * secret[0]
    mixed = (mixed ^ (mixed >> np.uint64(29))) * secret[1]
    return (mixed ^ (mixed >> np.uint64(32))) + secret[2]


@_compiled
def _hex(data: int, place: int) -> int:
    """The number of four hexadecimal digits; −1 when they are none."""
    value = 0
    for at in range(place, place + 4):
        byte = int(_at(data, at))
        if 48 <= byte <= 57:
            digit = byte - 48
        elif 65 <= byte <= 70 or 97 <= byte <= 102:
            digit = (byte & 0x5F) - 55
        else:
            return -1
        value = value * 16 + digit
    return value


@_compiled
def _escape_end(data: int, place: int, size: int) -> int:
    """Where the escape whose backslash is at `place` ends; −1 when it is none, or half a pair."""
    if place + 1 >= size:
        return -1
    byte = _at(data, place + 1)
    if byte != 117:
        known = byte == 110 or byte == 34 or byte == 92 or byte in (47, 98, 102, 114, 116)
        return place + 2 if known else -1
    if place + 6 > size:
        return -1
    code = _hex(data, place + 2)
    if code < 0 or 0xDC00 <= code <= 0xDFFF:
        return -1
    if code < 0xD800 or code > 0xDBFF:
        return place + 6
    if place + 12 > size or _at(data, place + 6) != 92 or _at(data, place + 7) != 117:
        return -1
    return place + 12 if 0xDC00 <= _hex(data, place + 8) <= 0xDFFF else -1


@_compiled
def _string_end(data: int, place: int, size: int) -> int:  # noqa: C901  # calls would cost a third of the speed
    """Where the string ends whose first character is at `place`; −1 when it is broken."""
    while place + 64 <= size:
        stops = _stops(data, place)
        if stops == 0:
            place += 64
            continue
        base = place
        while stops != 0:
            at: int = base + _lowest(stops)
            if at < place:  # a character of the escape before it
                stops &= stops - np.uint64(1)
                continue
            if _at(data, at) == 34:
                return at + 1
            if _at(data, at) != 92:
                return -1
            place = _escape_end(data, at, size)
            if place < 0:
                return -1
            stops &= stops - np.uint64(1)
        place = max(place, base + 64)
    while place < size:
        byte = _at(data, place)
        if byte == 34:
            return place + 1
        if byte < 32:
            return -1
        if byte == 92:
            place = _escape_end(data, place, size)
            if place < 0:
                return -1
        else:
            place += 1
    return -1


@_compiled
def _digits_end(data: int, place: int, size: int) -> int:
    while place < size and 48 <= _at(data, place) <= 57:
        place += 1
    return place


@_compiled
def _number(data: int, place: int, size: int) -> tuple[int, np.uint64]:
    """Where a number ends and its class; ODD for one that two parsers may read differently."""
    start = place + 1 if _at(data, place) == 45 else place
    end = _digits_end(data, start, size)
    digits = end - start
    if digits == 0 or digits > MOST_DIGITS or (digits > 1 and _at(data, start) == 48):
        return end, ODD
    if end < size and _at(data, end) == 46:
        whole = end
        end = _digits_end(data, whole + 1, size)
        decimals = end - whole - 1
        if decimals == 0 or digits + decimals > MOST_DIGITS_OF_A_DECIMAL:
            return end, ODD
        kind = _FLOAT
    else:
        kind = _INT
    return (end, ODD) if end < size and _at(data, end) in (101, 69) else (end, kind)


@_compiled
def _word(data: int, place: int, size: int) -> tuple[int, np.uint64]:
    """Where `true`, `false` or `null` ends and its class."""
    if place + 4 <= size:
        word = 0
        for at in range(place, place + 4):
            word = word * 256 + int(_at(data, at))
        if word == _TRUE:
            return place + 4, _BOOL
        if word == _NULL_WORD:
            return place + 4, _NULL
        if word == _FALS and place + 5 <= size and _at(data, place + 4) == 101:
            return place + 5, _BOOL
    return place, ODD


@_compiled
def _gap_end(data: int, place: int, size: int, newline: int) -> int:
    """The first byte that is no white space; `newline` is 10 where a newline counts as such, else another space."""
    while place < size:
        byte = _at(data, place)
        if byte != 32 and byte != 9 and byte != 13 and byte != newline:
            break
        place += 1
    return place


@_compiled
def _key(data: int, place: int, size: int, newline: int, secret: Secret) -> tuple[int, np.uint64]:
    """Where the value of the key at `place` begins, and the number of the key; ODD for one that is no plain key."""
    if place >= size or _at(data, place) != 34:
        return place, ODD
    place += 1
    number, word, length = _KEY, np.uint64(0), 0
    while place < size:
        byte = _at(data, place)
        if byte == 34:
            break
        if byte < 32 or byte == 92:
            return place, ODD
        word = (word << np.uint64(8)) | np.uint64(byte)
        length += 1
        if length % 8 == 0:
            number, word = _mix(number, word, secret), np.uint64(0)
        place += 1
    number = _mix(_mix(number, word, secret), np.uint64(length), secret)
    place = _gap_end(data, place + 1, size, newline)
    if place >= size or _at(data, place) != 58:
        return place, ODD
    return place + 1, number | np.uint64(1)


@_compiled
def value_end(  # noqa: C901  # one state machine
    data: int,
    place: int,
    size: int,
    newline: int,
    secret: Secret,
    stack: Any,  # noqa: ANN401
    keys: Any,  # noqa: ANN401
) -> tuple[int, np.uint64]:
    """Where the JSON value at `place` ends, and its shape; where it is odd, a place inside it and `ODD`.

    `stack` is working space: (MOST_DEPTH, 2) uint64, per open container its shape so far and, of an object, one more
    than the number of keys of the containers around it (0 for a list); `keys` (MOST_KEYS,) uint64.
    """
    depth, held = 0, 0
    while True:
        place = _gap_end(data, place, size, newline)
        if place >= size:
            return place, ODD
        byte = _at(data, place)
        opened = False
        if byte == 34:
            end = _string_end(data, place + 1, size)
            if end < 0:
                return place, ODD
            place, shape = end, _TEXT
        elif byte == 123 or byte == 91:
            if depth == MOST_DEPTH:
                return place, ODD
            place = _gap_end(data, place + 1, size, newline)
            if place >= size:
                return place, ODD
            if byte == 123 and _at(data, place) == 125:
                place, shape = place + 1, _OBJECT
            elif byte == 91 and _at(data, place) == 93:
                place, shape = place + 1, _NO_LIST
            else:
                stack[depth, 0] = _OBJECT if byte == 123 else ODD
                stack[depth, 1] = np.uint64(held + 1 if byte == 123 else 0)
                depth += 1
                opened, shape = True, ODD
        elif byte == 45 or 48 <= byte <= 57:
            place, shape = _number(data, place, size)
        else:
            place, shape = _word(data, place, size)
        if shape == ODD and not opened:
            return place, ODD
        expects_key = opened and stack[depth - 1, 1] > 0
        while not opened:
            if depth == 0:
                return place, shape
            place = _gap_end(data, place, size, newline)
            if place >= size:
                return place, ODD
            byte = _at(data, place)
            if byte != 44 and byte != 93 and byte != 125:
                return place, ODD
            is_object = stack[depth - 1, 1] > 0
            if is_object:
                shape = _mix(stack[depth - 1, 0], shape, secret)
            elif stack[depth - 1, 0] != ODD and stack[depth - 1, 0] != shape:
                return place, ODD
            stack[depth - 1, 0] = shape
            if byte == 44:
                place = _gap_end(data, place + 1, size, newline)
                expects_key = is_object
                break
            if (byte == 125) != is_object:
                return place, ODD
            place += 1
            if is_object:
                held = int(stack[depth - 1, 1]) - 1
            shape = _mix(shape, _OBJECT if is_object else _LIST, secret) | np.uint64(16)
            depth -= 1
        if expects_key:
            if held == MOST_KEYS:
                return place, ODD
            place, number = _key(data, place, size, newline, secret)
            if number == ODD:
                return place, ODD
            for other in range(int(stack[depth - 1, 1]) - 1, held):
                if keys[other] == number:
                    return place, ODD
            keys[held] = number
            held += 1
            stack[depth - 1, 0] = _mix(stack[depth - 1, 0], number, secret)


@_compiled
def _grown(found: Any, count: int) -> Any:  # noqa: ANN401
    """`found`, copied into twice the space when `count` rows fill it."""
    if count < len(found):
        return found
    larger = np.empty((2 * len(found), found.shape[1]), np.int64)
    larger[:count] = found
    return larger


@_compiled
def walk_lines(data: int, size: int, secret: Secret) -> tuple[Any, int]:
    """A row for every line that is not blank, and how many lines there are.

    The rows are (n, 5) int64: number of the line (from 0), where it begins, where its content begins and ends, and
    its shape; only an object has one.
    """
    stack = np.empty((MOST_DEPTH, 2), np.uint64)
    keys = np.empty(MOST_KEYS, np.uint64)
    found = np.empty((4096, 5), np.int64)
    line, count, place = 0, 0, 0
    while place < size:
        start = place
        begin = _gap_end(data, place, size, 32)
        shape, end = ODD, begin
        if begin < size and _at(data, begin) == 123:
            place, shape = value_end(data, begin, size, 32, secret, stack, keys)
            end = place
            place = _gap_end(data, place, size, 32)
        if place < size and _at(data, place) != 10:
            shape = ODD
            while place < size and _at(data, place) != 10:
                place += 1
        if shape == ODD:
            end = place
            while begin < end and (_at(data, begin) == 32 or 9 <= _at(data, begin) <= 13):
                begin += 1
            while end > begin and (_at(data, end - 1) == 32 or 9 <= _at(data, end - 1) <= 13):
                end -= 1
        if end > begin:
            found = _grown(found, count)
            found[count, 0], found[count, 1], found[count, 2], found[count, 3] = line, start, begin, end
            found[count, 4] = np.int64(shape)
            count += 1
        line += 1
        place += 1
    return found[:count], line


@_compiled
def walk_elements(data: int, place: int, size: int, secret: Secret) -> tuple[Any, int]:
    """A row for every element of a JSON array from the one at `place` on, and where the first without a row begins.

    Stops before the first element that is odd, or not followed by a comma and a further value. Rows as in `walk_lines`;
    lines are counted from `place`.
    """
    stack = np.empty((MOST_DEPTH, 2), np.uint64)
    keys = np.empty(MOST_KEYS, np.uint64)
    found = np.empty((4096, 5), np.int64)
    count, line, counted = 0, 0, place
    while place < size and _at(data, place) == 123:
        end, shape = value_end(data, place, size, 10, secret, stack, keys)
        if shape == ODD:
            break
        following = _gap_end(data, end, size, 10)
        if following >= size or _at(data, following) != 44:
            break
        following = _gap_end(data, following + 1, size, 10)
        if following >= size:
            break
        while counted < place:
            line += _at(data, counted) == 10
            counted += 1
        found = _grown(found, count)
        found[count, 0], found[count, 1], found[count, 2], found[count, 3] = line, place, place, end
        found[count, 4] = np.int64(shape)
        count += 1
        place = following
    return found[:count], place


@_compiled
def gather(data: int, found: Any, out: Any) -> int:  # noqa: ANN401
    """Copy the contents of the rows of `found` into `out`, one a line; how many bytes that are."""
    filled = 0
    for row in range(len(found)):
        begin, end = found[row, 2], found[row, 3]
        for at in range(begin, end):
            byte = _at(data, at)
            out[filled + at - begin] = np.uint8(32) if byte == 10 else byte
        filled += end - begin
        out[filled] = 10
        filled += 1
    return filled
