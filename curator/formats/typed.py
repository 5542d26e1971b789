"""Values that JSON has no form for, such as the dates of a Parquet file: kept as text, with what they were."""

import math
from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from curator.formats.format import Obj


def as_text(extra: Obj) -> tuple[Obj, Obj]:
    """The fields with text in place of dates, times and infinite numbers, and what each of those was."""
    types: Obj = {key: kind for key, value in extra.items() if (kind := _kind(value)) is not None}
    return {key: _text(value) if key in types else value for key, value in extra.items()}, types


def as_was(extra: Obj, types: object) -> Obj:
    """What `as_text` was given."""
    kinds = types if isinstance(types, dict) else {}
    return {key: _value(value, kinds[key]) if key in kinds else value for key, value in extra.items()}


def _kind(value: object) -> str | None:
    match value:
        case float() if not math.isfinite(value):
            return "float"
        case datetime():
            zone = value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None
            return f"datetime {zone}" if zone else "datetime"
        case date():
            return "date"
        case time():
            return "time"
    return None


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _value(text: object, kind: object) -> object:
    if not isinstance(text, str) or not isinstance(kind, str):
        return text
    name, _, zone = kind.partition(" ")
    value = _READERS[name](text) if name in _READERS else text
    return value.astimezone(ZoneInfo(zone)) if zone and isinstance(value, datetime) else value


_READERS: dict[str, Callable[[str], object]] = {
    "float": float,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}
