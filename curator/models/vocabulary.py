"""A tokenizer as training needs it: exact ids of text in pieces, and which text it would take for control tokens."""

import re
from functools import cached_property
from typing import Any

_PROBE = "curator"


class Vocabulary:
    """Token ids of text, without anything that a tokenizer adds by itself."""

    def __init__(self, tokenizer: Any) -> None:  # noqa: ANN401 - transformers is untyped
        self.tokenizer = tokenizer

    def ids(self, text: str) -> tuple[int, ...]:
        """The tokens of `text` on its own; control tokens in it become what they stand for."""
        return tuple(self.tokenizer(text, add_special_tokens=False)["input_ids"])

    def after(self, before: str, text: str) -> tuple[int, ...]:
        """The tokens of `text` where it follows `before`, cut off between the two.

        Many tokenizers put a blank before a text; in the middle of one it would be a blank too many.
        """
        if not self._puts_blank or not before:
            return self.ids(text)
        head, both = self.ids(before), self.ids(before + text)
        return both[len(head) :] if both[: len(head)] == head else self.ids(text)

    def decode(self, ids: tuple[int, ...]) -> str:
        """The text of tokens, control tokens included."""
        return str(self.tokenizer.decode(list(ids), skip_special_tokens=False, clean_up_tokenization_spaces=False))

    def knows(self, text: str) -> bool:
        """Whether `text` is one token of its own."""
        return text in self._added

    def control_token(self, text: str) -> str | None:
        """The first piece of `text` that the tokenizer would take for a control token, if there is one."""
        found = self._control.search(text) if self._control else None
        return found.group() if found else None

    @property
    def eos(self) -> str:
        """The text of the token that ends a text; empty if there is none."""
        return self.tokenizer.eos_token or ""

    @cached_property
    def bos(self) -> str:
        """The text of the token that the tokenizer puts before a text by itself; empty if it puts none."""
        token = self.tokenizer.bos_token_id
        begins = self.tokenizer(_PROBE)["input_ids"][:1]
        return self.tokenizer.bos_token if token is not None and begins == [token] else ""

    @property
    def pad_id(self) -> int:
        """What fills up the rows of a batch; which token does not matter, for it is neither read nor learnt."""
        known = (self.tokenizer.pad_token_id, self.tokenizer.eos_token_id, 0)
        return int(next(each for each in known if each is not None))

    @cached_property
    def _puts_blank(self) -> bool:
        return self.ids("\n" + _PROBE) != self.ids("\n") + self.ids(_PROBE)

    @cached_property
    def _added(self) -> frozenset[str]:
        return frozenset(str(each.content) for each in self.tokenizer.added_tokens_decoder.values())

    @cached_property
    def _control(self) -> re.Pattern[str] | None:
        tokens = {str(each.content) for each in self.tokenizer.added_tokens_decoder.values() if each.special}
        tokens |= {each for each in self.tokenizer.all_special_tokens if each}
        longest_first = sorted(tokens, key=lambda each: (-len(each), each))
        return re.compile("|".join(map(re.escape, longest_first))) if tokens else None
