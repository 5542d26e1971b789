"""The card: metadata that hubs can read, numbers that add up, nothing of whose machine or who the annotators were."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import yaml
from markdown_it import MarkdownIt

from curator import DatasetVersion, VersionStore
from curator.governance.card import header, text
from curator.governance.facts import Facts, of_version
from curator.governance.publish import publish


@pytest.fixture
def facts(version: DatasetVersion) -> Facts:
    return of_version(version)


def front_matter(card: str) -> dict[str, object]:
    _, metadata, _ = card.split("---\n", 2)
    loaded: dict[str, object] = yaml.safe_load(metadata)
    return loaded


def test_the_header_has_the_hubs_fields(version: DatasetVersion, tmp_path: Path) -> None:
    publish(version, tmp_path / "out")
    assert front_matter((tmp_path / "out" / "README.md").read_text()) == {
        "pretty_name": "rivers",
        "language": ["en"],
        "license": ["mit", "cc-by-sa-4.0", "cc-by-nc-4.0"],
        "size_categories": ["n<1K"],
        "task_categories": ["text-generation"],
        "tags": ["instruction-tuning", "chat", "preference-data"],
        "configs": [
            {"config_name": name, "data_files": [{"split": "train", "path": f"{name}/train-00000-of-00001.parquet"}]}
            for name in ("openai-chat", "preference", "alpaca")
        ],
    }


@pytest.mark.parametrize(
    ("records", "category"),
    [
        (0, "n<1K"),
        (999, "n<1K"),
        (1_000, "1K<n<10K"),
        (52_002, "10K<n<100K"),
        (999_999, "100K<n<1M"),
        (10**12 - 1, "100B<n<1T"),
        (10**12, "n>1T"),
    ],
)
def test_size_categories(facts: Facts, records: int, category: str) -> None:
    assert header(replace(facts, counts={**facts.counts, "kept": records}), [])["size_categories"] == [category]


@pytest.mark.parametrize(
    ("licenses", "expected"),
    [
        ({"*": "mit"}, {"license": "mit"}),
        ({"*": "House rules!"}, {"license": "other", "license_name": "house-rules-"}),
        (
            {"tuples.jsonl": "mine", "chats.jsonl": "yours", "pairs.jsonl": "mit"},
            {"license": ["other", "mit"], "license_name": "mine-and-yours"},
        ),
    ],
)
def test_only_stated_licences_stand_in_the_header(
    version: DatasetVersion, licenses: dict[str, str], expected: dict[str, object]
) -> None:
    version.manifest["recipe"]["data"]["licenses"] = {}
    found = header(of_version(version, licenses), [])
    assert {name: found[name] for name in found if name.startswith("license")} == expected


def test_without_a_stated_licence_it_is_unknown(version: DatasetVersion) -> None:
    version.manifest["recipe"]["data"]["licenses"] = {}
    assert header(of_version(version), [])["license"] == "unknown"


def test_what_came_in_is_kept_or_accounted_for(facts: Facts) -> None:
    for source in facts.sources:
        assert source.records == source.kept + source.dropped + source.review + source.quarantined
    assert sum(source.records for source in facts.sources) == facts.counts["input"] == 13
    assert sum(facts.deciders.values()) == facts.counts["dropped"] == 1
    assert facts.repairs == {"clear-sentinel": 1}


def test_no_folder_of_this_machine_and_no_key_is_told(version: DatasetVersion) -> None:
    version.manifest["recipe"]["data"]["sources"] += [
        "C:\\Users\\zoe\\more.jsonl",
        "https://zoe:secret@example.org/data.jsonl?token=secret",
        "hf://datasets/owner/name@main/a.jsonl",
    ]
    facts = of_version(version)
    card = text(facts)
    assert not [word for word in ("private-folder", "zoe", "secret") if word in card]
    assert facts.hub_sources == ("owner/name",)
    assert "example.org/data.jsonl" in card


@pytest.mark.parametrize(
    ("view", "said"), [("full", "on the view 'full')"), (["full", "response"], "on the views 'full', 'response')")]
)
def test_the_compared_views_are_named(facts: Facts, view: object, said: str) -> None:
    assert said in text(replace(facts, recipe={**facts.recipe, "dedup": {"threshold": 0.8, "view": view}}))


def test_people_are_counted_and_not_named(version: DatasetVersion, store: VersionStore) -> None:
    ledger = version.frame("ledger").collect().with_row_index()
    decided = {0: ("keep", "annotator:zoe"), 1: ("drop", "annotator:zoe,yan"), 2: ("keep", "restored")}
    for at, (verdict, by) in decided.items():
        is_it = pl.col("index") == at
        ledger = ledger.with_columns(
            verdict=pl.when(is_it).then(pl.lit(verdict)).otherwise("verdict"),
            decided_by=pl.when(is_it).then(pl.lit(by)).otherwise("decided_by"),
        )
    ledger.drop("index").write_parquet(version.path / "ledger.parquet")
    facts = of_version(version)
    card = text(facts)
    assert (facts.people, facts.annotators) == ({"drop": 1, "keep": 1}, 2)
    assert "2 people decided about 2 records (drop: 1, keep: 1)" in card
    assert "- Kept against the rules, restored by hand: 1 record." in card
    assert "| `people` | 1 | An annotator decided so. |" in card
    assert "zoe" not in card
    assert "yan" not in card


def test_hostile_names_make_no_markup_and_break_no_table(facts: Facts) -> None:
    name = "a|b\n<script>alert(1)</script> [x](http://evil) `--- \x1b[31m *b*"
    source = replace(facts.sources[0], name=name, title=name)
    rule = replace(facts.rules[0], id=name, why=name, when=name, source=name, hits=1)
    hostile = replace(facts, name=name, sources=(source,), rules=(rule,), deciders={name: 1}, repairs={name: 1})
    card = text(hostile)
    assert "\x1b" not in card
    assert front_matter(card)["pretty_name"] == name
    page = MarkdownIt().enable("table").render(card.split("---\n", 2)[2])
    plain_page = MarkdownIt().enable("table").render(text(facts).split("---\n", 2)[2])
    assert not [mark for mark in ("<script", "<a ", "<em>b") if mark in page]
    assert page.count("<h2>") == plain_page.count("<h2>")
    assert page.count("<table>") == plain_page.count("<table>")
    shown = "a|b⏎&lt;script&gt;alert(1)&lt;/script&gt; [x](http://evil) `--- \\u001b[31m *b*"
    assert page.count(f"<code>{shown}</code>") == 5
    assert page.count(f"<td>{shown}</td>") == 3


def test_a_card_needs_no_files(facts: Facts) -> None:
    card = text(facts)
    assert "configs" not in front_matter(card)
    assert "## Files" not in card
