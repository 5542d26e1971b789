"""How numbers are written in every rendering."""

DASH = "–"
MINUS = "−"


def percent(part: int, whole: int) -> str:
    """`part` of `whole` as a percentage with one decimal; what is there never reads as 0.0 %."""
    if not whole:
        return DASH
    share = 100 * part / whole
    return "<0.1%" if 0 < share < 0.05 else f"{share:.1f}%"


def number_of(count: int, thing: str) -> str:
    """`1 record`, `1,204 records`."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def count(value: float | None) -> str:
    """A count or an average of counts, without decimals; a dash for null and for none."""
    return f"{value:,.0f}" if value else DASH


def rate_of(value: float | None) -> str:
    """A rate per thousand with one decimal; a dash for null."""
    return DASH if value is None else f"{value:,.1f}"


def times(value: float | None) -> str:
    """How often, with two digits that count: 0.036, 1.3, 24; a dash for null and for never."""
    if not value:
        return DASH
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def spread(mean: float, sd: float | None) -> str:
    """A mean with its standard deviation, where it has one."""
    return decimal(mean) if sd is None else f"{decimal(mean)} ± {decimal(sd)}"


def probability(value: float | None) -> str:
    """A p-value with three decimals; one that would read 0.000 is said to be smaller."""
    return "<0.001" if value is not None and value < 0.0005 else decimal(value)


def decimal(value: float | None, *, signed: bool = False) -> str:
    """Three decimals with a true minus sign; with `signed`, a plus sign too. A dash for null."""
    if value is None:
        return DASH
    value = round(value, 3) + 0.0  # which makes 0 of −0
    text = f"{value:+.3f}" if signed else f"{value:.3f}"
    return text.replace("-", MINUS)
