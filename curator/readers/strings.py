"""JSON strings at the speed of memory: where they end, and what they say; compiled by numba."""

from typing import Any

import numpy as np

from curator.compiled import WIDTH, byte_at, compiled, copy_vector, lowest_bit, string_stops

QUOTE, BACKSLASH, LETTER_U = (ord(letter) for letter in '"\\u')

_MEANT = np.zeros(256, np.uint8)
"""What the letter after a backslash stands for; 0 for none."""
for _letter, _meant in zip(b'"\\/bfnrt', b'"\\/\b\f\n\r\t', strict=True):
    _MEANT[_letter] = _meant


@compiled
def _hex(data: int, place: int) -> int:
    """The number of four hexadecimal digits; −1 when they are none."""
    value = 0
    for at in range(place, place + 4):
        byte = int(byte_at(data, at))
        if 48 <= byte <= 57:
            digit = byte - 48
        elif 65 <= byte <= 70 or 97 <= byte <= 102:
            digit = (byte & 0x5F) - 55
        else:
            return -1
        value = value * 16 + digit
    return value


@compiled
def _escape_end(data: int, place: int, size: int) -> int:
    """Where the escape whose backslash is at `place` ends; −1 when it is none, or half a pair."""
    if place + 1 >= size:
        return -1
    byte = byte_at(data, place + 1)
    if byte != LETTER_U:
        return place + 2 if _MEANT[byte] else -1
    if place + 6 > size:
        return -1
    code = _hex(data, place + 2)
    if code < 0 or 0xDC00 <= code <= 0xDFFF:
        return -1
    if code < 0xD800 or code > 0xDBFF:
        return place + 6
    if place + 12 > size or byte_at(data, place + 6) != BACKSLASH or byte_at(data, place + 7) != LETTER_U:
        return -1
    return place + 12 if 0xDC00 <= _hex(data, place + 8) <= 0xDFFF else -1


@compiled
def string_end(data: int, place: int, size: int) -> tuple[int, bool]:  # noqa: C901  # calls would cost a third
    """Where the quote is that ends the string whose first character is at `place`, and whether it has escapes.

    The place is −1 for a string that is broken.
    """
    escapes = False
    while place + WIDTH <= size:
        stops = string_stops(data, place)
        if stops == 0:
            place += WIDTH
            continue
        base = place
        while stops != 0:
            at: int = base + lowest_bit(stops)
            if at < place:  # a character of the escape before it
                stops &= stops - np.uint64(1)
                continue
            if byte_at(data, at) == QUOTE:
                return at, escapes
            if byte_at(data, at) != BACKSLASH:
                return -1, escapes
            escapes = True
            place = _escape_end(data, at, size)
            if place < 0:
                return -1, escapes
            stops &= stops - np.uint64(1)
        place = max(place, base + WIDTH)
    while place < size:
        byte = byte_at(data, place)
        if byte == QUOTE:
            return place, escapes
        if byte < 32:
            return -1, escapes
        if byte == BACKSLASH:
            escapes = True
            place = _escape_end(data, place, size)
            if place < 0:
                return -1, escapes
        else:
            place += 1
    return -1, escapes


@compiled
def _encode(code: int, out: Any, filled: int) -> int:  # noqa: ANN401
    """Write a character as UTF-8; where it ends."""
    if code < 0x80:
        out[filled] = code
        return filled + 1
    if code < 0x800:
        out[filled] = 0xC0 | code >> 6
        out[filled + 1] = 0x80 | code & 0x3F
        return filled + 2
    if code < 0x10000:
        out[filled] = 0xE0 | code >> 12
        out[filled + 1] = 0x80 | code >> 6 & 0x3F
        out[filled + 2] = 0x80 | code & 0x3F
        return filled + 3
    out[filled] = 0xF0 | code >> 18
    out[filled + 1] = 0x80 | code >> 12 & 0x3F
    out[filled + 2] = 0x80 | code >> 6 & 0x3F
    out[filled + 3] = 0x80 | code & 0x3F
    return filled + 4


@compiled
def copy(data: int, begin: int, end: int, size: int, out: Any, filled: int) -> int:  # noqa: ANN401
    """Write the bytes from `begin` to `end`; where they end in `out`, which has room for a vector more."""
    place = begin
    while place < end and place + WIDTH <= size:
        copy_vector(data + place, out.ctypes.data + filled + place - begin)
        place += WIDTH
    while place < end:
        out[filled + place - begin] = byte_at(data, place)
        place += 1
    return filled + end - begin


@compiled
def unescape(data: int, begin: int, end: int, size: int, out: Any, filled: int) -> int:  # noqa: ANN401
    """Write what the string from `begin` to its closing quote at `end` says; as `copy`."""
    place = begin
    while place < end:
        if place + WIDTH <= size:
            stop: int = place + lowest_bit(string_stops(data, place))
        else:
            stop = place
            while stop < end and byte_at(data, stop) != BACKSLASH:
                stop += 1
        stop = min(stop, end)
        filled = copy(data, place, stop, size, out, filled)
        place = stop
        if place < end and byte_at(data, place) == BACKSLASH:
            letter = byte_at(data, place + 1)
            if letter == LETTER_U:
                code = _hex(data, place + 2)
                place += 6
                if 0xD800 <= code <= 0xDBFF:
                    code = 0x10000 + ((code - 0xD800) << 10) + _hex(data, place + 2) - 0xDC00
                    place += 6
                filled = _encode(code, out, filled)
            else:
                out[filled] = _MEANT[letter]
                filled, place = filled + 1, place + 2
    return filled
