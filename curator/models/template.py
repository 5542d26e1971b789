"""Turn a conversation and its answer into token ids, exactly as the model's own chat template writes them."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator.errors import DataError
from curator.models.folder import ModelFolder
from curator.models.loading import load_tokenizer
from curator.models.named import TEMPLATES, template_text
from curator.models.vocabulary import Vocabulary

Message = Mapping[str, object]
"""One turn: `role`, `content`, and whatever else the template reads."""
Tools = Sequence[Mapping[str, object]]

_PROBE: Sequence[Message] = ({"role": "user", "content": "curator asks"},)
_ANSWER = "curator answers"
_TWO_FACED = "the chat template writes the prompt differently once it is answered"


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


@dataclass(frozen=True)
class Piece:
    """A stretch of a conversation as the template writes it."""

    text: str
    answer: int | None = None
    """Number of the turn whose answer and end this is; none: what is only read."""


class Template:
    """A tokenizer with its chat template."""

    def __init__(self, tokenizer: Any, system: str | None = None) -> None:  # noqa: ANN401 - transformers is untyped
        self.vocabulary = Vocabulary(tokenizer)
        self._tokenizer = tokenizer
        self._system = system
        self._blank_system = False
        if system is None:
            self._blank_system = self._inserts_system()
        before, asked, whole = self._parts(_PROBE, {"role": "assistant", "content": _ANSWER})
        self._header_text = asked.removeprefix(before) if asked.startswith(before) else ""
        self.header: tuple[int, ...] = self.vocabulary.ids(self._header_text)
        if self.header and self.header[0] not in tokenizer.added_tokens_decoder:
            # Only a special token can never merge with the text before it.
            self._header_text, self.header = "", ()
        self._tail = whole.rpartition(_ANSWER)[2]
        self.end = self._end_of_turn()
        """What ends an answer, as text."""

    @classmethod
    def of(cls, model: ModelFolder, system: str | None = None, template: str | None = None) -> "Template":
        """The template of `model`; `system` is put before conversations that bring no system message.

        Without `system`, a template that would put in a system prompt of its own is given an empty one: the
        model's maker wrote that prompt for a chat product, and it is often longer than a whole training prompt.

        Args:
            model: whose tokenizer.
            system: see above.
            template: the name of another template (`named.TEMPLATES`) or a `.jinja` file; none: the model's own.

        Raises:
            DataError: the model has no chat template and none was named, or the tokenizer cannot be read.
        """
        tokenizer = load_tokenizer(model)
        if template is not None:
            tokenizer.chat_template = template_text(template, Vocabulary(tokenizer))
        if not tokenizer.chat_template:
            raise DataError(
                "the model has no chat template, so it is no instruction model",
                where=model.name,
                hint="name the instruction-tuned variant of the model, or a template to teach it: train.template: "
                f"{', '.join(TEMPLATES)} or a .jinja file",
            )
        if not isinstance(tokenizer.chat_template, str):
            raise DataError("the model has several chat templates", where=model.name, hint="name one as a .jinja file")
        return cls(tokenizer, system)

    @property
    def sha(self) -> str:
        """SHA-256 of the template's text and of the system message put in."""
        text = f"{self._tokenizer.chat_template}\x00{self._system}"
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def system(self) -> str | None:
        """What is put before conversations that bring no system message; none: nothing."""
        return "" if self._blank_system else self._system

    @property
    def writes_end(self) -> bool:
        """Whether the template itself ends an answer; else `end` is the tokenizer's end of text."""
        return bool(self.end) and self.end in self._tail

    @property
    def text(self) -> str:
        """The template, as Jinja text."""
        return str(self._tokenizer.chat_template)

    def save(self, folder: Path) -> None:
        """Write the tokenizer with this template into `folder`, for whoever loads the trained model."""
        self._tokenizer.save_pretrained(folder)

    def asked(self, messages: Sequence[Message], tools: Tools = ()) -> str:
        """The text of the conversation so far, up to where the assistant begins to answer.

        Raises:
            DataError: the template refuses the conversation.
        """
        return self._render(self._with_system(messages), tools, ask=True)

    def encode(
        self,
        messages: Sequence[Message],
        response: str,
        *,
        more: Mapping[str, object] | None = None,
        tools: Tools = (),
    ) -> Encoded:
        """The conversation so far and the answer to it.

        The response is cut after the token that ends the assistant's turn, where generation stops; what the
        template writes behind it (often a line end) is not learnt.

        Args:
            messages: the conversation.
            response: the answer's text.
            more: what the answer has beside its text: `tool_calls`, thinking.
            tools: the functions that the model may call.

        Raises:
            DataError: the template refuses the conversation, or does not write it as prompt followed by answer.
        """
        answered = {"role": "assistant", "content": response, **(more or {})}
        before, asked, whole = self._parts(messages, answered, tools)
        prompt = before if self._header_text else asked
        if not whole.startswith(asked) or asked != prompt + self._header_text:
            raise DataError(_TWO_FACED)
        answer = whole[len(asked) :].removesuffix(self._tail) + self.end
        after = self.vocabulary.after
        return Encoded(self.vocabulary.ids(prompt), self.header, after(asked, answer))

    def pieces(self, messages: Sequence[Message], tools: Tools = (), *, every: bool = True) -> list[Piece]:
        """A conversation that ends with an answer, cut at every answer that the model would have given just so.

        Earlier answers that the template writes otherwise than when they were the last (thinking left out, say) are
        only read, and without `every` all of them. The numbers of the answers are places in `messages`.

        Raises:
            DataError: the template refuses the conversation, or does not write it as prompt followed by answer.
        """
        given = self._with_system(messages)
        shift = len(given) - len(messages)
        whole = self._render(given, tools)
        found: list[Piece] = []
        done = 0
        for start, stop, place in self._answers(given, whole, tools, every=every):
            found += [Piece(whole[done:start]), Piece(whole[start:stop], place - shift)]
            done = stop
        if not found or found[-1].answer != len(messages) - 1:
            raise DataError(_TWO_FACED)
        found[-1] = Piece(whole[start:].removesuffix(self._tail) + self.end, found[-1].answer)
        return found

    def tokens(self, pieces: Sequence[Piece]) -> list[tuple[int, ...]]:
        """The tokens of each piece, as the model meets them: an answer begins with a token of its own."""
        befores = ["", *(piece.text for piece in pieces)]
        return [self.vocabulary.after(before, piece.text) for before, piece in zip(befores, pieces, strict=False)]

    def _answers(
        self, given: Sequence[Message], whole: str, tools: Tools, *, every: bool
    ) -> Iterator[tuple[int, int, int]]:
        """Where in `whole` each answer begins and ends, its end of turn included, and which turn it is."""
        *earlier, last = [place for place, turn in enumerate(given) if turn["role"] == "assistant" and place]
        for place in earlier if every and self.writes_end else ():
            try:
                asked = self._render(given[:place], tools, ask=True)
                alone = self._render(given[: place + 1], tools)
            except DataError:
                continue  # a template may want a question first
            stop = whole.find(self.end, len(asked)) + len(self.end)
            if whole.startswith(asked) and stop > len(asked) and alone.startswith(whole[:stop]):
                yield len(asked), stop, place
        asked = self._render(given[:last], tools, ask=True)
        if whole.startswith(asked):
            yield len(asked), len(whole), last

    def _parts(self, messages: Sequence[Message], answered: Message, tools: Tools = ()) -> tuple[str, str, str]:
        """The text up to the assistant's turn, with its header, and with the answer."""
        messages = self._with_system(messages)
        return (
            self._render(messages, tools),
            self._render(messages, tools, ask=True),
            self._render([*messages, answered], tools),
        )

    def _with_system(self, messages: Sequence[Message]) -> Sequence[Message]:
        if messages and messages[0]["role"] == "system":
            return messages
        return messages if self.system is None else [{"role": "system", "content": self.system}, *messages]

    def _render(self, messages: Sequence[Message], tools: Tools = (), *, ask: bool = False) -> str:
        write = self._tokenizer.apply_chat_template
        options: dict[str, Any] = {"tools": list(tools) or None, "tokenize": False, "add_generation_prompt": ask}
        try:
            text: str = write(list(messages), **options)
        except Exception as error:  # a template is a program of the model's maker: it raises what it likes
            textual = [_with_text_arguments(turn) for turn in messages]
            if isinstance(error, TypeError) and textual != list(messages):
                return self._render(textual, tools, ask=ask)
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
        for token in self.vocabulary.ids(self._tail):
            if token in self._tokenizer.added_tokens_decoder:
                text = str(self._tokenizer.added_tokens_decoder[token].content)
                return self._tail[: self._tail.index(text) + len(text)]
        return self.vocabulary.eos


def _with_text_arguments(turn: Message) -> Message:
    """The turn with the arguments of its calls as JSON text: most templates want an object, some want text."""
    calls = turn.get("tool_calls")
    return {**turn, "tool_calls": [_textual(call) for call in calls]} if isinstance(calls, list) else turn


def _textual(call: dict[str, Any]) -> dict[str, Any]:
    function = call.get("function")
    if not isinstance(function, dict) or not isinstance(function.get("arguments"), dict):
        return call
    return {**call, "function": {**function, "arguments": json.dumps(function["arguments"], ensure_ascii=False)}}
