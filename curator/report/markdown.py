"""A report as Markdown, for a pull request or a page of notes."""

from collections.abc import Iterator

from curator.governance.markdown import code, plain, table
from curator.report.charts import OUTCOMES
from curator.report.figures import number_of, percent
from curator.report.measured import Measured
from curator.report.model import Report
from curator.report.quality import HEADING, NOTE, index, interval, quiet_parts, rows


def text(report: Report) -> str:
    """The report; texts of records stay out of it."""
    return "\n\n".join(_parts(report)) + "\n"


def _parts(report: Report) -> Iterator[str]:
    version = f", version {code(report.version)}" if report.version else ""
    yield f"## {plain(report.title)}{version}"
    counts = report.counts
    outcomes = [(name, getattr(counts, field)) for field, name in (*OUTCOMES, ("fixed", "repaired, of all"))]
    rows_of = [(name, number, percent(number, counts.input)) for name, number in outcomes]
    yield table(["verdict", "records", "share"], rows_of)
    faults = report.faults
    if faults.per_1000 is not None:
        spread = f"95% interval {faults.low:,.1f} to {faults.high:,.1f}"
        yield f"{faults.per_1000:,.1f} faulty per 1,000 records ({spread})."
    yield from _quality(report)
    hit = [rule for rule in report.rules if rule.hits]
    if hit:
        listed = [
            (code(rule.id), plain(rule.then), rule.hits, rule.only, percent(rule.hits, report.records)) for rule in hit
        ]
        yield table(["rule", "then", "hits", "only this", "share"], listed)
    yield from _measured(report.measured)


def _measured(measured: Measured | None) -> Iterator[str]:
    if measured is None:
        return
    yield " ".join(f"{plain(fact[:1].upper() + fact[1:])}." for fact in measured.facts())
    if measured.spreads:
        listed = [[code(each.name), f"{each.records:,}", *each.figures()] for each in measured.spreads]
        yield table(["measured", "records", "p5", "median", "p95"], listed)


def _quality(report: Report) -> Iterator[str]:
    sets = [report.quality.input, report.quality.kept]
    if not any(each.whole for each in sets):
        return
    figures = [
        (plain(row.name), *(shown for each in row.measures for shown in (index(each), interval(each))))
        for row in rows(sets)
    ]
    yield table([HEADING, "as read", "95% interval", "kept", "95% interval"], figures)
    quiet = quiet_parts(sets)
    yield NOTE + (f" {number_of(quiet, 'other part')} at 100." if quiet else "")
