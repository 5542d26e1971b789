"""Which tool calls of a chat are answered, and which answers belong to no call."""

from collections import Counter
from collections.abc import Sequence


class CallTurns:
    """Follows the turns of a chat and matches tool answers to the calls before them.

    Answers are matched by id where calls have ids and by order elsewhere. Without ids one answer may speak for all
    calls of its turn, as in ShareGPT files. Calls at the very end are what the chat teaches: they need no answer.
    """

    def __init__(self) -> None:
        self.unanswered = 0
        self.unasked = 0
        self._waiting: Counter[str | None] = Counter()  # ids of calls; null for one without
        self._answers = 0
        self._is_open = False  # calls of unknown number were made: any answer may be one of theirs

    @property
    def expects_an_answer(self) -> bool:
        """Whether calls were made and nobody but tools has spoken since."""
        return bool(self._waiting) or self._is_open or self._answers > 0

    def call(self, ids: Sequence[str | None], *, is_open: bool) -> None:
        """The assistant speaks and makes these calls; `is_open`: and others that could not be read."""
        if self._answers or not (ids or is_open):
            self.settle()
        self._waiting.update(ids)
        self._is_open |= is_open

    def answer(self, call_id: str | None) -> None:
        """A tool answers."""
        self._answers += 1
        known = next((each for each in (call_id, None) if each in self._waiting), None)
        if known in self._waiting:
            self._strike(known)
        elif call_id is None and self._waiting:
            self._strike(next(reversed(self._waiting)))
        elif not self._is_open:
            self.unasked += 1

    def _strike(self, call_id: str | None) -> None:
        self._waiting[call_id] -= 1
        if not self._waiting[call_id]:
            del self._waiting[call_id]

    def settle(self) -> None:
        """Somebody else speaks: whatever waits now stays without an answer."""
        if not self.expects_an_answer:
            return
        if self._answers:
            del self._waiting[None]
        self.unanswered += self._waiting.total()
        self._waiting, self._answers, self._is_open = Counter(), 0, False

    def end(self) -> None:
        """The chat is over."""
        if self._answers:
            self.settle()
