"""JSON of unknown shape, walked with the place in hand."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from curator.errors import DataError
from curator.text import printable

LARGEST = 1 << 62
"""What a number of Label Studio's stays below; a larger one is somebody's invention, and fits into no column."""

_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


def parsed(content: bytes) -> object:
    """A JSON document; halves of characters in its texts do not spoil the rest, see `Node.text`.

    Raises:
        orjson.JSONDecodeError: it is none.
    """
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        # What a browser cut in the middle of a character is stored as such a half, which is no text in UTF-8.
        if not _HALF.search(content):
            raise
        try:
            return json.loads(content.decode())
        except (ValueError, RecursionError):
            raise error from None


def is_text(value: str) -> bool:
    """Whether a string is made of whole characters."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True)
class Node:
    """A JSON value and where it stands, such as `export.json: [3].annotations[0].result`.

    Every question raises DataError with that place when the value is of another shape.
    """

    value: object
    where: str

    def mapping(self) -> Mapping[str, object]:
        """The value as an object."""
        if not isinstance(self.value, dict):
            raise self._mismatch("an object")
        return self.value

    def child(self, name: str) -> "Node":
        """The value under `name`."""
        fields = self.mapping()
        if name not in fields:
            raise DataError(f"{name!r} is missing", where=self.where)
        return Node(fields[name], f"{self.where}.{name}")

    def items(self) -> list["Node"]:
        """The values of a list."""
        if not isinstance(self.value, list):
            raise self._mismatch("a list")
        return [Node(value, f"{self.where}[{nth}]") for nth, value in enumerate(self.value)]

    def text(self) -> str:
        """The value as a string."""
        if not isinstance(self.value, str):
            raise self._mismatch("a text")
        if not is_text(self.value):
            raise DataError("holds half a character, which no file can store", where=self.where)
        return self.value

    def texts(self) -> list[str]:
        """The values of a list of strings."""
        return [item.text() for item in self.items()]

    def one_of(self, options: Sequence[str]) -> str:
        """The value as one of `options`."""
        if self.text() not in options:
            raise self._mismatch(f"one of {', '.join(options)}")
        return self.text()

    def integer(self) -> int:
        """The value as a whole number; true and false are none."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or abs(self.value) >= LARGEST:
            raise self._mismatch("a whole number")
        return self.value

    def flag(self, name: str) -> bool:
        """The Boolean under `name`, false when absent."""
        value = self.mapping().get(name, False)
        if not isinstance(value, bool):
            raise Node(value, f"{self.where}.{name}")._mismatch("true or false")
        return value

    def time(self) -> datetime:
        """The value as a moment; a time without a zone is taken as UTC."""
        try:
            moment = datetime.fromisoformat(self.text())
        except ValueError:
            raise self._mismatch("a time such as 2026-01-31T12:00:00Z") from None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def _mismatch(self, expected: str) -> DataError:
        return DataError(f"expected {expected}, got {self._shown()}", where=self.where)

    def _shown(self) -> str:
        if isinstance(self.value, dict):
            return "an object"
        if isinstance(self.value, list):
            return "a list"
        return "null" if self.value is None else printable(repr(self.value), 60)
