"""Signals: what can be measured on a record, each a named column that rules compare."""

from curator.signals.catalogue import SIGNALS, measure, schema
from curator.signals.signal import Signal

__all__ = ["SIGNALS", "Signal", "measure", "schema"]
