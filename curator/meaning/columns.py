"""What each signal of vectors means, and when it is null."""

import polars as pl

from curator.schema import VIEWS
from curator.signals.named import NamedSignal

_BLANK = "null where the text is blank"

NOVELTY_SIGNALS = tuple(
    NamedSignal(
        f"{view}_novelty",
        1,
        f"1 - the cosine of the {view} to that of the record most like it, whatever the order; 0 for a copy; {_BLANK}.",
        "1 - cosine",
        pl.Float64(),
        ("other records",),
    )
    for view in VIEWS
)

DOMAIN_SIGNALS = (
    NamedSignal(
        "full_domain_similarity",
        1,
        f"Cosine of the record to what describes the domain, or to the nearest record that belongs to it; {_BLANK}.",
        "cosine",
        pl.Float64(),
        ("--domain",),
    ),
    NamedSignal(
        "full_domain_rank",
        1,
        f"Share of the domain's records that are no nearer to each other than this one is; {_BLANK}, below 20 of them.",
        "share",
        pl.Float64(),
        ("--domain",),
    ),
)

MEANING_SIGNALS = (*NOVELTY_SIGNALS, *DOMAIN_SIGNALS)
