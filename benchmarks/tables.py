"""Tables of counts and shares with their intervals, as the benchmarks of rules print them."""

from collections.abc import Sequence


def interval(hits: int, of: int) -> str:
    """`0.987 [0.95–1.00]`: a share and its 95 % Wilson interval; a dash where there is nothing to count."""
    from curator.report.rates import rate

    counted = rate(hits, of)
    if counted.per_1000 is None or counted.low is None or counted.high is None:
        return "–"
    return f"{counted.per_1000 / 1000:.3f} [{counted.low / 1000:.2f}–{counted.high / 1000:.2f}]"


def share(hits: int, of: int) -> str:
    """`0.987`; a dash where there is nothing to count."""
    return f"{hits / of:.3f}" if of else "–"


def show(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; what begins with a digit stands to the right."""
    print(f"\n{title}\n")
    texts = [[str(each) for each in header], *([str(each) for each in row] for row in rows)]
    widths = [max(len(row[column]) for row in texts) for column in range(len(header))]
    for row in texts:
        cells = (each.rjust(width) if each[:1].isdigit() or each == "–" else each.ljust(width)
                 for each, width in zip(row, widths, strict=True))  # fmt: skip
        print("  ".join(cells).rstrip())


def excerpt(text: str, length: int = 160) -> str:
    """The beginning and the end of a text, in one line."""
    line = repr(text)[1:-1]
    return line if len(line) <= length else f"{line[: 2 * length // 3]} … {line[-length // 3 :]}"
