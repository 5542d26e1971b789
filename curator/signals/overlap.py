"""How much of the prompt comes back in the response."""

import polars as pl

from curator import text
from curator.signals.signal import count, flag, share

_PROMPT = text.words(pl.col("prompt")).list.unique()
_RESPONSE = text.words(pl.col("response")).list.unique()

SIGNALS = [
    share(
        "prompt_repeated_share",
        "different words of the prompt that the response uses too; null when the prompt has no words",
        ("prompt", "response"),
        pl.when(_PROMPT.list.len() > 0).then(_PROMPT.list.set_intersection(_RESPONSE).list.len() / _PROMPT.list.len()),
    ),
    count(
        "response_new_words",
        "different words of the response that are not in the prompt",
        "words",
        ("prompt", "response"),
        _RESPONSE.list.set_difference(_PROMPT).list.len(),
    ),
    flag(
        "response_equals_input",
        "the response is the input word for word, case and white space aside; null without an input",
        ("input", "response"),
        pl.when(~text.is_blank(pl.col("input"))).then(
            text.normalise(pl.col("input")) == text.normalise(pl.col("response"))
        ),
    ),
    flag(
        "response_equals_instruction",
        "the response is the instruction word for word, case and white space aside; null without an instruction",
        ("instruction", "response"),
        pl.when(~text.is_blank(pl.col("instruction"))).then(
            text.normalise(pl.col("instruction")) == text.normalise(pl.col("response"))
        ),
    ),
]
