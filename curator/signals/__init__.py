"""Signals: what can be measured on a record, each a named column that rules compare."""

from curator.signals.catalogue import SIGNALS, measure, schema
from curator.signals.signal import Signal, count, flag, share

SHIPPED = SIGNALS.own
"""The signals that come with curator, those of plugins left out."""

__all__ = ["SHIPPED", "SIGNALS", "Signal", "count", "flag", "measure", "schema", "share"]
