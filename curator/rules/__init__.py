"""Rules: YAML packs whose predicates compare measured columns, and the verdicts that follow from them."""

from curator.rules.apply import REMOVING, hits, judge
from curator.rules.compile import CompiledRule, CompiledRules, compile
from curator.rules.examples import ExampleResult
from curator.rules.examples import run as run_examples
from curator.rules.excerpts import excerpts
from curator.rules.limits import Excess, check_limits, check_over_limit, over_limits
from curator.rules.load import load, pack_names, presets
from curator.rules.moving import Threshold, find_threshold, measured, moved, thresholds
from curator.rules.pack import Rule
from curator.rules.ruleset import (
    DATASET_COLUMNS,
    MEANING_COLUMNS,
    MODEL_COLUMNS,
    RuleSet,
    columns_used,
    hit_alike,
    uses_duplicates,
)
from curator.rules.started import start_pack
from curator.rules.thresholds import Measured, explain

__all__ = [
    "DATASET_COLUMNS",
    "MEANING_COLUMNS",
    "MODEL_COLUMNS",
    "REMOVING",
    "CompiledRule",
    "CompiledRules",
    "ExampleResult",
    "Excess",
    "Measured",
    "Rule",
    "RuleSet",
    "Threshold",
    "check_limits",
    "check_over_limit",
    "columns_used",
    "compile",
    "excerpts",
    "explain",
    "find_threshold",
    "hit_alike",
    "hits",
    "judge",
    "load",
    "measured",
    "moved",
    "over_limits",
    "pack_names",
    "presets",
    "run_examples",
    "start_pack",
    "thresholds",
    "uses_duplicates",
]
