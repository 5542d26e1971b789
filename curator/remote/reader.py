"""A file that lies elsewhere as a stream: read through one connection, which is made again when it breaks."""

import io
from collections.abc import Callable
from typing import Protocol

MOST_TRIES = 5
"""Connections that may break one after the other without a byte in between."""


class Body(Protocol):
    """An answer that is being received."""

    def read(self, size: int) -> bytes:
        """At most `size` bytes; none at the end."""

    def close(self) -> None:
        """Hang up."""


class Broken(Exception):
    """A connection broke; reading may go on through another."""


class RemoteFile(io.RawIOBase):
    """Bytes `place` to the end come from `connect(place)`; a seek costs a new connection, made when it is read from."""

    def __init__(self, size: int, connect: Callable[[int], Body], give_up: Callable[[Broken], Exception]) -> None:
        """`size` in bytes; `give_up` makes the error for the user of the last connection that broke."""
        self._size = size
        self._connect = connect
        self._give_up = give_up
        self._place = 0
        self._body: Body | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """The place of the next byte."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to another place."""
        place = max(0, {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence] + offset)
        if place != self._place:
            self._hang_up()
            self._place = place
        return place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any writable buffer will do
        """Fill `buffer` with what comes next."""
        wanted = min(len(buffer), self._size - self._place)
        for tries in range(1, MOST_TRIES + 1):
            if wanted <= 0:
                return 0
            try:
                self._body = self._body or self._connect(self._place)
                data = self._body.read(wanted)
                if not data:
                    raise Broken("the answer ended too soon")
            except Broken as error:
                self._hang_up()
                if tries == MOST_TRIES:
                    raise self._give_up(error) from None
                continue
            buffer[: len(data)] = data
            self._place += len(data)
            return len(data)
        return 0

    def close(self) -> None:
        """Hang up."""
        self._hang_up()
        super().close()

    def _hang_up(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None
