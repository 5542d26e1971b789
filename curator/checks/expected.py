"""Tests of what a recipe or a file expects of data."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from curator.checks.places import Places
from curator.checks.rules import FIRST
from curator.checks.test import FAILED, Test, verdict
from curator.errors import RecipeError
from curator.expectations import Bounds, Expect, quantile
from curator.pipeline import Judged, measure
from curator.registry import closest
from curator.signals import SIGNALS

UNKNOWN = "unknown"
LANGUAGE = "response_language"


def expected_tests(wanted: Expect, judged: Judged, places: Places) -> list[Test]:
    """A test for everything that is expected, `not_above` aside.

    Raises:
        RecipeError: there is no signal or rule of a name, or a signal has no such statistic.
    """
    return [
        *_whole(wanted, judged),
        *_kinds(wanted, judged.records),
        *_languages(wanted, judged),
        *_rules(wanted, judged, places),
        *_signals(wanted, judged),
    ]


def _test(name: str, bounds: Bounds, measured: float | None, unit: str, about: str) -> Test:
    found = verdict(measured, bounds.min, bounds.max)
    return Test("expect", name, found, unit, measured, bounds.min, bounds.max, about)


def _whole(wanted: Expect, judged: Judged) -> Iterator[Test]:
    counts, read = judged.counts, judged.records.height
    if wanted.records:
        yield _test("records", wanted.records, read, "records", "How many records can be read.")
    if wanted.unreadable:
        share = _share(counts.quarantined, counts.input)
        yield _test("unreadable", wanted.unreadable, share, "share", "Records that cannot be read.")
    if wanted.kept:
        yield _test("kept", wanted.kept, _share(counts.kept, read), "share", "What these rules would keep.")
    if wanted.duplicates:
        found = judged.duplicates()
        share = _share(found["exact"] + found["near"], read)
        yield _test("duplicates", wanted.duplicates, share, "share", "Exact and near duplicates of kept records.")
    if wanted.quality:
        whole = judged.qualities().input.whole
        about = "The quality index of what was read; its parts: curator report."
        yield _test("quality", wanted.quality, whole.index if whole else None, "index", about)


def _kinds(wanted: Expect, records: pl.DataFrame) -> Iterator[Test]:
    for kind, bounds in wanted.kinds.items():
        share = _share(int((records["kind"] == kind).sum()), records.height)
        yield _test(f"kinds.{kind}", bounds, share, "share", f"Records of the kind {kind}.")


def _languages(wanted: Expect, judged: Judged) -> Iterator[Test]:
    if not wanted.languages:
        return
    told = _column(judged, LANGUAGE).fill_null(UNKNOWN)
    for language, bounds in wanted.languages.items():
        share = _share(int((told == language).sum()), told.len())
        yield _test(f"languages.{language}", bounds, share, "share", f"Answers whose language is {language}.")


def _rules(wanted: Expect, judged: Judged, places: Places) -> Iterator[Test]:
    known = {rule.id: rule for rule in judged.rules.rules}
    for name, bounds in wanted.rules.items():
        if name not in known:
            raise RecipeError(f"expect: rules: no rule of this run is called {name!r}", hint=closest(name, known))
        hits = int(judged.ledger[name].sum())
        share = _share(hits, places.records)
        rule, found = known[name], verdict(share, bounds.min, bounds.max)
        first = places.first(name, FIRST) if found == FAILED else ()
        about = rule.message or rule.why
        yield Test(
            "expect", f"rules.{name}", found, "share", share, bounds.min, bounds.max, about, rule.severity, hits, first
        )


def _signals(wanted: Expect, judged: Judged) -> Iterator[Test]:
    for name, statistics in wanted.signals.items():
        if name not in SIGNALS:
            raise RecipeError(f"expect: signals: unknown signal {name!r}", hint=closest(name, SIGNALS))
        signal, values = SIGNALS.get(name), _column(judged, name)
        for statistic, bounds in statistics.items():
            unit = "share" if statistic == "missing" else signal.unit
            yield _test(f"signals.{name}.{statistic}", bounds, _statistic(values, statistic, name), unit, signal.about)


def _statistic(values: pl.Series, statistic: str, name: str) -> float | None:
    if statistic == "missing":
        return _share(values.null_count(), values.len())
    if values.dtype == pl.Boolean:
        values = values.cast(pl.Int64)
    if not values.dtype.is_numeric():
        hint = "of such a signal only `missing` can be told"
        raise RecipeError(f"expect: signals: {name} is no number, so it has no {statistic}", hint=hint)
    at = quantile(statistic)
    found: Any = values.quantile(at, "nearest") if at is not None else getattr(values, statistic)()
    return None if found is None else float(found)


def _column(judged: Judged, name: str) -> pl.Series:
    """A signal of every readable record, measured now if no rule needed it."""
    if name in judged.signals.columns:
        return judged.signals[name]
    return measure(judged.records, [name])[name]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
