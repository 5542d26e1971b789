"""A report as one page that needs nothing else: no script, no file beside it, no network."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from curator.report.charts import OUTCOMES, length_histogram, outcome_bar, share_bar, shared_bins
from curator.report.comparison_html import comparison_sections
from curator.report.decision import decision_section
from curator.report.figures import DASH, number_of, percent
from curator.report.markup import Cell, cell, number, section, table, word
from curator.report.measured_html import measured_section
from curator.report.model import Example, Report, RuleHits, Source
from curator.report.quality_html import quality_section
from curator.report.svg import safe

BREAK = "⏎"
"""What `printable` writes for a line break."""

KIND_NAMES = {"preference": "preference pair"}
_STYLE = Path(__file__).with_name("page.css")


def page(
    report: Report, *, comparison: Mapping[str, Any] | None = None, decision: Mapping[str, Any] | None = None
) -> str:
    """The page.

    Every text that came from a file, a rule pack or a trial is escaped, and the page forbids itself scripts and
    requests, so that opening a report of hostile data does nothing.

    Args:
        report: what was measured.
        comparison: a trial's `to_dict()`; its chart and tables come right after the summary.
        decision: the outcome of a turn of the loop; it comes first.
    """
    told = decision["reasons"] if decision is not None else ()
    parts = [
        decision_section(decision) if decision is not None else "",
        _summary(report),
        comparison_sections(comparison, told=told) if comparison is not None else "",
        quality_section(report.quality),
        _rules(report.rules, report.records),
        _texts(report),
        measured_section(report.measured),
        _sources(report.sources),
        _examples(report.rules),
    ]
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{safe(report.title)} – data report</title>
<style>
{_STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
<main>
<header>
<h1>{safe(report.title)}</h1>
<p class="quiet">{_subtitle(report)}</p>
</header>
{"".join(parts)}</main>
</body>
</html>
"""


def _subtitle(report: Report) -> str:
    kinds = ", ".join(number_of(count, KIND_NAMES.get(kind, kind)) for kind, count in report.kinds.items())
    if report.version is None:
        return kinds
    parent = f", made from <code>{safe(report.parent)}</code>" if report.parent else ""
    return f"version <code>{safe(report.version)}</code>{parent}; {kinds}"


def _summary(report: Report) -> str:
    counts = report.counts
    tiles = [_tile("input", counts.input)]
    tiles += [_tile(name, getattr(counts, field), of=counts.input, css=field) for field, name in OUTCOMES]
    tiles.append(_tile("repaired", counts.fixed, of=counts.input))
    duplicates = report.duplicates
    if duplicates is not None:
        tiles += [
            _tile("exact duplicates", duplicates.exact),
            _tile("near duplicates", duplicates.near),
            _tile("conflicting answers", duplicates.conflicts),
        ]
    body = outcome_bar(counts) + f'<dl class="tiles">{"".join(tiles)}</dl>' + _faults(report)
    return section("What became of the records", body)


def _tile(name: str, count: int, *, of: int | None = None, css: str = "") -> str:
    share = f"<small>{percent(count, of)}</small>" if of is not None else ""
    return f'<div class="{css}"><dt>{name}</dt><dd>{count:,}{share}</dd></div>'


def _faults(report: Report) -> str:
    faults = report.faults
    if faults.per_1000 is None:
        return ""
    return (
        f"<p><strong>{faults.per_1000:,.1f}</strong> of 1,000 records are hit by at least one rule that does more than "
        f"flag; 95% interval {faults.low:,.1f} to {faults.high:,.1f}.</p>"
    )


def _rules(rules: Sequence[RuleHits], records: int) -> str:
    if not rules:
        return ""
    numbers = [number(heading) for heading in ("hits", "only this", "share")]
    headings = [word("rule"), word("then"), *numbers, word(""), word("severity")]
    rows = [_rule_row(rule, records) for rule in rules if rule.hits]
    quiet = [rule.id for rule in rules if not rule.hits]
    names = f'<p class="quiet">{safe(", ".join(quiet), 4000)}</p>'
    note = f"<details><summary>{number_of(len(quiet), 'rule')} hit nothing</summary>{names}</details>" if quiet else ""
    caption = "Every rule on every record; a record may be hit by several."
    shown = table(caption, headings, rows, css="stacked") if rows else ""
    return section("Rules", shown + note)


def _rule_row(rule: RuleHits, records: int) -> list[Cell]:
    action = rule.then.partition(":")[0]
    return [
        cell(f"{safe(rule.id)}<small>{safe(rule.why)}</small>"),
        word(safe(rule.then), css=f"then-{action}" if action in ("drop", "review", "fix", "flag") else ""),
        number(f"{rule.hits:,}"),
        number(f"{rule.only:,}"),
        number(percent(rule.hits, records)),
        cell(share_bar(rule.share)),
        word(safe(rule.severity)),
    ]


def _texts(report: Report) -> str:
    measured = {view: lengths for view, lengths in report.lengths.items() if lengths.texts}
    if not measured:
        return ""
    names = ("min", "p5", "p25", "median", "p75", "p95", "max")
    headings = [word("text"), number("texts"), *map(number, names)]
    rows = [
        [cell(view), number(f"{lengths.texts:,}"), *(number(f"{lengths.quantiles[name]:,}") for name in names)]
        for view, lengths in measured.items()
    ]
    bins = shared_bins(measured.values())
    figures = "".join(
        f"<figure><figcaption>{view}</figcaption>{length_histogram(view, lengths, bins)}</figure>"
        for view, lengths in measured.items()
    )
    body = (
        f'<div class="panels">{figures}</div>' + table("Characters", headings, rows, css="stacked") + _languages(report)
    )
    return section("Texts", body)


def _languages(report: Report) -> str:
    lines = []
    for view, counts in report.languages.items():
        total = sum(counts.values())
        named = ", ".join(f"{safe(language)} {percent(count, total)}" for language, count in counts.items())
        lines.append(f'<p class="quiet">Language of the {view}: {named or DASH}</p>')
    return "".join(lines)


def _sources(sources: Sequence[Source]) -> str:
    headings = [word("source"), word("read as"), number("records"), number("quarantined")]
    rows = [
        [
            cell(safe(source.name)),
            word(safe(source.format)),
            number(f"{source.records:,}"),
            number(f"{source.quarantined:,}"),
        ]
        for source in sources
    ]
    return section("Sources", table("", headings, rows)) if rows else ""


def _examples(rules: Iterable[RuleHits]) -> str:
    shown = "".join(_rule_examples(rule) for rule in rules if rule.examples)
    return section("Examples of hits", shown) if shown else ""


def _rule_examples(rule: RuleHits) -> str:
    hits = f'<span class="quiet">{safe(rule.then)}, {number_of(rule.hits, "hit")}</span>'
    return f"<details><summary>{safe(rule.id)} {hits}</summary>{''.join(map(_example, rule.examples))}</details>"


def _example(example: Example) -> str:
    twin = f", twin <code>{safe(example.twin_id)}</code>" if example.twin_id else ""
    place = f"<code>{safe(example.record_id)}</code> {safe(example.source)}, row {example.source_row:,}{twin}"
    texts = "".join(
        f"<p><b>{name}:</b> <bdi>{_with_breaks(safe(text)) or '<i>empty</i>'}</bdi></p>"
        for name, text in (("prompt", example.prompt), ("response", example.response))
        if text is not None
    )
    return f'<div class="example"><p class="quiet">{place}</p>{texts}</div>'


def _with_breaks(text: str) -> str:
    """The signs of line breaks set apart from the words about them."""
    return text.replace(BREAK, f' <span class="quiet">{BREAK}</span> ')
