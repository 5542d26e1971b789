"""What `meta` keeps of a chat: the fields and parts of messages that the canonical record has no place for."""

from dataclasses import dataclass

import orjson


@dataclass(frozen=True)
class Kept:
    """What is kept of each message of a record."""

    _messages: dict[str, object]

    def fields_of(self, place: int) -> dict[str, object]:
        """The uninterpreted fields of the message at `place`."""
        return _object(self._of(place).get("extra"))

    def has_parts(self, place: int) -> bool:
        """Whether the message at `place` has parts that are no text, such as images."""
        parts = self._of(place).get("content")
        return isinstance(parts, list) and any(isinstance(part, list) for part in parts)

    def _of(self, place: int) -> dict[str, object]:
        return _object(self._messages.get(str(place), self._messages.get("each")))


def read_kept(meta: str | None) -> Kept:
    """What the `meta` of a record keeps."""
    fields = _object(orjson.loads(meta)) if meta else {}
    return Kept(_object(_object(fields.get("_layout")).get("messages")))


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
