"""The shipped rule packs: their own examples, and what they do to real data."""

import os
from pathlib import Path

import polars as pl
import pytest

from curator import rules, schema
from curator.fixes import FIXES
from curator.pipeline.frames import DATASET_TYPES
from curator.readers import scan
from curator.rules.ruleset import DATASET_COLUMNS
from curator.signals import SIGNALS, measure
from curator.signals import schema as signal_schema

COLUMNS = {**schema.CANONICAL, **dict.fromkeys(schema.VIEWS, pl.String()), **signal_schema(), **DATASET_TYPES}
SHIPPED = rules.load(rules.pack_names())
DEFAULT = rules.load(["default"])
FOLDER = Path(os.environ.get("CURATOR_TEST_DATA", "no such folder"))


def _measured(frame: pl.DataFrame, names: set[str]) -> pl.DataFrame:
    return measure(frame.lazy(), names).collect()


def test_every_shipped_rule_does_what_its_examples_say() -> None:
    results = rules.run_examples(SHIPPED, _measured, COLUMNS)
    assert [f"{each.rule} {each.expected} {each.index}" for each in results if not each.passed] == []


@pytest.mark.parametrize("rule", SHIPPED.rules, ids=lambda rule: rule.id)
def test_every_shipped_rule_has_five_hits_and_five_hard_negatives(rule: rules.Rule) -> None:
    assert len(rule.examples.hit) >= 5
    assert len(rule.examples.miss) >= 5


@pytest.mark.parametrize("rule", SHIPPED.rules, ids=lambda rule: rule.id)
def test_every_shipped_rule_says_what_readers_and_labellers_need(rule: rules.Rule) -> None:
    assert {"source", "severity", "scope", "on_null", "message"} <= rule.model_fields_set
    assert rule.source
    assert rule.message is not None
    assert 15 <= len(rule.message) <= 200
    assert rule.message.endswith(("?", "."))
    assert rule.message != rule.why


def test_no_preset_is_named_like_a_pack() -> None:
    assert not set(rules.presets()) & set(rules.pack_names())


def test_rules_for_raw_text_touch_nothing_else() -> None:
    assert {kind for rule in rules.load(["web-text"]).rules for kind in rule.scope.kind} == {"text"}
    assert "web-text" not in rules.presets()["default"].packs


def test_every_pack_is_in_a_preset() -> None:
    named = {pack for preset in rules.presets().values() for pack in preset.packs}
    assert sorted(named) == rules.pack_names()


def test_shipped_rules_compile_without_warnings_and_name_real_fixes() -> None:
    compiled = rules.compile(SHIPPED, COLUMNS)
    assert compiled.warnings == ()
    assert {rule.fix for rule in SHIPPED.rules if rule.fix} <= set(FIXES)
    assert compiled.columns <= {*SIGNALS, *DATASET_COLUMNS, *schema.VIEWS, *schema.CANONICAL}


def test_every_rule_that_drops_has_a_limit() -> None:
    assert [rule.id for rule in SHIPPED.rules if str(rule.then) == "drop" and rule.limit is None] == []


def test_only_rules_that_are_certain_drop() -> None:
    dropping = {rule.id for rule in DEFAULT.rules if str(rule.then) == "drop"}
    assert dropping == {
        "empty-answer",
        "sentinel-answer",
        "chat-without-answer",
        "identical-pair",
        "blank-side",
        "exact-duplicate",
        "near-duplicate",
    }


@pytest.mark.realdata
@pytest.mark.skipif(not FOLDER.is_dir(), reason="CURATOR_TEST_DATA names no folder of public datasets")
@pytest.mark.parametrize(
    ("path", "removed_share", "dropped_share"),
    [
        ("gsm8k/train.jsonl.gz", 0.005, 0.0),  # mostly equations; those that were read are wrong
        ("eval_prompts/bbh_a.jsonl.gz", 0.002, 0.0),
        ("eval_prompts/mgsm_en_de_es_fr_zh.jsonl.gz", 0.001, 0.0),
        ("zh/huatuo_med_8658.jsonl.gz", 0.001, 0.0),
        ("code/code_alpaca_2k.jsonl.gz", 0.005, 0.001),
        ("code/new_codealpaca.jsonl.gz", 0.005, 0.0),
        ("dolly/dolly_3k.jsonl.gz", 0.01, 0.0),
        ("chat/glaive_toolcall_en.jsonl.gz", 0.01, 0.0),
        ("chat/sgd_dev_messages.jsonl.gz", 0.002, 0.0),
    ],
)
def test_good_data_stays(path: str, removed_share: float, dropped_share: float) -> None:
    frame = scan([str(FOLDER / path)]).records.with_columns(
        **schema.views(), **{name: pl.lit(None, dtype=dtype) for name, dtype in DATASET_TYPES.items()}
    )
    compiled = rules.compile(DEFAULT, COLUMNS)
    frame = measure(frame, compiled.columns & set(SIGNALS))
    judged = rules.judge(rules.hits(frame, compiled).collect(), DEFAULT.rules)
    assert (judged["verdict"] != "keep").mean() <= removed_share
    assert (judged["verdict"] == "drop").mean() <= dropped_share
