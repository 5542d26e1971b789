"""How people ask: what the signals of tasks look at, and a close look where a cheap one left a suspicion."""

import polars as pl

from curator import text
from curator.markers import SENTINEL
from curator.signals.cues import Cue, Text
from curator.signals.signal import Batch, Signal

MOST_CHARS = 200
"""Tasks that text cannot do are short; longer prompts speak of pictures and prices in passing."""

INSTRUCTION = pl.when(pl.col("instruction").str.len_chars() <= MOST_CHARS).then("instruction")
HAS_NO_INPUT = text.is_blank(pl.col("input")) | pl.col("input").str.contains(rf"(?i)^{SENTINEL}$")

URL = r"(?:https?://|www\.)[^\s<>\"]+"

ASKS = (
    r"^\W*(?:(?:hey|hi|hello|ok|okay|so|please|pls|plz|kindly|just|now|quickly|go ahead and|siri|alexa|assistant|"
    r"(?:can|could|would|will) (?:you|u)|i (?:need|want|would like|['’]?d like) (?:you|u) to|help me(?: to)?)\W+)*"
)
"""The beginning of an instruction up to its verb, in any case of letters."""


def any_of(*parts: str) -> str:
    """One expression for what one of these finds, in any case of letters."""
    return "(?i)" + "|".join(f"(?:{part})" for part in parts)


SHORT = Text("short instruction", INSTRUCTION)


def asked(name: str, about: str, cue: Cue, suspects: pl.Expr, found: pl.Expr, *, version: int) -> Signal:
    """A flag of the instruction; null where it is longer than such tasks are.

    Args:
        name: of the signal.
        about: what it means.
        cue: what the instruction holds where `found` is true.
        suspects: cheap to tell, and true wherever `found` is.
        found: over the columns `instruction` and `input`; looked at for suspects alone, as it is costly.
        version: of the signal.
    """
    batch = _among(suspects, found)
    return Signal(name, version, about, "flag", pl.Boolean(), ("instruction", "input"), batch=batch, cue=cue)


def _among(suspects: pl.Expr, found: pl.Expr) -> Batch:
    def batch(frame: pl.DataFrame) -> pl.Series:
        rows = frame.select((INSTRUCTION.is_not_null() & suspects).fill_null(False)).to_series().arg_true()
        hits = rows.filter(frame[rows].select(found).to_series())
        return frame.select(pl.when(INSTRUCTION.is_not_null()).then(pl.lit(False))).to_series().scatter(hits, True)

    return batch
