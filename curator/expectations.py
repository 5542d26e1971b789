"""What data are expected to be like: the strict models behind `expect:` in a recipe or a file of its own."""

import math
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from curator.config import Document, Strict

STATISTICS = "min, max, mean, missing, median, or a percentile such as p5 and p99.9"
_PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d+)?|100)")


class Bounds(Strict):
    """The least and the most that is right, both included; one of them may be left out."""

    min: float | None = None
    max: float | None = None

    @model_validator(mode="after")
    def _make_sense(self) -> "Bounds":
        given = [each for each in (self.min, self.max) if each is not None]
        if not given:
            raise ValueError("give min, max or both")
        if not all(map(math.isfinite, given)):
            raise ValueError("min and max must be numbers")
        if sorted(given) != given:
            raise ValueError(f"min {given[0]:g} is more than max {given[1]:g}; nothing lies between")
        return self


class Share(Bounds):
    """Bounds of a share, 0 to 1."""

    min: Annotated[float, Field(ge=0, le=1)] | None = None
    max: Annotated[float, Field(ge=0, le=1)] | None = None


class Index(Bounds):
    """Bounds of the quality index, 0 to 100."""

    min: Annotated[float, Field(ge=0, le=100)] | None = None
    max: Annotated[float, Field(ge=0, le=100)] | None = None


class Above(Strict):
    """No rule hits a share that is more than `tolerance` above its share in a stored version."""

    version: str = Field(min_length=1)
    tolerance: Annotated[float, Field(ge=0, le=1)] = 0.0


class Expect(Strict):
    """Tests of data. Shares are of the records that could be read, but `unreadable` and `rules`: those are of all."""

    records: Bounds | None = None
    """How many can be read."""
    unreadable: Share | None = None
    kept: Share | None = None
    """What a run would keep."""
    duplicates: Share | None = None
    """Exact and near ones."""
    quality: Index | None = None
    """The quality index of what was read."""
    kinds: dict[Literal["tuple", "chat", "preference", "text"], Share] = Field(default={})
    languages: dict[str, Share] = Field(default={})
    """Of the answers, as codes such as `en`; `unknown` where it cannot be told."""
    rules: dict[str, Share] = Field(default={})
    """The share of records that a rule hits."""
    signals: dict[str, dict[str, Bounds]] = Field(default={})
    """A statistic of a signal: `response_chars: {p5: {min: 10}}`."""
    not_above: Above | None = None

    @field_validator("signals")
    @classmethod
    def _are_statistics(cls, signals: dict[str, dict[str, Bounds]]) -> dict[str, dict[str, Bounds]]:
        for name, wanted in signals.items():
            for statistic in wanted:
                if statistic not in ("min", "max", "mean", "missing", "median") and quantile(statistic) is None:
                    raise ValueError(f"{name}: no statistic is called {statistic!r}; there are: {STATISTICS}")
        return signals


class _File(Strict):
    """A file of expectations."""

    expect: Expect


def quantile(statistic: str) -> float | None:
    """The quantile, 0 to 1, that a name such as `p95` means; null for every other name."""
    if statistic == "median":
        return 0.5
    found = _PERCENTILE.fullmatch(statistic)
    return float(found[1]) / 100 if found else None


def load(path: Path) -> Expect:
    """Read a file of expectations.

    Raises:
        RecipeError: every mistake in it, with its place.
    """
    return Document.read(path).validate(_File).expect
