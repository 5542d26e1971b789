"""`curator versions diff`: what differs between two versions."""

from collections.abc import Iterator, Sequence

import click
from rich.console import Group as Below
from rich.console import RenderableType
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.screen import stdout
from curator.cli.tables import Side, explained_table
from curator.text import printable
from curator.versions.difference import Difference, Group
from curator.versions.difference import compare as compare_versions

EXCERPT_CHARS = 100
GROUPS_LISTED = 20
GROUPS_SHOWN = 5  # with their texts
VERDICTS = {"keep": "kept", "drop": "dropped", "review": "in review", "quarantined": "unreadable", None: "absent"}


@click.command("diff", short_help="Show what differs between two versions, and who decided so.")
@click.argument("a")
@click.argument("b")
@click.option("--examples", type=click.IntRange(min=1), default=3, show_default=True, help="Records of each group.")
@common
def compare(session: Session, a: str, b: str, examples: int) -> None:
    """Show which records versions A and B keep, judge or repair differently, and who decided so."""
    found = compare_versions(session.store.get(a), session.store.get(b), examples=examples)
    session.show(found.to_dict(), lambda: _view(found))


def _view(found: Difference) -> RenderableType:
    if not found.groups:
        return Text(f"{found.a} and {found.b} judge every record alike")
    totals = ", ".join(f"{count:,} {change}" for change, count in found.totals().items() if count)
    rows = [
        (
            group.change,
            f"{VERDICTS[group.before]} → {VERDICTS[group.after]}",
            group.by or "–",
            group.source,
            f"{group.records:,}",
            group.examples[0].record_id,
        )
        for group in found.groups[:GROUPS_LISTED]
    ]
    columns: dict[str, Side] = dict.fromkeys(("change", "verdict", "by", "source", "records", "for example"), "left")
    columns["records"] = "right"
    return Below(
        Text(f"{found.a} → {found.b}: {found.kept_before:,} → {found.kept_after:,} records kept\n{totals}\n"),
        explained_table(columns, rows, width=stdout().width),
        *_unlisted(found.groups[GROUPS_LISTED:]),
        Text(),
        *(line for group in found.groups[:GROUPS_SHOWN] for line in _texts(group)),
        *_quality(found),
        Text(f"\ncurator why {found.groups[0].examples[0].record_id} --version {found.b}"),
    )


def _unlisted(groups: Sequence[Group]) -> Iterator[RenderableType]:
    """How much the table leaves out; what differs in so many ways was hardly made from one another."""
    from curator.report.figures import number_of

    if groups:
        records = sum(group.records for group in groups)
        yield Text(f"… and {number_of(len(groups), 'smaller group')} of {number_of(records, 'record')}: see --json")


def _quality(found: Difference) -> Iterator[RenderableType]:
    """How good what each version keeps is, by the rules that judged both."""
    from curator.report.quality import quality_view

    quality = found.quality
    yield Text()
    yield from quality_view({"before": quality.before, "after": quality.after}, with_change=True)
    if quality.left_out:
        yield Text(f"by the {quality.rules:,} rules that judged both alike; {quality.left_out:,} others do not count")


def _texts(group: Group) -> Iterator[Text]:
    """The first example of a group; both texts when they differ."""
    example = group.examples[0]
    yield Text(f"{example.record_id}  {group.change}")
    texts = {"before: ": example.before, "after:  ": example.after}
    if not group.changed:
        texts = {"": example.after or example.before}
    yield from (Text(f"  {name}{printable(text or '', EXCERPT_CHARS)}") for name, text in texts.items())
