"""What a judge is asked, as data: a YAML file in which what others wrote is put between fences."""

import hashlib
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal

from curator.config import Document, Strict
from curator.errors import RecipeError

Choice = Literal["first", "second", "tie"]

SHIPPED = Path(__file__).with_name("pairwise.yaml")
NEEDED = ("question", "first", "second")

_PLACE = re.compile(r"\{(question|first|second|code)\}")
# Models that think aloud put it in front; what counts is what they say after it.
_THOUGHT = re.compile(r"\s*<think>.*</think>", re.DOTALL)
_CHOICES: Mapping[str, Choice] = {"1": "first", "2": "second", "tie": "tie"}


class JudgePrompt(Strict):
    """The two messages with their places, and the settings sent with them."""

    about: str
    system: str
    user: str
    settings: dict[str, float | int] | None = None

    @cached_property
    def sha(self) -> str:
        """Of all that decides what is asked."""
        return hashlib.sha256(self.model_dump_json(exclude={"about"}).encode()).hexdigest()

    def turns(self, question: str, first: str, second: str) -> list[dict[str, str]]:
        """The messages about two answers, each text of others between fences that it cannot imitate."""
        texts = {"question": question, "first": first, "second": second}
        # A text that held its own fence would have to hold a hash of itself.
        code = hashlib.sha256("\x00".join(texts.values()).encode(errors="surrogatepass")).hexdigest()[:12]
        put = {"code": code, **{name: _fenced(text, name, code) for name, text in texts.items()}}

        def filled(template: str) -> str:
            return _PLACE.sub(lambda place: put[place[1]], template)  # in one pass: what is put in is not filled again

        return [{"role": "system", "content": filled(self.system)}, {"role": "user", "content": filled(self.user)}]


def load_prompt(path: Path | None = None) -> JudgePrompt:
    """The prompt in a file, or the shipped one.

    Raises:
        RecipeError: a mistake in the file, or one of the three texts has no place in `user`.
    """
    prompt = Document.read(path or SHIPPED).validate(JudgePrompt)
    missing = [f"{{{name}}}" for name in NEEDED if f"{{{name}}}" not in prompt.user]
    if missing:
        raise RecipeError(f"user has no place for {', '.join(missing)}", where=str(path), hint="write it where it goes")
    return prompt


def choice(reply: str) -> Choice | None:
    """What the judge said: its reply must be `1`, `2` or `tie` and nothing else, or it said nothing that counts."""
    thought = _THOUGHT.match(reply)
    return _CHOICES.get(reply[thought.end() if thought else 0 :].strip().lower())


def _fenced(text: str, name: str, code: str) -> str:
    return f"[{name} {code} begins]\n{text}\n[{name} {code} ends]"
