"""Personal data and secrets: how many different ones a text holds, counted only in texts that may hold one."""

from collections.abc import Mapping

import polars as pl

from curator import pii
from curator.signals.cues import FULL, REJECTED, Cue, only_where
from curator.signals.signal import Signal, Table

VERSION = 2

_VIEWS = ("prompt", "response", "full", "rejected")
_ABOUT = {
    "emails": ("email", "e-mail addresses of persons; not of example.com, of roles such as info@, or placeholders"),
    "phones": ("phone", "telephone numbers, international, national with separators, or behind a word for telephone"),
    "payment_cards": ("card", "payment-card numbers of a known issuer with a right check digit; no test cards"),
    "ibans": ("iban", "bank account numbers (IBAN) of the right length and check sum"),
    "ip_addresses": ("ip", "public IP addresses; no versions, private or documentation ranges"),
    "us_ssns": ("ssn", "social security numbers of the United States"),
    "keys": ("key", "keys and tokens of known shape (cloud services, JSON Web Tokens, private-key blocks)"),
    "passwords": ("password", "random-looking values behind a word such as password, token or secret"),
}
_WHERE = {
    "prompt": "of the prompt",
    "response": "of the response",
    "full": "of the whole record",
    "rejected": "of the rejected answer",
}


_CUES = {f"{text.name} {nth}": Cue(text, [each]) for text in (FULL, REJECTED) for nth, each in enumerate(pii.MAY_HOLD)}


def _may_hold(frame: pl.DataFrame, name: str, cue: Cue) -> pl.Series:
    [pattern] = cue.any_of
    found = only_where(
        frame.select(name, cue.text.name),
        name,
        lambda near: near.select(cue.text.expr.str.contains(pattern)).to_series(),
        pl.Boolean(),
    )
    return found.fill_null(value=False)


def _count(frame: pl.DataFrame) -> pl.DataFrame:
    """Counts of every kind in every view, 0 where nothing was suspected."""
    may_hold = pl.DataFrame({name: _may_hold(frame, name, cue) for name, cue in _CUES.items()})
    suspects = (
        frame.select(*_VIEWS).with_row_index("row").filter(may_hold.select(pl.any_horizontal(pl.all())).to_series())
    )
    found = [{"row": row.pop("row"), **_counts(row)} for row in suspects.iter_rows(named=True)]
    schema = {"row": pl.UInt32, **dict.fromkeys(_COLUMNS, pl.Int64)}
    rows = frame.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"), *_VIEWS)
    counted = rows.join(pl.DataFrame(found, schema=schema), on="row", how="left", maintain_order="left")
    return counted.select(
        pl.when(pl.col(_view(name)).is_not_null()).then(pl.col(name).fill_null(0)).alias(name) for name in _COLUMNS
    )


def _counts(texts: Mapping[str, str | None]) -> dict[str, int]:
    """Counts for every view of a record; the prompt and the response hold nothing where the whole does not."""
    counts: dict[str, int] = {}
    for view in ("full", "rejected", "prompt", "response"):
        text = texts[view] if view in ("full", "rejected") or any(counts.values()) else None
        kinds = [kind for kind, _ in {(each.kind, each.identity) for each in pii.find(text or "")}]
        counts |= {f"{view}_{family}": kinds.count(kind) for family, (kind, _) in _ABOUT.items()}
        counts[f"{view}_personal_data"] = sum(kind in pii.PERSONAL for kind in kinds)
    return counts


def _view(name: str) -> str:
    return name.split("_", 1)[0]


_COLUMNS = {
    f"{view}_{family}": f"different {about} {_WHERE[view]}"
    for view in _VIEWS
    for family, (_, about) in {
        **_ABOUT,
        "personal_data": ("", "e-mail addresses, telephone, card, bank and security numbers, and IP addresses"),
    }.items()
}
_TABLE = Table("personal_data", dict.fromkeys(_COLUMNS, pl.Int64()), _VIEWS, _count, cues=_CUES)

SIGNALS = [
    Signal(name, VERSION, f"{about}; null without one", "mentions", pl.Int64(), _VIEWS, table=_TABLE)
    for name, about in _COLUMNS.items()
]
