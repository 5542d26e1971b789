"""Divide records into train, test and other parts by a hash of their prompt."""

import hashlib
import re
from collections.abc import Mapping

import polars as pl

from curator.errors import RecipeError

WHOLE: Mapping[str, float] = {"train": 1.0}

_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_PLACES = 1 << 64


def parse_shares(text: str) -> dict[str, float]:
    """Name → share, out of `train=0.9,test=0.1`.

    Raises:
        RecipeError: not of this form, or the shares do not add up to 1.
    """
    hint = "write it as in --split train=0.9,test=0.1"
    shares: dict[str, float] = {}
    for each in text.split(","):
        name, _, number = (part.strip() for part in each.partition("="))
        try:
            share = float(number)
        except ValueError:
            raise RecipeError(f"the share of {name!r} is {number!r}, a number expected", hint=hint) from None
        if not _NAME.fullmatch(name):
            raise RecipeError(f"{name!r} is no name for a split", hint="use small letters, digits and _")
        if name in shares:
            raise RecipeError(f"the split {name!r} is named twice", hint=hint)
        if not 0 < share <= 1:
            raise RecipeError(f"the share of {name!r} is {number}, more than 0 and at most 1 expected", hint=hint)
        shares[name] = share
    if abs(sum(shares.values()) - 1) > 1e-9:
        raise RecipeError(f"the shares add up to {sum(shares.values()):g}, not to 1", hint=hint)
    return shares


def assign(records: pl.DataFrame, shares: Mapping[str, float], seed: int) -> pl.Series:
    """The split of every record, by a hash of its first question, so that one question is never in two splits.

    Questions that differ in case and white space only are one. Neither other records nor their order move a record;
    so the shares come out near the wanted ones, not at them.
    """
    questions = records.select(_question().alias("question"))
    known = questions.unique("question")
    drawn = known.with_columns(
        split=pl.Series([_draw(each, shares, seed) for each in known["question"]], dtype=pl.String)
    )
    return questions.join(drawn, on="question", how="left", maintain_order="left")["split"]


def _question() -> pl.Expr:
    """What a record asks first; of one that asks nothing, what it says."""
    is_user = pl.element().struct.field("role") == "user"
    first = pl.col("messages").list.eval(pl.element().struct.field("content").filter(is_user)).list.first()
    asked = pl.concat_str("instruction", "input", separator="\n", ignore_nulls=True)
    said = pl.coalesce("text", "response", "chosen", pl.lit(""))
    one = [
        text.str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars().replace("", None)
        for text in (first, asked, said)
    ]
    return pl.coalesce(*one, pl.lit(""))


def _draw(question: str, shares: Mapping[str, float], seed: int) -> str:
    digest = hashlib.blake2b(f"{seed}\0{question}".encode(), digest_size=8).digest()
    place = int.from_bytes(digest) / _PLACES
    until = 0.0
    for name, share in shares.items():
        until += share
        if place < until:
            return name
    return name
