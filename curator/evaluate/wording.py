"""What a comparison found, as one sentence: the verdict, its numbers, and what would settle it."""

from curator.evaluate.settling import MOST_ITEMS, MOST_SEEDS, Settle
from curator.evaluate.statistics import Difference, Verdict

_STATED = {"better": "{a} is better than {b}", "worse": "{a} is worse than {b}", "equivalent": "{a} is as good as {b}"}


def sentence(a: str, b: str, metric: str, found: Difference, verdict: Verdict, margin: float, more: str) -> str:
    """Such as `curated is better than raw in exact match: +0.08 (95% interval +0.03 to +0.13)`.

    Args:
        a: the first arm.
        b: the arm it is held against.
        metric: its name.
        found: the difference of a and b.
        verdict: what may be said.
        margin: of equivalence.
        more: what is said after an interval that settles nothing; see `settled_by`.
    """
    stated = _STATED.get(verdict, "cannot tell whether {a} differs from {b}").format(a=a, b=b)
    within = f", within ±{margin:g}" if verdict == "equivalent" else ""
    interval = f"{_signed(found.difference)} (95% interval {_signed(found.low)} to {_signed(found.high)})"
    told = f"{stated} in {metric.replace('_', ' ')}{within}: {interval}"
    return f"{told}; {more}" if verdict == "cannot tell" and more else told


def settled_by(settle: Settle | None, items: int, seeds: int) -> str:
    """What would settle a comparison of so many items and seeds, in words.

    Args:
        settle: what was reckoned; none: nothing would.
        items: there are.
        seeds: there are; 0 where no arm was trained.
    """
    if settle is None:
        return f"not even {MOST_ITEMS:,} items{f' with {MOST_SEEDS} seeds' if seeds else ''} would settle it"
    now = f"at {seeds} seeds" if seeds else ""
    if settle.together:
        return (
            f"about {settle.together[0]:,} items (now {items:,}) and {settle.together[1]} seeds (now {seeds}) together "
            f"would settle it{_as(settle)}; no number of items would {now}"
        )
    ways = []
    if settle.items:
        ways.append(f"{settle.items:,} items (now {items:,})")
    if settle.seeds:
        ways.append(f"{settle.seeds} seeds (now {seeds})")
    told = f"about {' or '.join(ways)} would settle it{_as(settle)}"
    return told if settle.items else f"{told}; no number of items would, {now}"


def short_of(settle: Settle | None) -> str:
    """`2,400 items or 9 seeds`, for a table; blank where nothing would do."""
    if settle is None:
        return ""
    if settle.together:
        return f"{settle.together[0]:,} items and {settle.together[1]} seeds"
    ways = [f"{settle.items:,} items"] if settle.items else []
    ways += [f"{settle.seeds} seeds"] if settle.seeds else []
    return " or ".join(ways)


def _as(settle: Settle) -> str:
    return " as equivalent" if settle.towards == "equivalent" else ""


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("-", "−")
