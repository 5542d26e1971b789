"""Everything a card tells of a version, read from what the version stores; nothing is measured again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import polars as pl

from curator.governance.licenses import Mix, of_mix
from curator.overrides import RESTORED
from curator.versions import DatasetVersion

ANNOTATOR = "annotator:"
SHARE_OF_A_LANGUAGE = 0.01
"""A language is named when at least this share of the kept records has it; a detector's stray guesses are not."""


@dataclass(frozen=True)
class SourceFacts:
    """A source and what became of its records; `dropped` are those that a rule or the selection removed."""

    name: str
    title: str
    kept: int
    dropped: int
    review: int
    quarantined: int

    @property
    def records(self) -> int:
        """What came in."""
        return self.kept + self.dropped + self.review + self.quarantined


@dataclass(frozen=True)
class RuleFacts:
    """A rule of the run; `removed` counts the records whose removal it decided, `hits` those it spoke against."""

    id: str
    when: str
    then: str
    why: str
    source: str | None
    hits: int
    only: int
    removed: int


@dataclass(frozen=True)
class Facts:
    """What a card tells.

    `deciders` is rule, `selection` or annotators → records that these removed. `repairs` is fix → kept records that
    it repaired; `corrected` counts the kept records that people corrected. `people` is verdict → records that people
    decided, `annotators` how many people that were, never who; `restored` records were brought back by hand.
    `languages` is language → kept records, most first, as a detector told.
    """

    version: str
    parent: str | None
    name: str
    created: str
    counts: Mapping[str, int]
    kinds: Mapping[str, int]
    sources: tuple[SourceFacts, ...]
    rules: tuple[RuleFacts, ...]
    deciders: Mapping[str, int]
    repairs: Mapping[str, int]
    corrected: int
    duplicates: Mapping[str, int]
    people: Mapping[str, int]
    annotators: int
    restored: int
    languages: Mapping[str, int]
    mix: Mix
    hub_sources: tuple[str, ...]
    recipe: Mapping[str, Any]
    libraries: Mapping[str, str]


def of_version(version: DatasetVersion, licenses: Mapping[str, str] | None = None) -> Facts:
    """What is known of a version.

    Args:
        version: which.
        licenses: source name or pattern → licence, over those that the recipe states.

    Raises:
        DataError: files of the version are missing or damaged.
    """
    manifest = version.manifest
    ledger = version.frame("ledger").select("record_id", "source", "verdict", "decided_by").collect()
    kept = ledger.filter(pl.col("verdict") == "keep")
    sources = _sources(ledger, manifest["sources"])
    removed = _tally(ledger.filter(pl.col("verdict") == "drop")["decided_by"])
    by_people = ledger.filter(pl.col("decided_by").str.starts_with(ANNOTATOR))
    changes = version.frame("changes").select("record_id", "fix").unique().collect()
    changes = changes.join(kept.select("record_id"), on="record_id", how="semi")
    is_correction = pl.col("fix").str.starts_with(ANNOTATOR)
    data = manifest["recipe"]["data"]
    stated = {**data.get("licenses", {}), **(licenses or {})}
    return Facts(
        version=version.id,
        parent=version.parent,
        name=manifest["name"],
        created=manifest["created"],
        counts=manifest["counts"],
        kinds=_tally(_kept_kinds(version, kept)),
        sources=sources,
        rules=tuple(_rule(rule, removed.get(rule["id"], 0)) for rule in manifest["rules"]),
        deciders=removed,
        repairs=_tally(changes.filter(~is_correction)["fix"]),
        corrected=changes.filter(is_correction)["record_id"].n_unique(),
        duplicates=manifest["duplicates"],
        people=_tally(by_people["verdict"]),
        annotators=_people(by_people["decided_by"]),
        restored=ledger.filter(pl.col("decided_by") == RESTORED).height,
        languages=_languages(version, kept),
        mix=of_mix({source.name: source.kept for source in sources}, stated),
        hub_sources=_hub_sources(data["sources"]),
        recipe=_recipe(manifest["recipe"], stated),
        libraries=manifest["libraries"],
    )


def _sources(ledger: pl.DataFrame, listed: Sequence[Mapping[str, Any]]) -> tuple[SourceFacts, ...]:
    counted = {(row[0], row[1]): row[2] for row in ledger.group_by("source", "verdict").len().iter_rows()}
    return tuple(
        SourceFacts(
            name=each["name"],
            title=each["title"],
            kept=counted.get((each["name"], "keep"), 0),
            dropped=counted.get((each["name"], "drop"), 0),
            review=counted.get((each["name"], "review"), 0),
            quarantined=counted.get((each["name"], "quarantined"), 0),
        )
        for each in listed
    )


def _rule(rule: Mapping[str, Any], removed: int) -> RuleFacts:
    return RuleFacts(
        id=rule["id"],
        when=rule["when"],
        then=rule["then"],
        why=rule["why"],
        source=rule.get("source"),
        hits=rule["hits"],
        only=rule["only"],
        removed=removed,
    )


def _kept_kinds(version: DatasetVersion, kept: pl.DataFrame) -> pl.Series:
    kinds = version.frame("records").select("record_id", "kind").collect()
    return kinds.join(kept.select("record_id"), on="record_id", how="semi")["kind"]


def _people(decided_by: pl.Series) -> int:
    """How many people decided; records that several agreed on name all of them, with commas between."""
    names = decided_by.str.strip_prefix(ANNOTATOR).str.split(",").explode()
    return names.drop_nulls().n_unique()


def _languages(version: DatasetVersion, kept: pl.DataFrame) -> dict[str, int]:
    """Language codes as the Hub wants them: without the script or country that a detector adds."""
    signals = version.frame("signals")
    if "response_language" not in signals.collect_schema():
        return {}
    told = signals.select("record_id", pl.col("response_language").str.split("-").list.first()).collect()
    languages = told.join(kept.select("record_id"), on="record_id", how="semi")["response_language"].drop_nulls()
    enough = max(SHARE_OF_A_LANGUAGE * kept.height, 1)
    return {language: count for language, count in _tally(languages).items() if count >= enough}


def _hub_sources(sources: Sequence[str]) -> tuple[str, ...]:
    """The Hub datasets among the sources, as `owner/name`."""
    paths = [source.removeprefix("hf://datasets/") for source in sources if source.startswith("hf://datasets/")]
    return tuple(dict.fromkeys("/".join(path.split("@")[0].split("/")[:2]) for path in paths))


def _recipe(recipe: Mapping[str, Any], licenses: Mapping[str, str]) -> dict[str, Any]:
    """What of the recipe made the version; files by their names alone, for folders may tell whose machine it was."""
    data = {
        **recipe["data"],
        "licenses": dict(licenses),
        "sources": [_name(each) for each in recipe["data"]["sources"]],
    }
    return {
        "name": recipe["name"],
        "data": {key: value for key, value in data.items() if value},
        "rules": [_name(each) for each in recipe["rules"]],
        **{key: recipe[key] for key in ("fixes", "dedup", "selection") if key in recipe},
        **{key: recipe[key] for key in ("over_limit",) if recipe.get(key)},
    }


def _name(source: str) -> str:
    """A file's name without its folder; an address without what may be a key."""
    if "://" in source:
        scheme, _, rest = source.partition("://")
        return f"{scheme}://{rest.partition('?')[0].rpartition('@')[2] if scheme.startswith('http') else rest}"
    return PurePosixPath(source.replace("\\", "/")).name or source


def _tally(values: pl.Series) -> dict[str, int]:
    """How often each value occurs, most frequent first; null is left out."""
    counted = values.drop_nulls().rename("value").value_counts(name="n")
    return dict(counted.sort("n", "value", descending=[True, False]).iter_rows())
