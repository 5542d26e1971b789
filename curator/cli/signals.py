"""`curator signals`: what can be measured, and what each number means."""

from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.tables import Side, plain_table

if TYPE_CHECKING:
    from curator.registry import Registry
    from curator.signals import Signal


@click.group()
def signals() -> None:
    """List and explain signals."""


@signals.command("list")
@common
def list_signals(session: Session) -> None:
    """List every signal that rules can compare."""
    rows = [_described(name) for name in sorted(_registry())]
    columns: dict[str, Side] = {"signal": "left", "type": "left", "unit": "left", "about": "left"}
    session.show(
        {"signals": rows},
        lambda: plain_table(columns, [(row["name"], row["type"], row["unit"], row["about"]) for row in rows]),
    )


@signals.command()
@click.argument("name")
@common
def show(session: Session, name: str) -> None:
    """Explain the signal NAME."""
    described = _described(name)
    session.show(described, lambda: Text("\n".join(f"{key}: {value}" for key, value in described.items())))


def _registry() -> "Registry[Signal]":
    from curator.signals import SIGNALS

    return SIGNALS


def _described(name: str) -> dict[str, Any]:
    signal = _registry().get(name)
    return {
        "name": signal.name,
        "version": signal.version,
        "type": str(signal.dtype),
        "unit": signal.unit,
        "about": signal.about,
    }
