"""Values out of the tape that `walk` wrote, a column at a time; compiled by numba.

`at` says, for each of the values, where on the tape it stands.
"""

from typing import Any

import numpy as np

from curator.compiled import WIDTH, byte_at, compiled
from curator.readers.strings import copy, unescape


@compiled
def texts(data: int, size: int, tape: Any, at: Any) -> tuple[Any, Any]:  # noqa: ANN401
    """Texts one after the other (and unused bytes after them), and where each begins and the last one ends."""
    total = 0
    for row in range(len(at)):
        begin, end = tape[at[row], 0], tape[at[row], 1]
        total += (end if end >= 0 else ~end) - begin
    out, offsets = np.empty(total + WIDTH, np.uint8), np.empty(len(at) + 1, np.int64)
    filled = 0
    offsets[0] = 0
    for row in range(len(at)):
        begin, end = tape[at[row], 0], tape[at[row], 1]
        if end >= 0:
            filled = copy(data, begin, end, size, out, filled)
        else:
            filled = unescape(data, begin, ~end, size, out, filled)
        offsets[row + 1] = filled
    return out, offsets


@compiled
def whole_numbers(data: int, tape: Any, at: Any) -> Any:  # noqa: ANN401
    """Whole numbers, (n,) int64."""
    numbers = np.empty(len(at), np.int64)
    for row in range(len(at)):
        begin, end = tape[at[row], 0], tape[at[row], 1]
        is_negative = byte_at(data, begin) == 45
        number = 0
        for place in range(begin + is_negative, end):
            number = number * 10 + byte_at(data, place) - 48
        numbers[row] = -number if is_negative else number
    return numbers


@compiled
def booleans(data: int, tape: Any, at: Any) -> Any:  # noqa: ANN401
    """True or false, (n,) bool."""
    values = np.empty(len(at), np.bool_)
    for row in range(len(at)):
        values[row] = byte_at(data, tape[at[row], 0]) == 116
    return values


@compiled
def lists(tape: Any, at: Any) -> tuple[Any, Any]:  # noqa: ANN401
    """Where the elements of each list begin among those of all, and at last end; and where the tape goes on."""
    offsets, after = np.empty(len(at) + 1, np.int64), np.empty(len(at), np.int64)
    offsets[0] = 0
    for row in range(len(at)):
        offsets[row + 1] = offsets[row] + tape[at[row], 0]
        after[row] = tape[at[row], 1]
    return offsets, after


@compiled
def elements(tape: Any, at: Any, offsets: Any, are_lists: Any) -> Any:  # noqa: ANN401
    """Where on the tape each element of the lists stands; `are_lists` says of each value of an element if it is one."""
    places = np.empty(offsets[-1], np.int64)
    for row in range(len(at)):
        place = at[row] + 1
        for element in range(offsets[row], offsets[row + 1]):
            places[element] = place
            for is_list in are_lists:
                place = tape[place, 1] if is_list else place + 1
    return places
