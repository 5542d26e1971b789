"""Whether two texts are the same, case and white space aside; compiled by numba."""

from typing import Any

from curator.compiled import byte_at, compiled
from curator.kernels.columns import Chunk
from curator.kernels.folded import text_at

OTHER, SAME, UNCERTAIN = 0, 1, 2


@compiled
def same_texts(left: Chunk, right: Chunk, first: int, last: int, made: Any) -> None:  # noqa: ANN401
    """Compare rows `first` to `last`; uncertain where that takes more than ASCII, since characters may join there."""
    for row in range(first, last):
        data, size = text_at(left, row)
        other, other_size = text_at(right, row)
        made[row - first] = _compared(data, size, other, other_size)


@compiled
def _compared(data: int, size: int, other: int, other_size: int) -> int:
    place, at = _written(data, 0, size), _written(other, 0, other_size)
    while place < size and at < other_size:
        one, two = _lower(byte_at(data, place)), _lower(byte_at(other, at))
        if one >= 128 or two >= 128:
            return UNCERTAIN
        if one != two:
            return OTHER
        place, at = place + 1, at + 1
        if one == 32:
            place, at = _written(data, place, size), _written(other, at, other_size)
    place, at = _written(data, place, size), _written(other, at, other_size)
    for nth in range(place, size):
        if byte_at(data, nth) >= 128:
            return UNCERTAIN
    for nth in range(at, other_size):
        if byte_at(other, nth) >= 128:
            return UNCERTAIN
    return SAME if place == size and at == other_size else OTHER


@compiled
def _written(data: int, place: int, size: int) -> int:
    """Where something other than white space comes."""
    while place < size and _lower(byte_at(data, place)) == 32:
        place += 1
    return place


@compiled
def _lower(byte: int) -> int:
    """A capital as its small letter, white space as a space."""
    code = int(byte)
    if 65 <= code <= 90:
        return code + 32
    return 32 if 9 <= code <= 13 else code
