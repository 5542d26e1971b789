"""Ask a model, as it is now: how likely it finds a text, and what it answers."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from curator.models.folder import ModelFolder
from curator.models.template import Encoded, Message, Template
from curator.progress import stage
from curator.train.generation import Generated, generate
from curator.train.identity import identity
from curator.train.network import Network
from curator.train.prefix import PromptCache
from curator.train.scoring import Scored, check_lengths, score, score_texts


class Asking(ABC):
    """The half of a learner that answers; how it is trained is its own affair."""

    model: ModelFolder
    _template: Template
    _network: Network
    _cache: PromptCache | None = None
    """Of prompts whose states all runs share."""

    @property
    @abstractmethod
    def method(self) -> str:
        """How the model is trained, in a few words."""

    def reset(self, seed: int) -> None:
        """Forget what was trained; the seed decides the first weights of the next run."""
        self._network.reset(seed)

    def log_likelihoods(self, items: Sequence[tuple[Sequence[Message], str]]) -> list[Scored]:
        """How likely the model, as it is now, finds each completion of its conversation.

        Raises:
            DataError: a conversation that the chat template refuses or that is longer than the model can read.
        """
        encoded = [self._template.encode(messages, completion) for messages, completion in items]
        check_lengths(self._network, self.model.name, encoded)
        self._read(encoded)
        return score(self._network, self._cache, encoded)

    def text_log_likelihoods(self, texts: Sequence[str]) -> list[Scored]:
        """How likely the model, as it is now, finds each bare text and its end, its first token taken as given.

        An adapter that acts from the assistant's header on does not act on bare text.

        Raises:
            DataError: the tokenizer has no token that ends a text.
        """
        return score_texts(self._network, self._template, texts, is_frozen=self._cache is not None)

    def generate(
        self,
        prompts: Sequence[Sequence[Message]],
        *,
        max_new_tokens: int,
        temperature: float = 0.0,
        seed: int = 0,
        samples: int = 1,
    ) -> list[list[Generated]]:
        """What the model, as it is now, answers to each prompt, `samples` times; see `generation.generate`.

        Raises:
            DataError: a prompt that the chat template refuses, or that leaves no room for an answer.
        """
        self._read([self._template.encode(messages, "") for messages in prompts])
        return generate(
            self._network,
            self._cache,
            self._template,
            prompts,
            max_new_tokens=max_new_tokens,
            temperature=temperature,
            seed=seed,
            samples=samples,
        )

    def identity(self) -> str:
        """Tells the model as it is now from every other; see `identity.identity`."""
        return identity(self._network, self._template, self.model, self.method)

    def _read(self, rows: Sequence[Encoded]) -> None:
        """Compute the prompts that are kept and not known yet.

        Raises:
            DataError: the tokenizer does not fit the model.
        """
        prompts = [row.prompt for row in rows]
        self._network.check_tokens(part for row in rows for part in (row.prompt, row.header, row.response))
        if self._cache and (missing := self._cache.missing(prompts)):
            with stage("reading prompts", missing) as advance:
                for done in self._cache.fill(prompts):
                    advance(done)

    def _belongs(self, method: str) -> dict[str, str]:
        """What a saved run must be loaded with."""
        return {
            "model": self.model.name,
            "model_sha256": self.model.sha,
            "template_sha256": self._template.sha,
            "method": method,
        }
