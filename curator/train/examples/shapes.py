"""What a trainer is fed: examples, packed blocks and pairs as token ids, and what was left out on the way."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from curator.train.rows import Skipped


@dataclass(frozen=True)
class Example:
    """One sequence of tokens, and which of them are learnt."""

    record_id: str
    ids: tuple[int, ...]
    learnt: tuple[bool, ...]
    """One for each token; what is not learnt is read only. The first never is: nothing predicts it."""

    @property
    def supervised(self) -> int:
        """Tokens that are learnt."""
        return sum(self.learnt)


@dataclass(frozen=True)
class Block:
    """Several sequences one behind the other, as one row of a batch, none of which sees another."""

    ids: tuple[int, ...]
    learnt: tuple[bool, ...]
    parts: tuple[int, ...]
    """Number of the sequence that each token belongs to, from 0; positions restart with every part."""

    @property
    def supervised(self) -> int:
        """Tokens that are learnt."""
        return sum(self.learnt)

    @property
    def positions(self) -> tuple[int, ...]:
        """Position of every token in its own sequence."""
        found: list[int] = []
        for place, part in enumerate(self.parts):
            found.append(found[-1] + 1 if place and self.parts[place - 1] == part else 0)
        return tuple(found)


@dataclass(frozen=True)
class Pair:
    """A prompt with an answer that is preferred and one that is not; both with their end of turn."""

    record_id: str
    prompt: tuple[int, ...]
    chosen: tuple[int, ...]
    rejected: tuple[int, ...]

    @property
    def supervised(self) -> int:
        """Tokens of both answers."""
        return len(self.chosen) + len(self.rejected)


@dataclass(frozen=True)
class Prepared:
    """What one stage of training is fed, and what was left out of it."""

    examples: tuple[Example, ...] = ()
    pairs: tuple[Pair, ...] = ()
    left_out: tuple[Skipped, ...] = ()
    remarks: tuple[str, ...] = ()
    """What whoever trains on them should know."""
    tokens: int = 0
    supervised: int = 0
    """Tokens that are learnt."""
    too_long: int = 0
    """Records left out because they are longer than the limit."""
    tokens_too_long: int = 0
    """Their tokens."""


@dataclass
class Tally:
    """What was made and left out so far."""

    max_tokens: int
    examples: list[Example] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    left_out: list[Skipped] = field(default_factory=list)
    too_long: int = 0
    tokens_too_long: int = 0

    def leave_out(self, skipped: Skipped) -> None:
        """Name a record that is not trained on."""
        self.left_out.append(skipped)

    def add(self, made: Example | Pair) -> None:
        """Take an example or a pair, unless it is too long or there is nothing to learn in it."""
        tokens = length(made)
        if tokens > self.max_tokens:
            self.too_long += 1
            self.tokens_too_long += tokens
            self.leave_out(Skipped(made.record_id, f"longer than {self.max_tokens:,} tokens"))
        elif not made.supervised:
            self.leave_out(Skipped(made.record_id, "no token to learn"))
        elif isinstance(made, Example):
            self.examples.append(made)
        else:
            self.pairs.append(made)

    def prepared(self, remarks: Iterable[str] = ()) -> Prepared:
        """All of it."""
        made: list[Example | Pair] = [*self.examples, *self.pairs]
        return Prepared(
            tuple(self.examples),
            tuple(self.pairs),
            tuple(self.left_out),
            tuple(remarks),
            sum(map(length, made)),
            sum(each.supervised for each in made),
            self.too_long,
            self.tokens_too_long,
        )


def length(made: Example | Pair) -> int:
    """Tokens that it takes; of a pair those of the longer side."""
    if isinstance(made, Example):
        return len(made.ids)
    return len(made.prompt) + max(len(made.chosen), len(made.rejected))
