"""`curator signals`: what can be measured, and what each number means."""

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.screen import stdout
from curator.cli.tables import Side, explained_table
from curator.schema import VIEWS

if TYPE_CHECKING:
    from curator.registry import Registry
    from curator.signals import Signal
    from curator.signals.named import NamedSignal


@click.group()
def signals() -> None:
    """List and explain signals."""


@signals.command("list")
@common
def list_signals(session: Session) -> None:
    """List every signal that rules can compare."""
    rows = [_described(name) for name in sorted([*_registry(), *_named()], key=lambda name: (_view_of(name), name))]

    def view() -> RenderableType:
        columns: dict[str, Side] = {"signal": "left", "unit": "left", "rules": "right", "about": "left"}
        width = stdout().width
        parts: list[RenderableType] = []
        for group, listed in groupby(rows, key=lambda row: row["view"]):
            cells = [(row["name"], row["unit"], f"{len(row['rules'])}", row["about"]) for row in listed]
            parts += [Text(f"{group} ({len(cells)})", style="bold"), explained_table(columns, cells, width=width)]
            parts.append(Text())
        return Group(*parts, Text("curator signals show NAME"))

    session.show({"signals": rows}, view)


@signals.command()
@click.argument("name")
@common
def show(session: Session, name: str) -> None:
    """Explain the signal NAME: its unit, what it reads, and which rules compare it."""
    described = _described(name)
    told = {**described, **{key: ", ".join(described[key]) or "none" for key in ("needs", "rules")}}
    session.show(described, lambda: Text("\n".join(f"{key}: {value}" for key, value in told.items())))


def _view_of(name: str) -> str:
    """The view or column that a signal is named after."""
    view = name.partition("_")[0]
    return view if view in VIEWS else "other"


@cache
def _rules() -> "list[tuple[str, set[str]]]":
    """The shipped rules with the columns that they compare."""
    from curator.rules import columns_used, load, pack_names

    return [(rule.id, columns_used(rule)) for rule in load(pack_names()).rules]


def _registry() -> "Registry[Signal]":
    from curator.signals import SIGNALS

    return SIGNALS


def _named() -> "dict[str, NamedSignal]":
    """The signals that something else measures."""
    from curator.meaning.columns import MEANING_SIGNALS
    from curator.signals.model.columns import MODEL_SIGNALS

    return {signal.name: signal for signal in (*MODEL_SIGNALS, *MEANING_SIGNALS)}


def _described(name: str) -> dict[str, Any]:
    signal = _named().get(name) or _registry().get(name)
    return {
        "name": signal.name,
        "version": signal.version,
        "type": str(signal.dtype),
        "unit": signal.unit,
        "about": signal.about,
        "view": _view_of(name),
        "needs": list(signal.needs),
        "rules": [rule for rule, columns in _rules() if name in columns],
    }
