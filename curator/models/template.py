"""Turn a conversation and its answer into token ids, exactly as the model's own chat template writes them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from curator.errors import DataError
from curator.models.folder import ModelFolder
from curator.models.loading import load_tokenizer

Message = Mapping[str, object]
"""One turn: `role`, `content`, and whatever else the template reads."""

_PROBE: Sequence[Message] = ({"role": "user", "content": "curator asks"},)
_ANSWER = "curator answers"


@dataclass(frozen=True)
class Encoded:
    """One conversation as token ids, cut where training needs it."""

    prompt: tuple[int, ...]
    """Everything before the header; nothing here is learnt."""
    header: tuple[int, ...]
    """What opens the assistant's turn (`<|im_start|>assistant`); empty when the template writes nothing."""
    response: tuple[int, ...]
    """The answer and the token that ends the turn: what is learnt, and never masked."""

    @property
    def tokens(self) -> int:
        """Length of the whole conversation."""
        return len(self.prompt) + len(self.header) + len(self.response)


class Template:
    """A tokenizer with its chat template."""

    def __init__(self, tokenizer: Any, system: str | None = None) -> None:  # noqa: ANN401 - transformers is untyped
        self._tokenizer = tokenizer
        self._system = system
        self._blank_system = False
        if system is None:
            self._blank_system = self._inserts_system()
        before, asked, whole = self._parts(_PROBE, _ANSWER)
        self._header_text = asked.removeprefix(before) if asked.startswith(before) else ""
        self.header: tuple[int, ...] = self._ids(self._header_text)
        if self.header and self.header[0] not in tokenizer.added_tokens_decoder:
            # Only a special token can never merge with the text before it.
            self._header_text, self.header = "", ()
        self._tail = whole.rpartition(_ANSWER)[2]
        self._end = self._end_of_turn()

    @classmethod
    def of(cls, model: ModelFolder, system: str | None = None) -> "Template":
        """The template of `model`; `system` is put before conversations that bring no system message.

        Without `system`, a template that would put in a system prompt of its own is given an empty one: the
        model's maker wrote that prompt for a chat product, and it is often longer than a whole training prompt.

        Raises:
            DataError: the model has no chat template, or the tokenizer cannot be read.
        """
        tokenizer = load_tokenizer(model)
        if not tokenizer.chat_template:
            raise DataError(
                "the model has no chat template, so it is no instruction model",
                where=model.name,
                hint="name the instruction-tuned variant of the model",
            )
        return cls(tokenizer, system)

    @property
    def sha(self) -> str:
        """SHA-256 of the template's text and of the system message put in."""
        text = f"{self._tokenizer.chat_template}\x00{self._system}"
        return hashlib.sha256(text.encode()).hexdigest()

    def asked(self, messages: Sequence[Message]) -> str:
        """The text of the conversation so far, up to where the assistant begins to answer.

        Raises:
            DataError: the template refuses the conversation.
        """
        return self._render(self._with_system(messages), ask=True)

    def encode(self, messages: Sequence[Message], response: str) -> Encoded:
        """The conversation so far and the answer to it.

        The response is cut after the token that ends the assistant's turn, where generation stops; what the
        template writes behind it (often a line end) is not learnt.

        Raises:
            DataError: the template refuses the conversation, or does not write it as prompt followed by answer.
        """
        before, asked, whole = self._parts(messages, response)
        prompt = before if self._header_text else asked
        if not whole.startswith(asked) or asked != prompt + self._header_text:
            raise DataError("the chat template writes the prompt differently once it is answered")
        answer = whole[len(asked) :].removesuffix(self._tail) + self._end
        return Encoded(self._ids(prompt), self.header, self._ids(answer))

    def _parts(self, messages: Sequence[Message], response: str) -> tuple[str, str, str]:
        """The text up to the assistant's turn, with its header, and with the answer."""
        messages = self._with_system(messages)
        answered = [*messages, {"role": "assistant", "content": response}]
        return self._render(messages), self._render(messages, ask=True), self._render(answered)

    def _with_system(self, messages: Sequence[Message]) -> Sequence[Message]:
        if messages and messages[0]["role"] == "system":
            return messages
        if self._system is not None or self._blank_system:
            return [{"role": "system", "content": self._system or ""}, *messages]
        return messages

    def _render(self, messages: Sequence[Message], *, ask: bool = False) -> str:
        try:
            text: str = self._tokenizer.apply_chat_template(list(messages), tokenize=False, add_generation_prompt=ask)
        except Exception as error:  # a template is a program of the model's maker: it raises what it likes
            raise DataError(f"the chat template refuses this conversation: {error}") from error
        return text

    def _inserts_system(self) -> bool:
        """Whether an empty system message makes the prompt shorter than none."""
        try:
            blank = self._render([{"role": "system", "content": ""}, *_PROBE])
        except DataError:
            return False
        return len(blank) < len(self._render(_PROBE))

    def _end_of_turn(self) -> str:
        """What ends the assistant's turn, up to and including the special token that stops generation."""
        for token in self._ids(self._tail):
            if token in self._tokenizer.added_tokens_decoder:
                text = str(self._tokenizer.added_tokens_decoder[token].content)
                return self._tail[: self._tail.index(text) + len(text)]
        return self._tokenizer.eos_token or ""

    def _ids(self, text: str) -> tuple[int, ...]:
        return tuple(self._tokenizer(text, add_special_tokens=False)["input_ids"])
