"""The charts of a single report: what became of the records, and how long the texts are."""

from curator.ledger import Counts
from curator.report.figures import number_of, percent
from curator.report.model import Lengths
from curator.report.svg import drawing, element, text

OUTCOMES = (("kept", "kept"), ("dropped", "dropped"), ("review", "in review"), ("quarantined", "quarantined"))
"""The parts of the input as fields of `Counts`, with their names for people; the field is also the CSS class."""

_BAR_WIDTH, _BAR_HEIGHT = 1000, 22
_HISTOGRAM_WIDTH, _HISTOGRAM_HEIGHT = 420, 150


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


def length_histogram(view: str, lengths: Lengths) -> str:
    """How many texts have 1, 2–3, 4–7, … characters."""
    top, bottom, left, right = 16, _HISTOGRAM_HEIGHT - 34, 6, _HISTOGRAM_WIDTH - 6
    tallest = max(lengths.bins)
    step = (right - left) / len(lengths.bins)
    drawn = [element("line", x1=left, y1=bottom, x2=right, y2=bottom, css="axis")]
    for nth, number in enumerate(lengths.bins):
        height = (bottom - top) * number / tallest
        x = left + nth * step
        if number:
            bar = element("title", f"{_bin_name(nth)} characters: {number:,} ({percent(number, lengths.texts)})")
            place = {"x": x + 1, "y": bottom - height, "width": step - 2, "height": height}
            drawn.append(element("rect", bar, css="fill", **place))
        if nth % 3 == len(lengths.bins) % 3 or len(lengths.bins) < 6:
            drawn.append(text(_short(_first_of(nth)), x + step / 2, bottom + 15, css="tick", anchor="middle"))
    drawn.append(text("characters, from", (left + right) / 2, _HISTOGRAM_HEIGHT - 4, css="tick", anchor="middle"))
    median = lengths.quantiles["median"]
    spoken = f"Length of {number_of(lengths.texts, view)}, median {median:,} characters"
    return drawing(_HISTOGRAM_WIDTH, _HISTOGRAM_HEIGHT, spoken, drawn)


def _first_of(nth: int) -> int:
    return 2 ** (nth - 1) if nth else 0


def _bin_name(nth: int) -> str:
    return f"{_first_of(nth):,}–{2**nth - 1:,}" if nth > 1 else str(nth)


def _short(number: int) -> str:
    return str(number) if number < 1024 else f"{number // 1024}k"
