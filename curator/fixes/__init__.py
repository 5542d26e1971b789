"""Fixes: deterministic repairs that a rule asks for, each change kept with its before and after."""

from curator.fixes.apply import CHANGES, apply
from curator.fixes.catalogue import FIXES
from curator.fixes.fix import Fix

__all__ = ["CHANGES", "FIXES", "Fix", "apply"]
