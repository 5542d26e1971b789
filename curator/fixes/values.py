"""Repair of the values inside a JSON text, which stays one."""

from collections.abc import Callable

import orjson

Repair = Callable[[str], str]


def in_values(text: str, repair: Repair) -> str:
    """A JSON text with every string in it repaired, those in JSON inside strings too; numbers stay.

    What is no JSON, or lies too deep, is repaired as plain text. A text in which nothing changes keeps its spelling.
    """
    try:
        value = orjson.loads(text)
        after = _repaired(value, repair)
    except (ValueError, RecursionError):
        return repair(text)
    return text if after == value else orjson.dumps(after).decode()


def _repaired(value: object, repair: Repair) -> object:
    if isinstance(value, str):
        return in_values(value, repair) if value.lstrip().startswith(("{", "[")) else repair(value)
    if isinstance(value, list):
        return [_repaired(each, repair) for each in value]
    if isinstance(value, dict):
        return {name: _repaired(each, repair) for name, each in value.items()}
    return value
