"""What other rules or thresholds would make of a stored version, told from what it stored, measuring nothing again."""

from curator.whatif.changes import Example, Move, WhatIf, what_if
from curator.whatif.removals import Overlap, Removal, Removals, RuleRemovals, removals
from curator.whatif.steps import Flip, SourceStep, Step
from curator.whatif.stored import judged_rows, rules_of
from curator.whatif.sweep import Sweep, sweep

__all__ = [
    "Example",
    "Flip",
    "Move",
    "Overlap",
    "Removal",
    "Removals",
    "RuleRemovals",
    "SourceStep",
    "Step",
    "Sweep",
    "WhatIf",
    "judged_rows",
    "removals",
    "rules_of",
    "sweep",
    "what_if",
]
