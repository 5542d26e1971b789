"""Small drawings as inline SVG. Colours come from the page, so that they follow its light or dark scheme."""

import math
from collections.abc import Iterable, Sequence
from html import escape

from curator.text import printable


def safe(text: str, limit: int = 300) -> str:
    """`text` for a page: control characters and broken code points made visible, cut to `limit`, escaped."""
    return escape(printable(text, limit))


def element(name: str, content: str = "", **attributes: object) -> str:
    """An SVG element; `css` stands for `class`, and an underscore in a name for a hyphen."""
    written = "".join(
        f' {"class" if key == "css" else key.replace("_", "-")}="{safe(_number(value))}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(content: str, x: float, y: float, *, css: str = "label", anchor: str = "start") -> str:
    """A line of text; `content` is escaped here."""
    return element("text", safe(content), x=x, y=y, css=css, text_anchor=anchor)


def drawing(
    width: int, height: int, label: str, content: Iterable[str], *, css: str = "chart", stretch: bool = False
) -> str:
    """A picture `width` by `height` that scales with its place; `label` says in words what it shows.

    With `stretch` it fills its place in both directions instead of keeping its proportions.
    """
    body = element("title", safe(label)) + "".join(content)
    ratio = "none" if stretch else "xMidYMid"
    box = f"0 0 {width} {height}"
    return element("svg", body, viewBox=box, preserveAspectRatio=ratio, css=css, role="img", aria_label=label)


def nice_ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round numbers from `low` to `high`, roughly `about` of them."""
    if not low < high:
        return [low]
    raw = (high - low) / about
    magnitude = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * magnitude for factor in (1, 2, 2.5, 5, 10) if factor * magnitude >= raw)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    # Rounding undoes the binary noise of 3 × 0.1; eight digits are more than an axis shows.
    return [float(f"{nth * step:.8g}") for nth in range(first, last + 1)]


def spread_apart(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move `places` as little as possible (least squares) so that neighbours are `gap` apart, in their order.

    They stay inside `low`–`high` if so many fit there, else they run over at the high end.
    """
    order = sorted(range(len(places)), key=lambda nth: places[nth])
    # With the gaps taken out, what is left to ask is that the places do not fall: isotonic regression, by pooling
    # neighbours that do.
    pools: list[tuple[float, int]] = []
    for rank, nth in enumerate(order):
        total, count = places[nth] - rank * gap, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            total, count = total + pools[-1][0], count + pools[-1][1]
            pools.pop()
        pools.append((total, count))
    last = max(low, high - (len(places) - 1) * gap)
    level = [min(max(total / count, low), last) for total, count in pools for _ in range(count)]
    moved = dict(zip(order, (place + rank * gap for rank, place in enumerate(level)), strict=True))
    return [moved[nth] for nth in range(len(places))]


def _number(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
