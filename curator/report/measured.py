"""What a language model measured, and what vectors of words told, where the user asked for it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from curator.report.figures import decimal, number_of, percent
from curator.text import printable

if TYPE_CHECKING:
    from curator.signals.named import NamedSignal


@dataclass(frozen=True)
class Spread:
    """A signal, how many records it was measured for, and the 5th, 50th and 95th of a hundred values."""

    name: str
    unit: str
    about: str
    records: int
    p5: float
    median: float
    p95: float

    def figures(self) -> list[str]:
        """The three values as they are shown."""
        return [self._shown(each) for each in (self.p5, self.median, self.p95)]

    def _shown(self, value: float) -> str:
        if self.unit == "tokens":
            return f"{value:,.0f}"
        return "<0.001" if 0 < value < 0.0005 else decimal(value)


@dataclass(frozen=True)
class Measured:
    """Everything of the kind that a run measured; null what it did not.

    `topics` counts how many texts, each about something else, would be as diverse as the records; `seeds` the texts
    that the domain is given by, `seeds_covered` (0–1) those among them that a record is about the same as.
    """

    model: str | None
    topics: float | None
    seeds: int | None
    seeds_covered: float | None
    spreads: tuple[Spread, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON data; signals are keyed by name."""
        said = asdict(self)
        said["signals"] = {each.pop("name"): each for each in said.pop("spreads")}
        return said

    def facts(self) -> Iterator[str]:
        """What there is to say of the whole, a sentence each."""
        if self.model:
            yield f"measured by the model {printable(self.model, 80)}"
        if self.topics is not None:
            yield f"as diverse as {number_of(round(self.topics), 'text')}, each about something else"
        if self.seeds == 1:
            yield "the domain is described in a text"
        elif self.seeds and self.seeds_covered is not None:
            near = round(self.seeds * self.seeds_covered)
            yield f"the domain is given by {self.seeds:,} records; {percent(near, self.seeds)} have one of these near"


def measured_of(signals: pl.DataFrame | None, run: Mapping[str, Any]) -> Measured | None:
    """What a run measured in this way; none if nothing.

    Args:
        signals: `record_id` and signals.
        run: what its manifest says, of which `model` and `meaning` are looked at.
    """
    model, meaning = run.get("model"), run.get("meaning")
    if signals is None or not (model or meaning):
        return None
    found = meaning or {}
    return Measured(
        model=model["name"] if model else None,
        topics=found.get("effective_topics"),
        seeds=found.get("seeds"),
        seeds_covered=found.get("seeds_covered"),
        spreads=tuple(_spreads(signals)),
    )


def measured_view(measured: Measured | None) -> Iterator[RenderableType]:
    """The part of a terminal's view."""
    if measured is None:
        return
    for fact in measured.facts():
        yield Text(fact)
    if measured.spreads:
        shown = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        shown.add_column("measured", overflow="fold")
        for name in ("records", "p5", "median", "p95"):
            shown.add_column(name, justify="right", no_wrap=True)
        for each in measured.spreads:
            shown.add_row(Text(each.name), f"{each.records:,}", *each.figures())
        yield shown


def _spreads(signals: pl.DataFrame) -> Iterator[Spread]:
    for signal in _named():
        values = signals[signal.name].drop_nulls() if signal.name in signals.columns else pl.Series([])
        if len(values):
            told = [float(values.quantile(at, "nearest") or 0) for at in (0.05, 0.5, 0.95)]
            yield Spread(signal.name, signal.unit, signal.about, len(values), *told)


def _named() -> "tuple[NamedSignal, ...]":
    from curator.meaning.columns import MEANING_SIGNALS
    from curator.signals.model.columns import MODEL_SIGNALS

    return (*MEANING_SIGNALS, *MODEL_SIGNALS)
