"""What a trial and an evaluation need of a model that is trained, however that is done."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from curator.models.folder import ModelFolder
from curator.models.template import Message
from curator.train.checkpoints import Checkpoints
from curator.train.course import Follower
from curator.train.fitted import Fitted
from curator.train.generation import Generated
from curator.train.scoring import Scored


class Learner(Protocol):
    """One model and the settings that all its runs share; it answers as the last run left it."""

    model: ModelFolder

    @property
    def method(self) -> str:
        """How it is trained, in a few words."""
        ...

    def prepare(self, runs: Iterable[tuple[Sequence[Any], int]], questions: Iterable[Sequence[Message]] = ()) -> None:
        """Compute what all of these runs (rows and seed, as given to `fit`) and questions share."""
        ...

    def fit(
        self,
        rows: Sequence[Any],
        seed: int,
        checkpoints: Checkpoints | None = None,
        followers: Sequence[Follower] = (),
    ) -> Fitted:
        """Train anew on `rows`; the seed decides first weights and order."""
        ...

    def supervised_tokens(self, rows: Sequence[Any]) -> int:
        """Tokens that the rows teach."""
        ...

    def random_matched(self, rows: Sequence[Any], supervised_tokens: int, seed: int) -> list[Any]:
        """A random subset of `rows` with about as many of them."""
        ...

    def log_likelihoods(self, items: Sequence[tuple[Sequence[Message], str]]) -> list[Scored]:
        """How likely the model finds each completion of its conversation."""
        ...

    def text_log_likelihoods(self, texts: Sequence[str]) -> list[Scored]:
        """How likely the model finds each bare text."""
        ...

    def generate(
        self,
        prompts: Sequence[Sequence[Message]],
        *,
        max_new_tokens: int,
        temperature: float = 0.0,
        seed: int = 0,
        samples: int = 1,
    ) -> list[list[Generated]]:
        """What the model answers to each prompt, `samples` times."""
        ...

    def identity(self) -> str:
        """Tells the model as it is now from every other."""
        ...

    def save(self, path: Path) -> None:
        """Write what was trained."""
        ...

    def load(self, path: Path) -> None:
        """Take up what `save` wrote."""
        ...
