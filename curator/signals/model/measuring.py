"""Measure records with a model: its identity, its token counts, and its likelihoods."""

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from curator.models.folder import ModelFolder, digest_of_texts
from curator.models.loading import load_tokenizer
from curator.schema import ASSISTANT_ROLES
from curator.signals.model.asking import WINDOW, Asked, Asking
from curator.signals.model.columns import LIKELIHOOD_SIGNALS, TOKEN_SIGNALS, VERSION
from curator.signals.model.likelihood import Likelihood, precision
from curator.text import is_blank

if TYPE_CHECKING:
    from torch import Tensor

_DIGITS = 5  # of which the last may already depend on what was computed beside it

_LIKELIHOOD = {signal.name: signal.dtype for signal in LIKELIHOOD_SIGNALS}


class Measuring:
    """One model, loaded when it is first asked."""

    def __init__(self, model: ModelFolder) -> None:
        self.model = model

    @cached_property
    def tokenizer_identity(self) -> str:
        """Sixteen digits that tell apart what may count tokens differently."""
        return _digest(str(VERSION), digest_of_texts(self.model.path))

    @cached_property
    def identity(self) -> str:
        """Sixteen digits that tell apart what may find an answer more or less likely."""
        return _digest(self.tokenizer_identity, self.model.sha, str(WINDOW), precision())

    def tokens(self, frame: pl.DataFrame) -> pl.DataFrame:
        """A column for each of `TOKEN_SIGNALS`, a row a record; `frame` has the views."""
        names = [signal.name for signal in TOKEN_SIGNALS]
        counts = {name: self._asking.counts(frame[name.removesuffix("_tokens")].to_list()) for name in names}
        return pl.DataFrame(counts, schema=dict.fromkeys(names, pl.Int64()))

    def likelihoods(self, frame: pl.DataFrame) -> pl.DataFrame:
        """A column for each of `LIKELIHOOD_SIGNALS`, a row a record; `frame` has the views and `messages`."""
        rows = frame.select(is_one=_is_one_answer()).to_series().arg_true().to_list()
        pairs = list(frame[rows].select("prompt", "response").iter_rows())
        encoded = self._asking.encode(pairs) if pairs else []
        window = min(WINDOW, self._network.longest or WINDOW)
        asked = {
            row: each.within(window, self._asking.start)
            for row, each in zip(rows, encoded, strict=True)
            if each is not None and each.prompt and each.answer
        }
        after = self._network.of([(each.prompt, each.answer) for each in asked.values()])
        alone = self._network.of([self._without_prompt(each) for each in asked.values()])
        values = {row: _measured(each, *found) for (row, each), *found in zip(asked.items(), after, alone, strict=True)}
        found = pl.DataFrame([values.get(row, {}) for row in range(frame.height)], schema=_LIKELIHOOD)
        floats = pl.col(pl.Float64)
        return found.with_columns(pl.when(floats.is_finite()).then(floats.round_sig_figs(_DIGITS)))

    def _without_prompt(self, asked: Asked) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The answer alone. Nothing tells its first token, so its likelihood is not asked for."""
        return self._asking.start + asked.answer[:1], asked.answer[1:]

    @cached_property
    def _asking(self) -> Asking:
        return Asking(load_tokenizer(self.model))

    @cached_property
    def _network(self) -> Likelihood:
        return Likelihood(self.model)


def _is_one_answer() -> pl.Expr:
    """Whether there is one prompt and one answer behind it."""
    roles = pl.col("messages").list.eval(pl.element().struct.field("role"))
    said = roles.list.eval(pl.element().is_in(ASSISTANT_ROLES)).list.sum().fill_null(0)
    has_both = ~is_blank(pl.col("prompt")) & ~is_blank(pl.col("response"))
    return has_both & ((pl.col("kind") != "chat") | (said == 1))


def _measured(asked: Asked, after: "Tensor", alone: "Tensor") -> dict[str, Any]:
    """The values of one record; `alone` lacks the answer's first token."""
    values: dict[str, Any] = {
        "prompt_tokens_read": len(asked.prompt),
        "response_tokens_read": len(asked.answer),
        "response_log_likelihood": float(after.mean()),
        "response_mean_token_probability": float(after.exp().mean()),
        "response_min_token_probability": float(after.min().exp()),
    }
    if len(alone):
        loss, loss_alone = -after[1:].double().mean(), -alone.double().mean()
        values["response_ifd_loss_ratio"] = float(loss / loss_alone)
        values["response_ifd_perplexity_ratio"] = float((loss - loss_alone).exp())
    return values


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
