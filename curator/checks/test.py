"""One test and its verdict."""

from dataclasses import asdict, dataclass
from typing import Any

from curator.checks.places import Place

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"
_DUST = 1e-9  # a share of 0.3 of 10 records is 3 of them, whatever binary fractions make of it


@dataclass(frozen=True)
class Test:
    """What was measured, against what is allowed.

    Attributes:
        group: `rules`, `expect` or `above <version>`.
        name: of the rule, or of what is expected, such as `signals.response_chars.p5`.
        unit: `share`, or what else the number is.
        measured: null when it cannot be told, which fails.
        low, high: the bounds, both included; null for none.
        about: what a failure means; no text of a record.
        first: where the first hits of a rule are.
    """

    __test__ = False  # pytest would collect a class of this name

    group: str
    name: str
    verdict: str
    unit: str
    measured: float | None
    low: float | None
    high: float | None
    about: str
    severity: str | None = None
    hits: int | None = None
    first: tuple[Place, ...] = ()

    @property
    def message(self) -> str:
        """What is wrong, in one line."""
        counted = f" ({self.hits:,} records)" if self.hits else ""
        return f"{self.name}: {shown(self.measured, self.unit)}{counted}, {self.allowed} allowed"

    @property
    def allowed(self) -> str:
        """The bounds in words."""
        if self.low is None:
            return f"at most {shown(self.high, self.unit)}"
        if self.high is None:
            return f"at least {shown(self.low, self.unit)}"
        return f"{shown(self.low, self.unit)} to {shown(self.high, self.unit)}"

    def to_dict(self) -> dict[str, Any]:
        """The test as JSON values."""
        return asdict(self)


@dataclass(frozen=True)
class Checked:
    """All tests of some records."""

    records: int
    tests: tuple[Test, ...]

    def of(self, verdict: str) -> list[Test]:
        """The tests with this verdict."""
        return [test for test in self.tests if test.verdict == verdict]

    @property
    def passed(self) -> bool:
        """Whether none failed."""
        return not self.of(FAILED)


def verdict(measured: float | None, low: float | None, high: float | None) -> str:
    """Passed or failed; a number that nobody knows fails."""
    is_met = (
        measured is not None and (low is None or measured >= low - _DUST) and (high is None or measured <= high + _DUST)
    )
    return PASSED if is_met else FAILED


def shown(value: float | None, unit: str) -> str:
    """A number with its unit, as people read it."""
    if value is None:
        return "cannot be told"
    if unit == "share":
        return f"{value:.2%}" if not 0 < value < 0.0001 else f"{value:.4%}"
    return f"{value:,.10g}"
