"""Which family a model is of: a judge favours texts like those that it, or its kin, would write."""

import re
from collections.abc import Iterable

# The longer names of a family first; they are looked for as words, digits and separators aside.
_FAMILIES = {
    "gpt": ("gpt", "chatgpt", "davinci", "openai", "o1", "o3", "o4"),
    "claude": ("claude",),
    "gemini": ("gemini", "gemma", "palm"),
    "llama": ("llama", "vicuna", "alpaca", "tulu"),
    "qwen": ("qwen", "qwq"),
    "mistral": ("mistral", "mixtral", "ministral", "zephyr", "codestral"),
    "deepseek": ("deepseek",),
    "phi": ("phi",),
    "smollm": ("smollm",),
    "command": ("command", "aya"),
    "grok": ("grok",),
    "olmo": ("olmo",),
}


def family(model: str) -> str | None:
    """The family that a model's name speaks of; null when it names none that is known.

    `meta-llama/Llama-3.1-8B` is of the family llama, `gpt-4o-mini` of gpt. A fine-tuned model counts to what it was
    made from.
    """
    words = re.findall(r"[a-z]+\d?", model.lower())
    for name, members in _FAMILIES.items():
        if any(word == member or word.rstrip("0123456789") == member for word in words for member in members):
            return name
    return None


def kinship(judge: str, others: Iterable[str]) -> list[str]:
    """Of the names of other models those that are of the judge's family, or are the judge."""
    ours = family(judge)
    return sorted({other for other in others if other == judge or (ours is not None and family(other) == ours)})
