"""A part of a stream that moves along it: text to search in, which grows while something in it is unfinished."""

from curator.readers.blocks import BOM, MOST_LINE_BYTES
from curator.readers.streams import Stream

WINDOW_BYTES = 8 << 20


class Window:
    """The bytes of a stream from `base` on, and the same as text.

    As Latin-1 every byte is one character, so places in the text are byte offsets; JSON's own signs are ASCII.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._is_whole = False
        self.base = 0
        self._line = 1
        self._counted = 0
        self.data = b""
        self.text = ""
        self.grow()
        if self.data.startswith(BOM):
            self.move(len(BOM))

    def grow(self) -> bool:
        """Read on, twice as far; false when all is read, or the window is as large as an element may be."""
        if self._is_whole or len(self.data) > MOST_LINE_BYTES:
            return False
        more = self._stream.read(max(WINDOW_BYTES, len(self.data)))
        self._is_whole = not more
        self.data += more
        self.text = self.data.decode("latin-1")
        return bool(more)

    def line_at(self, place: int) -> int:
        """The number of the line in which `place` is; not to be asked for a place before one it was asked for."""
        self._line += self.data.count(b"\n", self._counted, place)
        self._counted = place
        return self._line

    def move(self, place: int) -> None:
        """Let the window begin at `place`."""
        self.line_at(place)
        self._counted = 0
        self.base += place
        self.data = self.data[place:]
        self.text = self.text[place:]
