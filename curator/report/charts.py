"""The charts of a single report: what became of the records, and how long the texts are."""

from collections.abc import Iterable

from curator.ledger import Counts
from curator.report.figures import number_of, percent
from curator.report.model import Lengths
from curator.report.svg import drawing, element, text

OUTCOMES = (("kept", "kept"), ("dropped", "dropped"), ("review", "in review"), ("quarantined", "quarantined"))
"""The parts of the input as fields of `Counts`, with their names for people; the field is also the CSS class."""

_BAR_WIDTH, _BAR_HEIGHT = 1000, 22
_HISTOGRAM_WIDTH, _HISTOGRAM_HEIGHT = 420, 160
_LABELS = 8


def outcome_bar(counts: Counts) -> str:
    """One bar as long as the input, parted by verdict."""
    x, drawn = 0.0, []
    for field, _ in OUTCOMES:
        width = _BAR_WIDTH * getattr(counts, field) / max(counts.input, 1)
        if width:
            drawn.append(element("rect", x=x, y=0, width=width, height=_BAR_HEIGHT, css=field))
        x += width
    spoken = ", ".join(f"{getattr(counts, field):,} {name}" for field, name in OUTCOMES)
    return drawing(
        _BAR_WIDTH, _BAR_HEIGHT, f"Of {number_of(counts.input, 'record')}: {spoken}", drawn, css="outcome", stretch=True
    )


def share_bar(share: float) -> str:
    """A short bar for a table cell; `share` is 0–1. The number stands beside it, so it is hidden from readers."""
    width = max(100 * share, 0.8 if share else 0.0)
    bar = element("rect", x=0, y=0, width=width, height=8, css="fill")
    track = element("rect", x=0, y=0, width=100, height=8, css="track")
    return element("svg", track + bar, viewBox="0 0 100 8", css="share", aria_hidden="true")


def shared_bins(several: Iterable[Lengths]) -> range:
    """The bins from the first to the last in which any of these has a text, so that their charts have one axis."""
    taken = [nth for lengths in several for nth, number in enumerate(lengths.bins) if number]
    return range(min(taken), max(taken) + 1) if taken else range(0)


def length_histogram(view: str, lengths: Lengths, bins: range) -> str:
    """How many texts have 1, 2–3, 4–7, … characters, for these bins; the number of the fullest, and the median."""
    top, bottom, left, right = 22, _HISTOGRAM_HEIGHT - 34, 6, _HISTOGRAM_WIDTH - 6
    counts = [lengths.bins[nth] if nth < len(lengths.bins) else 0 for nth in bins]
    tallest = max(counts)
    step = (right - left) / len(bins)
    every = -(-len(bins) // _LABELS)
    drawn = [
        element("line", x1=left, y1=top, x2=right, y2=top, css="grid"),
        element("line", x1=left, y1=bottom, x2=right, y2=bottom, css="axis"),
        text(number_of(tallest, "text"), left, top - 5, css="tick"),
    ]
    for place, (nth, number) in enumerate(zip(bins, counts, strict=True)):
        x = left + place * step
        if number:
            height = (bottom - top) * number / tallest
            bar = element("title", f"{_bin_name(nth)} characters: {number:,} ({percent(number, lengths.texts)})")
            drawn.append(element("rect", bar, x=x + 1, y=bottom - height, width=step - 2, height=height, css="fill"))
        if place % every == 0:
            drawn.append(element("line", x1=x, y1=bottom, x2=x, y2=bottom + 4, css="axis"))
            drawn.append(
                text(_short(_first_of(nth)), x, bottom + 16, css="tick", anchor="middle" if place else "start")
            )
    drawn.append(text("characters, from", right, _HISTOGRAM_HEIGHT - 2, css="tick", anchor="end"))
    median = lengths.quantiles["median"]
    middle = left + step * (_place_of(median) - bins.start)
    drawn.append(element("line", x1=middle, y1=top, x2=middle, y2=bottom, css="median"))
    drawn.append(text(f"median {median:,}", right, top - 5, css="tick", anchor="end"))
    spoken = f"Length of {number_of(lengths.texts, view)}, median {median:,} characters"
    return drawing(_HISTOGRAM_WIDTH, _HISTOGRAM_HEIGHT, spoken, drawn)


def _place_of(chars: int) -> float:
    """Where a length stands on the axis; a bin is 1 wide."""
    nth = chars.bit_length()
    return nth + chars / _first_of(nth) - 1 if nth else 0.5


def _first_of(nth: int) -> int:
    return 2 ** (nth - 1) if nth else 0


def _bin_name(nth: int) -> str:
    return f"{_first_of(nth):,}–{2**nth - 1:,}" if nth > 1 else str(nth)


def _short(number: int) -> str:
    return str(number) if number < 1024 else f"{number // 1024}k"
