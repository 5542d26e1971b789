"""What each signal of a language model means, and when it is null."""

import polars as pl

from curator.signals.named import NamedSignal

VERSION = 1
"""Raise it whenever a value can change."""


def _model(name: str, about: str, unit: str, dtype: pl.DataType) -> NamedSignal:
    return NamedSignal(name, VERSION, about, unit, dtype, ("--model",))


def _tokens(name: str, about: str) -> NamedSignal:
    return _model(name, about, "tokens", pl.Int64())


TOKEN_SIGNALS = tuple(
    _tokens(f"{view}_tokens", f"Tokens of the {view} under the model's tokenizer; null where there is none.")
    for view in ("prompt", "response")
)
"""What the tokenizer alone tells."""

_UNASKED = "null where prompt or answer is blank, and in a chat of several answers"

LIKELIHOOD_SIGNALS = (
    _tokens("prompt_tokens_read", f"Tokens shown to the model before the answer, its template's counted; {_UNASKED}."),
    _tokens("response_tokens_read", f"Tokens of the answer's beginning that were looked at; {_UNASKED}."),
    _model(
        "response_log_likelihood",
        f"Mean log-probability of the answer's tokens after the prompt; {_UNASKED}.",
        "nats a token",
        pl.Float64(),
    ),
    _model(
        "response_mean_token_probability",
        f"Mean probability of the answer's tokens after the prompt; {_UNASKED}.",
        "share",
        pl.Float64(),
    ),
    _model(
        "response_min_token_probability",
        f"Probability of the answer's least likely token after the prompt; {_UNASKED}.",
        "share",
        pl.Float64(),
    ),
    _model(
        "response_ifd_loss_ratio",
        "Instruction-following difficulty as in Cherry LLM (2308.12032): the answer's mean loss after the prompt "
        f"divided by that without, both over its second and later tokens; {_UNASKED}, and for one token.",
        "ratio",
        pl.Float64(),
    ),
    _model(
        "response_ifd_perplexity_ratio",
        "Instruction-following difficulty as in Superfiltering (2402.00530): the answer's perplexity after the prompt "
        f"divided by its perplexity without, both over its second and later tokens; {_UNASKED}, and for one token.",
        "ratio",
        pl.Float64(),
    ),
)

MODEL_SIGNALS = (*TOKEN_SIGNALS, *LIKELIHOOD_SIGNALS)
