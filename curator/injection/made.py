"""What an injected fault is: a spoilt record, and the sound one that it must be told from."""

from typing import Any, NamedTuple

Row = dict[str, Any]


class Made(NamedTuple):
    """A faulty record, and the sound one that it must be told from."""

    faulty: Row
    sound: Row


def answering(row: Row, output: object) -> Made:
    """The row with another answer, to be told from the row itself."""
    return Made({**row, "output": output}, row)
