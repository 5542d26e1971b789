"""What a trainer is fed: examples, packed blocks and pairs as token ids, and what was left out on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from curator.train.rows import Skipped


@dataclass(frozen=True)
class Example:
    """One sequence of tokens, and which of them are learnt."""

    record_id: str
    ids: tuple[int, ...]
    learnt: tuple[bool, ...]
    """One for each token; what is not learnt is read only."""

    @property
    def supervised(self) -> int:
        """Tokens that are learnt. The first of a sequence never is: nothing predicts it."""
        return sum(self.learnt)


@dataclass(frozen=True)
class Block:
    """Several sequences one behind the other, as one row of a batch, none of which sees another."""

    ids: tuple[int, ...]
    learnt: tuple[bool, ...]
    parts: tuple[int, ...]
    """Number of the sequence that each token belongs to, from 0; positions restart with every part."""

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


@dataclass(frozen=True)
class Prepared:
    """The examples of one stage of training, and what was left out of them."""

    examples: tuple[Example, ...] = ()
    pairs: tuple[Pair, ...] = ()
    left_out: tuple[Skipped, ...] = ()
    remarks: tuple[str, ...] = ()
    """What whoever trains on them should know, for the terminal."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """records, tokens, supervised tokens, tokens lost to the limit."""
