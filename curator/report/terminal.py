"""A report for a terminal of any width."""

from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from curator.ledger import Counts
from curator.report.figures import number_of, percent
from curator.report.measured import measured_view
from curator.report.model import Report, RuleHits
from curator.report.quality import quality_view
from curator.text import printable

WIDE = 120
"""From this many columns on, a table also says why a rule is there."""

LANGUAGES_SHOWN = 6
WHY_CHARS = 300
VERDICT_STYLE = {"drop": "red", "review": "yellow", "fix": "cyan", "flag": "dim"}


def renderable(report: Report, *, width: int = 80, next_command: str | None = None) -> RenderableType:
    """The report for `width` columns.

    Args:
        report: what to show.
        width: columns of the terminal.
        next_command: what the user may want to run now, such as `curator curate data.jsonl -o clean.jsonl`.
    """
    parts: list[RenderableType] = [
        _headline(report),
        *_sources(report),
        Text(),
        _outcome(report.counts),
        _faults(report),
    ]
    if any(rule.hits for rule in report.rules):
        parts += [Text(), _rules(report.rules, report.records, is_wide=width >= WIDE)]
    parts += _quiet_rules(report.rules)
    if report.quality.input.whole:
        parts += [Text(), *quality_view({"as read": report.quality.input, "kept": report.quality.kept})]
    parts += [Text(), _lengths(report)]
    if report.languages:
        parts += [Text(), *_languages(report)]
    if report.measured:
        parts += [Text(), *measured_view(report.measured)]
    parts += [Text(), *_next(report, next_command)]
    return Group(*parts)


def as_text(renderable: RenderableType, *, width: int = 80) -> str:
    """`renderable` without colour, as it would stand on a terminal of `width` columns."""
    console = Console(width=width, color_system=None, force_terminal=False, legacy_windows=False)
    with console.capture() as capture:
        console.print(renderable)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def table(columns: Sequence[tuple[str, bool]], *, gap: int = 3) -> Table:
    """A table without lines; a column is its heading and whether it holds numbers, `gap` the space between two."""
    plain = Table(box=None, pad_edge=False, header_style="bold", padding=(0, gap, 0, 0))
    for heading, is_number in columns:
        plain.add_column(heading, justify="right" if is_number else "left", no_wrap=is_number)
    return plain


def _headline(report: Report) -> Text:
    line = Text(printable(report.title, 60), style="bold")
    counts = report.counts
    if report.version is None:
        line.append(f"  {number_of(report.records, 'record')}", style="not bold")
        return line
    line.append(f"  {report.version}")
    if report.parent:
        line.append(f" (parent {report.parent})", style="not bold")
    lost = f" (−{percent(counts.input - counts.kept, counts.input)})" if counts.input > counts.kept else ""
    line.append(f"  {counts.input:,} → {counts.kept:,} records{lost}", style="not bold")
    return line


def _sources(report: Report) -> Iterable[Text]:
    for source in report.sources:
        broken = f", {source.quarantined:,} quarantined" if source.quarantined else ""
        records = number_of(source.records, "record")
        yield Text(f"{printable(source.name, 60)}: read as {source.format}, {records}{broken}", style="dim")


def _outcome(counts: Counts) -> Table:
    shown = table([("verdict", False), ("records", True), ("share", True)])
    for name, number in (
        ("kept", counts.kept),
        ("dropped", counts.dropped),
        ("review", counts.review),
        ("quarantined", counts.quarantined),
    ):
        shown.add_row(name, f"{number:,}", percent(number, counts.input))
    shown.add_row("repaired, of all", f"{counts.fixed:,}", percent(counts.fixed, counts.input), style="dim")
    return shown


def _faults(report: Report) -> Text:
    faults = report.faults
    lines = []
    if faults.per_1000 is not None:
        interval = f"95% interval {faults.low:,.1f} to {faults.high:,.1f}"
        lines.append(f"{faults.per_1000:,.1f} faulty per 1,000 records ({interval})")
    found = report.duplicates
    if found is None:
        lines.append("duplicates were not looked for")
    else:
        copies = f"{found.exact:,} exact, {found.near:,} near"
        lines.append(f"duplicates: {copies}; {found.conflicts:,} with conflicting answers")
    return Text("\n" + "\n".join(lines))


def _rules(rules: Sequence[RuleHits], records: int, *, is_wide: bool) -> Table:
    columns = [("rule", False), ("then", False), ("hits", True), ("only this", True), ("share", True)]
    shown = table([*columns, ("why", False)] if is_wide else columns)
    for rule in rules:
        if rule.hits:
            verdict = Text(rule.then, style=VERDICT_STYLE.get(rule.then.partition(":")[0], ""))
            numbers = (f"{rule.hits:,}", f"{rule.only:,}", percent(rule.hits, records))
            why = (Text(printable(rule.why, WHY_CHARS), style="dim"),) if is_wide else ()
            shown.add_row(Text(rule.id), verdict, *numbers, *why)
    return shown


def _quiet_rules(rules: Sequence[RuleHits]) -> Iterable[Text]:
    quiet = sum(not rule.hits for rule in rules)
    if quiet:
        yield Text(f"{number_of(quiet, 'rule')} hit nothing", style="dim")


def _lengths(report: Report) -> Table:
    numbers = [(heading, True) for heading in ("texts", "p5", "median", "p95", "longest")]
    shown = table([("characters", False), *numbers])
    for view, lengths in report.lengths.items():
        if lengths.texts:
            values = [f"{lengths.quantiles[name]:,}" for name in ("p5", "median", "p95", "max")]
            shown.add_row(view, f"{lengths.texts:,}", *values)
    return shown


def _languages(report: Report) -> Iterable[Text]:
    for view, counts in report.languages.items():
        total = sum(counts.values())
        shown = list(counts.items())[:LANGUAGES_SHOWN]
        named = [f"{language} {percent(number, total)}" for language, number in shown]
        more = len(counts) - LANGUAGES_SHOWN
        yield Text(f"{view} language: " + ", ".join(named) + (f", {more} more" if more > 0 else ""))


def _next(report: Report, next_command: str | None) -> Iterable[Text]:
    if report.counts.review and report.version:
        waiting = report.counts.review
        verb = "waits" if waiting == 1 else "wait"
        records = number_of(waiting, "record")
        yield Text(f"{records} {verb} for review: curator label push {report.version}")
    if next_command:
        yield Text(f"next: {next_command}")
