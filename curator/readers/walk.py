"""Walk JSON at the speed of memory: where each value stands, and a number for its shape; compiled by numba.

The shape of an object is the sequence of its keys, each with the class of its value: null, Boolean, whole number,
decimal number, text, object (with its own shape) or list (with the shape all its elements share). Whatever two JSON
parsers might read differently has no shape: a key that stands twice or has escapes, half a surrogate pair, numbers of
more digits than every parser keeps, lists of elements of several shapes, deep nesting.

What holds values is written to a tape, a row (of two int32) each, in the order in which it stands in the text: a text
(without its quotes), a number or a Boolean as where it begins and ends, the end of a text with escapes as its
complement; a list as how many elements it has and where the tape goes on after them. Nulls and objects themselves are
not on it: the shape tells of them.
"""

from typing import Any

import numpy as np

from curator.compiled import byte_at, compiled
from curator.readers.strings import string_end

Secret = tuple[np.uint64, np.uint64, np.uint64]
"""Random, the first two odd: nobody can make two shapes of one number on purpose."""

ODD = np.uint64(0)
"""The shape of what has none."""

MOST_DEPTH = 16
MOST_KEYS = 128
MOST_DIGITS = 18
MOST_DIGITS_OF_A_DECIMAL = 15

_TRUE, _NULL_WORD, _FALS = (int.from_bytes(word, "big") for word in (b"true", b"null", b"fals"))

_NULL, _BOOL, _INT, _FLOAT, _TEXT, _NO_LIST, _OBJECT, _LIST, _KEY = (np.uint64(number) for number in range(1, 10))


@compiled
def _mix(shape: np.uint64, more: np.uint64, secret: Secret) -> np.uint64:
    mixed = (shape ^ more) * secret[0]
    mixed = (mixed ^ (mixed >> np.uint64(29))) * secret[1]
    return (mixed ^ (mixed >> np.uint64(32))) + secret[2]


@compiled
def _digits_end(data: int, place: int, size: int) -> int:
    while place < size and 48 <= byte_at(data, place) <= 57:
        place += 1
    return place


@compiled
def _number(data: int, place: int, size: int) -> tuple[int, np.uint64]:
    """Where a number ends and its class; ODD for one that two parsers may read differently."""
    start = place + 1 if byte_at(data, place) == 45 else place
    end = _digits_end(data, start, size)
    digits = end - start
    if digits == 0 or digits > MOST_DIGITS or (digits > 1 and byte_at(data, start) == 48):
        return end, ODD
    if end < size and byte_at(data, end) == 46:
        whole = end
        end = _digits_end(data, whole + 1, size)
        decimals = end - whole - 1
        if decimals == 0 or digits + decimals > MOST_DIGITS_OF_A_DECIMAL:
            return end, ODD
        kind = _FLOAT
    else:
        kind = _INT
    return (end, ODD) if end < size and byte_at(data, end) in (101, 69) else (end, kind)


@compiled
def _word(data: int, place: int, size: int) -> tuple[int, np.uint64]:
    """Where `true`, `false` or `null` ends and its class."""
    if place + 4 <= size:
        word = 0
        for at in range(place, place + 4):
            word = word * 256 + int(byte_at(data, at))
        if word == _TRUE:
            return place + 4, _BOOL
        if word == _NULL_WORD:
            return place + 4, _NULL
        if word == _FALS and place + 5 <= size and byte_at(data, place + 4) == 101:
            return place + 5, _BOOL
    return place, ODD


@compiled
def _gap_end(data: int, place: int, size: int, newline: int) -> int:
    """The first byte that is no white space; `newline` is 10 where a newline counts as such, else another space."""
    while place < size:
        byte = byte_at(data, place)
        if byte != 32 and byte != 9 and byte != 13 and byte != newline:
            break
        place += 1
    return place


@compiled
def _key(data: int, place: int, size: int, newline: int, secret: Secret) -> tuple[int, np.uint64]:
    """Where the value of the key at `place` begins, and the number of the key; ODD for one that is no plain key."""
    if place >= size or byte_at(data, place) != 34:
        return place, ODD
    place += 1
    number, word, length = _KEY, np.uint64(0), 0
    while place < size:
        byte = byte_at(data, place)
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
    if place >= size or byte_at(data, place) != 58:
        return place, ODD
    return place + 1, number | np.uint64(1)


@compiled
def value_end(  # noqa: C901  # one state machine
    data: int,
    place: int,
    size: int,
    newline: int,
    secret: Secret,
    space: tuple[Any, Any],
    tape: Any,  # noqa: ANN401
    taped: int,
) -> tuple[int, np.uint64, int]:
    """Where the JSON value at `place` ends, its shape, and where the tape ends; of an odd one a place in it and `ODD`.

    `space` is what `_space` gives.
    """
    stack, keys = space
    depth, held = 0, 0
    while True:
        place = _gap_end(data, place, size, newline)
        if place >= size:
            return place, ODD, taped
        byte = byte_at(data, place)
        opened = False
        if byte == 34:
            end, escapes = string_end(data, place + 1, size)
            if end < 0:
                return place, ODD, taped
            tape[taped, 0], tape[taped, 1] = place + 1, ~end if escapes else end
            taped += 1
            place, shape = end + 1, _TEXT
        elif byte == 123 or byte == 91:
            if depth == MOST_DEPTH:
                return place, ODD, taped
            place = _gap_end(data, place + 1, size, newline)
            if place >= size:
                return place, ODD, taped
            if byte == 123 and byte_at(data, place) == 125:
                place, shape = place + 1, _OBJECT
            elif byte == 91 and byte_at(data, place) == 93:
                place, shape = place + 1, _NO_LIST
                tape[taped, 0], tape[taped, 1] = 0, taped + 1
                taped += 1
            else:
                is_object = byte == 123
                stack[depth, 0] = _OBJECT if is_object else ODD
                stack[depth, 1] = np.uint64(held + 1 if is_object else 0)
                stack[depth, 2] = np.uint64(taped)
                if not is_object:
                    tape[taped, 0] = 0
                    taped += 1
                depth += 1
                opened, shape = True, ODD
        else:
            begin = place
            if byte == 45 or 48 <= byte <= 57:
                place, shape = _number(data, place, size)
            else:
                place, shape = _word(data, place, size)
            if shape != _NULL:
                tape[taped, 0], tape[taped, 1] = begin, place
                taped += 1
        if shape == ODD and not opened:
            return place, ODD, taped
        expects_key = opened and stack[depth - 1, 1] > 0
        while not opened:
            if depth == 0:
                return place, shape, taped
            place = _gap_end(data, place, size, newline)
            if place >= size:
                return place, ODD, taped
            byte = byte_at(data, place)
            if byte != 44 and byte != 93 and byte != 125:
                return place, ODD, taped
            is_object = stack[depth - 1, 1] > 0
            opening = int(stack[depth - 1, 2])
            if is_object:
                shape = _mix(stack[depth - 1, 0], shape, secret)
            elif stack[depth - 1, 0] != ODD and stack[depth - 1, 0] != shape:
                return place, ODD, taped
            else:
                tape[opening, 0] += 1
            stack[depth - 1, 0] = shape
            if byte == 44:
                place = _gap_end(data, place + 1, size, newline)
                expects_key = is_object
                break
            if (byte == 125) != is_object:
                return place, ODD, taped
            place += 1
            if is_object:
                held = int(stack[depth - 1, 1]) - 1
            else:
                tape[opening, 1] = taped
            shape = _mix(shape, _OBJECT if is_object else _LIST, secret) | np.uint64(16)
            depth -= 1
        if expects_key:
            if held == MOST_KEYS:
                return place, ODD, taped
            place, number = _key(data, place, size, newline, secret)
            if number == ODD:
                return place, ODD, taped
            for other in range(int(stack[depth - 1, 1]) - 1, held):
                if keys[other] == number:
                    return place, ODD, taped
            keys[held] = number
            held += 1
            stack[depth - 1, 0] = _mix(stack[depth - 1, 0], number, secret)


@compiled
def _space() -> tuple[Any, Any]:
    """Working space of `value_end`.

    Per open container its shape so far, of an object one more than the number of keys of the containers around it (0
    for a list), and where it stands on the tape; and the numbers of the keys.
    """
    return np.empty((MOST_DEPTH, 3), np.uint64), np.empty(MOST_KEYS, np.uint64)


@compiled
def _tape(size: int) -> Any:  # noqa: ANN401
    """Room for all that so many bytes can hold: no value, with the comma or bracket after it, is shorter than two."""
    return np.empty((size // 2 + 1, 2), np.int32)


@compiled
def _grown(found: Any, count: int) -> Any:  # noqa: ANN401
    """`found`, copied into twice the space when `count` rows fill it."""
    if count < len(found):
        return found
    larger = np.empty((2 * len(found), found.shape[1]), np.int64)
    larger[:count] = found
    return larger


@compiled
def walk_lines(data: int, size: int, secret: Secret) -> tuple[Any, Any, int]:
    """A row for every line that is not blank, the tape, and how many lines there are.

    The rows are (n, 6) int64: number of the line (from 0), where it begins, where its content begins and ends, its
    shape, and where it begins on the tape; only an object has a shape, and stands on the tape.
    """
    space, tape, taped = _space(), _tape(size), 0
    found = np.empty((4096, 6), np.int64)
    line, count, place = 0, 0, 0
    while place < size:
        start, start_taped = place, taped
        begin = _gap_end(data, place, size, 32)
        shape, end = ODD, begin
        if begin < size and byte_at(data, begin) == 123:
            place, shape, taped = value_end(data, begin, size, 32, secret, space, tape, taped)
            end = place
            place = _gap_end(data, place, size, 32)
        if place < size and byte_at(data, place) != 10:
            shape = ODD
            while place < size and byte_at(data, place) != 10:
                place += 1
        if shape == ODD:
            taped = start_taped
            end = place
            while begin < end and (byte_at(data, begin) == 32 or 9 <= byte_at(data, begin) <= 13):
                begin += 1
            while end > begin and (byte_at(data, end - 1) == 32 or 9 <= byte_at(data, end - 1) <= 13):
                end -= 1
        if end > begin:
            found = _grown(found, count)
            found[count, 0], found[count, 1], found[count, 2], found[count, 3] = line, start, begin, end
            found[count, 4], found[count, 5] = np.int64(shape), start_taped
            count += 1
        line += 1
        place += 1
    return found[:count], tape[:taped], line


@compiled
def walk_elements(data: int, place: int, size: int, secret: Secret) -> tuple[Any, Any, int]:
    """A row for every element of a JSON array from the one at `place` on, the tape, and where the next one begins.

    Stops before the first element that is odd, or not followed by a comma and a further value. Rows as in `walk_lines`;
    lines are counted from `place`.
    """
    space, tape, taped = _space(), _tape(size - place), 0
    found = np.empty((4096, 6), np.int64)
    count, line, counted = 0, 0, place
    while place < size and byte_at(data, place) == 123:
        start_taped = taped
        end, shape, taped = value_end(data, place, size, 10, secret, space, tape, taped)
        if shape == ODD:
            break
        following = _gap_end(data, end, size, 10)
        if following >= size or byte_at(data, following) != 44:
            break
        following = _gap_end(data, following + 1, size, 10)
        if following >= size:
            break
        while counted < place:
            line += byte_at(data, counted) == 10
            counted += 1
        found = _grown(found, count)
        found[count, 0], found[count, 1], found[count, 2], found[count, 3] = line, place, place, end
        found[count, 4], found[count, 5] = np.int64(shape), start_taped
        count += 1
        place = following
    return found[:count], tape, place
