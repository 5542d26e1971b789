"""Read rule packs, shipped ones by name and others by path."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from curator.config import Document, text_of
from curator.errors import Problem, RecipeError
from curator.registry import closest
from curator.rules.pack import Pack, Preset, Presets, Rule, Then
from curator.rules.ruleset import LoadedPack, Place, RuleSet
from curator.shipped import shipped

PRESETS = "presets.yaml"


def load(names_or_paths: Sequence[str], folder: Path | None = None) -> RuleSet:
    """The rules of all packs, in order; a pack that is named twice counts once.

    Args:
        names_or_paths: a preset, a shipped pack, or the path of a YAML file (it ends in .yaml or .yml, or has a /).
        folder: where the shipped packs lie; none: in curator.

    Raises:
        RecipeError: every mistake in every pack, or a rule id that two packs use.
    """
    folder = folder or shipped("rules")
    problems: list[Problem] = []
    paths: dict[Path, None] = {}
    for name in names_or_paths:
        try:
            paths.update(dict.fromkeys(path.resolve() if path.is_file() else path for path in _files(name, folder)))
        except RecipeError as error:
            problems.extend(error.problems)
    read: list[tuple[Document, Pack]] = []
    for path in paths:
        try:
            read.append(_pack(text_of(_short(path)), str(_short(path))))
        except RecipeError as error:
            problems.extend(error.problems)
    problems.extend(_shared_ids(read))
    stricter = _stricter(names_or_paths, folder)
    problems.extend([] if problems else _not_to_drop(stricter, read))
    if problems:
        raise RecipeError.of(problems)
    return RuleSet(
        rules=tuple(_as_in_preset(rule, stricter) for _, pack in read for rule in pack.rules),
        packs=tuple(
            LoadedPack(pack.pack, pack.about, document.name, tuple(rule.id for rule in pack.rules))
            for document, pack in read
        ),
        places={
            rule.id: Place(document, ("rules", index))
            for document, pack in read
            for index, rule in enumerate(pack.rules)
        },
    )


def presets(folder: Path | None = None) -> dict[str, Preset]:
    """The presets that come with curator, by name.

    Raises:
        RecipeError: the file of presets has a mistake.
    """
    path = (folder or shipped("rules")) / PRESETS
    return dict(_presets(text_of(path), str(path)).presets) if path.is_file() else {}


def pack_names(folder: Path | None = None) -> list[str]:
    """The packs that come with curator."""
    return sorted(path.stem for path in (folder or shipped("rules")).glob("*.yaml") if path.name != PRESETS)


@lru_cache(maxsize=64)  # a loop judges many times, by rules that seldom change
def _pack(text: str, name: str) -> tuple[Document, Pack]:
    document = Document(text, name)
    return document, document.validate(Pack)


@lru_cache(maxsize=2)
def _presets(text: str, name: str) -> Presets:
    return Document(text, name).validate(Presets)


def _stricter(names: Sequence[str], folder: Path) -> dict[str, float]:
    """The rules that a named preset makes drop, each with its limit."""
    known = presets(folder)
    return {rule: known[name].limit for name in names if name in known for rule in known[name].drops}


def _not_to_drop(stricter: Mapping[str, float], read: Sequence[tuple[Document, Pack]]) -> list[Problem]:
    rules = {rule.id: rule for _, pack in read for rule in pack.rules}
    return [
        Problem(f"a preset drops by {name!r}, which repairs", PRESETS)
        if name in rules
        else Problem(f"a preset drops by {name!r}, a rule that its packs do not have", PRESETS, closest(name, rules))
        for name in stricter
        if name not in rules or rules[name].fix
    ]


def _as_in_preset(rule: Rule, stricter: Mapping[str, float]) -> Rule:
    if rule.id not in stricter:
        return rule
    limit = stricter[rule.id] if rule.limit is None else rule.limit
    return rule.model_copy(update={"then": Then.model_validate("drop"), "limit": limit})


def _files(name: str, folder: Path) -> list[Path]:
    if name.endswith((".yaml", ".yml")) or "/" in name:
        return [Path(name)]
    known, packs = presets(folder), pack_names(folder)
    if name in known:
        missing = [pack for pack in known[name].packs if pack not in packs]
        if missing:
            hint = closest(missing[0], packs)
            raise RecipeError(f"preset {name!r} names no rule pack {missing[0]!r}", where=PRESETS, hint=hint)
        return [folder / f"{pack}.yaml" for pack in known[name].packs]
    if name in packs:
        return [folder / f"{name}.yaml"]
    hint = f"to read the file: ./{name}" if Path(name).is_file() else closest(name, {*known, *packs})
    raise RecipeError(f"there is no rule pack {name!r}", hint=hint)


def _short(path: Path) -> Path:
    """The path as people write it: relative to the working folder if it lies in there."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _shared_ids(read: Sequence[tuple[Document, Pack]]) -> list[Problem]:
    first: dict[str, str] = {}
    problems = []
    for document, pack in read:
        for index, rule in enumerate(pack.rules):
            place = document.at(("rules", index, "id"))
            if rule.id in first:
                problems.append(Problem(f"rule id {rule.id!r} is taken", place, f"the other one: {first[rule.id]}"))
            first.setdefault(rule.id, place)
    return problems
