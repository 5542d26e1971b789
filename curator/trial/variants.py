"""The same records under other rules: a version with some rules left out, with a few alone, or with none."""

from collections.abc import Sequence
from pathlib import Path

from curator import pipeline, rules
from curator.errors import DataError
from curator.recipe import Dedup, Recipe, Selection
from curator.rules.ruleset import LoadedPack
from curator.versions import DatasetVersion, VersionStore

NAME_CHARS = 64


def variant(
    store: VersionStore, version: DatasetVersion, *, without: Sequence[str] = (), only: Sequence[str] | None = None
) -> DatasetVersion:
    """Curate the records of a version again, by some of its rules.

    Its sources are read anew; what was measured is remembered, so that this costs about as much as reading them. All
    else stays: repairs of the rules that are left, duplicates, budget. Limits on what a rule may remove do not stop it.
    It is a version like others, but not the `latest`.

    Args:
        store: where `version` lies.
        version: made by `curate`.
        without: ids of rules to leave out; none of them and no `only`: the version itself.
        only: ids of rules to judge by, and by no other.

    Raises:
        RecipeError: the version has no such rule.
        DataError: the version holds people's verdicts, or its sources are gone or no longer the same.
    """
    kept = _rules(version)
    for name in (*without, *(only or ())):
        kept.get(name)
    if not without and only is None:
        return version
    chosen = tuple(rule for rule in kept.rules if rule.id not in without and (only is None or rule.id in only))
    name = "-".join(["without", *without] if only is None else ["only", *only])
    return _made(store, version, rules.RuleSet(chosen, kept.packs), {"name": name[:NAME_CHARS]})


def uncurated(store: VersionStore, version: DatasetVersion) -> DatasetVersion:
    """The same records as they came: nothing judged, repaired or removed.

    Raises:
        DataError: as `variant`.
    """
    nothing = {"name": "raw", "fixes": False, "dedup": Dedup(enabled=False), "selection": Selection()}
    return _made(store, version, rules.RuleSet(()), nothing)


def _made(
    store: VersionStore, version: DatasetVersion, ruleset: rules.RuleSet, changes: dict[str, object]
) -> DatasetVersion:
    if version.manifest.get("decided"):
        raise DataError(
            "this version holds people's verdicts, which other rules would not keep",
            where=version.id,
            hint=f"name the version that they were given on: {version.parent}",
        )
    recipe = Recipe.model_validate({**version.manifest["recipe"], "over_limit": [rule.id for rule in ruleset.rules]})
    _check_sources(version, recipe)
    held_out = version.manifest.get("held_out", {}).get("record_ids", ())
    judged = pipeline.judge(
        recipe.model_copy(update=changes), store=store, ruleset=ruleset, held_out=frozenset(held_out)
    )
    found, wanted = judged.counts.input, version.manifest["counts"]["input"]
    if found != wanted:
        raise DataError(
            f"its sources hold {found:,} records now; the version was made of {wanted:,}",
            where=version.id,
            hint="curate them again, and compare the new version",
        )
    return pipeline.commit(judged, store, aside=True)


def _rules(version: DatasetVersion) -> rules.RuleSet:
    """As the manifest remembers them, with the packs that they came from."""
    listed = version.manifest["rules"]
    found = tuple(rules.Rule.from_dict(each) for each in listed)
    packs: dict[str, list[str]] = {}
    for each in listed:
        if each.get("pack"):
            packs.setdefault(each["pack"], []).append(each["id"])
    return rules.RuleSet(found, tuple(LoadedPack(name, "", "", tuple(ids)) for name, ids in packs.items()))


def _check_sources(version: DatasetVersion, recipe: Recipe) -> None:
    local = [name for name in recipe.data.sources if name != "-" and "://" not in name and not set(name) & set("*?[")]
    missing = [name for name in local if not Path(name).exists()]
    if "-" in recipe.data.sources:
        raise DataError("it was read from standard input, which is gone", where=version.id, hint="curate a file")
    if missing:
        raise DataError(
            f"its source {missing[0]} is gone, and other rules need it again",
            where=version.id,
            hint="run this in the folder where the version was made",
        )
