"""What `curator decontaminate` shows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.tables import Side, plain_table
from curator.text import printable

if TYPE_CHECKING:
    from curator.pipeline.contaminated import Contamination

TIERS = ("exact", "ngram", "passage")
SHOWN = 10
SPAN_SHOWN = 160


def contamination_view(
    found: "Contamination", dropped: int, output: str | None, *, with_answers: bool
) -> RenderableType:
    """How many records give items away, how many items of each pack, and where.

    Args:
        found: what was found.
        dropped: how many records are taken out.
        output: where the others were written; none: nowhere.
        with_answers: whether answers were looked for.
    """
    share = dropped / found.records if found.records else 0
    verb = "were taken out" if output else "give held-out items away"
    columns: dict[str, Side] = dict.fromkeys(("items", *TIERS, *(["answers"] if with_answers else [])), "right")
    rows = [
        (printable(each.name), *(f"{getattr(each, column):,}" for column in columns), f"{each.share:.2%}")
        for each in found.packs
        if each.found
    ]
    return Group(
        Text(f"{dropped:,} of {found.records:,} records {verb} ({share:.2%})\n", style="bold"),
        *_table({"pack": "left", **columns, "given away": "right"}, rows),
        *_untouched(found),
        *_findings(found.findings),
        *_remarks(found, output),
    )


def _table(columns: Mapping[str, Side], rows: Sequence[Sequence[str]]) -> Iterator[RenderableType]:
    if rows:
        yield plain_table(columns, rows)
        yield Text()


def _untouched(found: "Contamination") -> Iterator[Text]:
    """The packs that nothing was found of."""
    names = [f"{printable(each.name)} ({each.items:,} items)" for each in found.packs if not each.found]
    if names:
        yield Text(f"nothing of {', '.join(names)}")


def _findings(findings: pl.DataFrame) -> Iterator[RenderableType]:
    """The surest findings, two lines each."""
    surest_first = findings.sort(
        pl.col("kind").cast(pl.Enum(TIERS)), pl.col("share"), descending=[False, True], maintain_order=True
    )
    for row in surest_first.head(SHOWN).iter_rows(named=True):
        part = "" if row["part"] == "prompt" else " (its answer)"
        what = f"{printable(row['pack'])} item {printable(row['item_id'])}{part}"
        yield Text(f"\n{_how(row):<12}{what} in {printable(row['source'])} row {row['source_row']:,}")
        begin = f"{row['record_id']} {row['field']} from word {row['record_word']:,}: "
        span = printable(row["span"], SPAN_SHOWN)
        yield Text(f"{'':12}{begin}{span}", no_wrap=True, overflow="ellipsis")
    if findings.height > SHOWN:
        yield Text(f"\n… and {findings.height - SHOWN:,} more: --evidence FILE holds them all")


def _how(finding: Mapping[str, Any]) -> str:
    return "exact" if finding["kind"] == "exact" else f"{finding['kind']} {finding['share']:.0%}"


def _remarks(found: "Contamination", output: str | None) -> Iterator[Text]:
    unsearched = [
        f"{each.by_equality_alone:,} of {printable(each.name)}" for each in found.packs if each.by_equality_alone
    ]
    if unsearched:
        yield Text(f"\nfound by equality alone (short, or nothing but wording): {', '.join(unsearched)}")
    if output:
        yield Text(f"\nwrote {output}")
    elif found.findings.height:
        yield Text("\nto write the others: the same command with -o FILE")
