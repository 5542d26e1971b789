"""Cut a prompt and its answer into a model's tokens, once, and lay them out with the prompt and without."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from curator.errors import DataError
from curator.models.template import Template

WINDOW = 1024
"""Tokens that a model is shown at the most; the middle of most answers tells no more than their beginning."""

_BETWEEN = "\n\n"  # prompt and answer, where the model has no chat template


@dataclass(frozen=True)
class Asked:
    """A prompt and its answer in tokens of one encoding of both, so that none lies across the two in another way."""

    prompt: tuple[int, ...]
    answer: tuple[int, ...]

    def within(self, window: int, start: tuple[int, ...]) -> "Asked":
        """At most `window` tokens: the answer loses its end, but not below half of them, then the prompt its beginning.

        Args:
            window: tokens of both.
            start: what the tokenizer puts before every text; it stays.
        """
        room = max(window - len(self.prompt), window // 2)
        answer = self.answer[:room]
        if len(self.prompt) + len(answer) <= window:
            return Asked(self.prompt, answer)
        kept = start if self.prompt[: len(start)] == start else ()
        return Asked(kept + self.prompt[len(self.prompt) + len(kept) - (window - len(answer)) :], answer)


class Asking:
    """How a model is asked: through its chat template where it has one, else prompt, blank line, answer."""

    def __init__(self, tokenizer: Any) -> None:  # noqa: ANN401 - transformers is untyped
        """Raises DataError where the tokenizer cannot say which characters its tokens stand for."""
        if not getattr(tokenizer, "is_fast", False):
            raise DataError(
                "the model's tokenizer cannot say which characters its tokens stand for",
                hint="save it with a tokenizer.json: AutoTokenizer.from_pretrained(folder).save_pretrained(folder)",
            )
        self._tokenizer = tokenizer
        self._template = Template(tokenizer) if tokenizer.chat_template else None
        first = tuple(tokenizer("")["input_ids"][:1])
        self.start: tuple[int, ...] = first if first == (tokenizer.bos_token_id,) else ()
        """What the tokenizer puts before every text: one token, or none."""

    def counts(self, texts: Sequence[str | None]) -> list[int | None]:
        """Tokens of each text alone."""
        given = [text for text in texts if text is not None]
        ids = self._tokenizer(given, add_special_tokens=False)["input_ids"] if given else []
        sizes = iter([len(each) for each in ids])
        return [None if text is None else next(sizes) for text in texts]

    def encode(self, pairs: Sequence[tuple[str, str]]) -> list[Asked | None]:
        """Each prompt and answer, without the white space around them; null where the chat template refuses."""
        before = [self._before(prompt.strip()) for prompt, _ in pairs]
        whole = [(text or "") + answer.strip() for text, (_, answer) in zip(before, pairs, strict=True)]
        encoded = self._tokenizer(whole, add_special_tokens=self._template is None, return_offsets_mapping=True)
        found = zip(before, encoded["input_ids"], encoded["offset_mapping"], strict=True)
        return [None if text is None else _parted(ids, ends, len(text)) for text, ids, ends in found]

    def _before(self, prompt: str) -> str | None:
        """Everything up to the answer."""
        if self._template is None:
            return prompt + _BETWEEN
        try:
            return self._template.asked([{"role": "user", "content": prompt}])
        except DataError:
            return None


def _parted(ids: Sequence[int], offsets: Sequence[tuple[int, int]], boundary: int) -> Asked:
    """A token that stands for a character behind the boundary is the answer's; what ends every text is nobody's."""
    is_answer = [end > boundary for _, end in offsets]
    first = is_answer.index(True) if True in is_answer else len(ids)
    last = first + sum(is_answer)
    return Asked(tuple(ids[:first]), tuple(ids[first:last]))
