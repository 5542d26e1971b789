"""Versions against each other, and against arms made of the last of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from curator.errors import RecipeError
from curator.evaluate import Comparison, Heldout
from curator.recipe import Evaluate, Train
from curator.registry import closest
from curator.trial.arms import Arm, Draw
from curator.trial.journal import Journal, fingerprint
from curator.trial.prompted import prompted
from curator.trial.trial import BASE, Trial
from curator.trial.variants import uncurated, variant
from curator.versions import DatasetVersion, VersionStore

RAW, RANDOM, LONGEST, REJECTS, PROMPTED = "raw", "random", "longest", "rejects", "prompted"
WITHOUT, ONLY = "without:", "only:"
NAMED = (BASE, PROMPTED, RAW, RANDOM, LONGEST, REJECTS)
USUAL = (PROMPTED, RAW, RANDOM, LONGEST)
"""What a version is held against when nobody says what."""

Pair = tuple[str, str]


@dataclass(frozen=True)
class Arms:
    """More arms, and the pairs that they are for; `b` of a pair may be an arm that is there anyway."""

    arms: tuple[Arm, ...]
    pairs: tuple[Pair, ...]


def check_arms(names: Sequence[str], rules: Sequence[str], where: str | None = None) -> None:
    """Make sure that there are such arms.

    Args:
        names: of arms, as a recipe or `--arms` has them.
        rules: ids of the rules of the curated version.
        where: the names stand.

    Raises:
        RecipeError: an unknown arm, or a rule that the version does not have.
    """
    for name in names:
        kind = next((each for each in (WITHOUT, ONLY) if name.startswith(each)), None)
        if kind is None and name not in NAMED:
            known = [*NAMED, f"{WITHOUT}RULE", f"{ONLY}RULE"]
            raise RecipeError(f"no arm {name!r}", where=where, hint=closest(name, known))
        if kind and name.removeprefix(kind) not in rules:
            rule = name.removeprefix(kind)
            raise RecipeError(f"arm {name!r}: there is no rule {rule!r}", where=where, hint=closest(rule, rules))


def extra_arms(names: Sequence[str], store: VersionStore, curated: Arm, raw: Arm | None = None) -> Arms:
    """The arms of these names, made of a curated arm's records, and what each is for.

    - `base`: the model as it came. `prompted`: the same, asked in the best of several ways; see `asked_otherwise`.
    - `raw`: the same records without any curation.
    - `random`, `longest`: as many supervised tokens as the curated arm has, of the raw records, drawn by chance afresh
      for each seed, or those with the longest answers.
    - `rejects`: what the curated version dropped.
    - `without:RULE`: the same records curated by all rules but this one. `only:RULE`: by none but this one, without
      duplicates removed by others; it is held against `raw`, to tell what the rule does by itself.

    Args:
        names: of arms.
        store: where variants are kept.
        curated: what the others are controls of.
        raw: the arm of the same records without curation, where there is one already.

    Raises:
        RecipeError: see `check_arms`.
        CuratorError: a variant cannot be made; see `variants.variant`.
    """
    version = curated.version
    check_arms(names, [rule["id"] for rule in version.manifest["rules"]])
    wanted = list(dict.fromkeys(names))
    arms: list[Arm] = []
    pairs: list[Pair] = []
    if any(name in (RAW, RANDOM, LONGEST) or name.startswith(ONLY) for name in wanted):
        origin = raw or Arm(RAW, uncurated(store, version))
        if raw is None and (RAW in wanted or any(name.startswith(ONLY) for name in wanted)):
            arms.append(origin)
    for name in wanted:
        if name in (RANDOM, LONGEST):
            draw: Draw = "random" if name == RANDOM else "longest"
            arms.append(Arm(name, origin.version, matched_to=curated.name, draw=draw))
        elif name == REJECTS:
            arms.append(Arm(name, version, which="dropped"))
        elif name.startswith(WITHOUT):
            arms.append(Arm(name, variant(store, version, without=[name.removeprefix(WITHOUT)])))
        elif name.startswith(ONLY):
            arms.append(Arm(name, variant(store, version, only=[name.removeprefix(ONLY)])))
        if name.startswith(ONLY):
            pairs.append((name, origin.name))
        elif name == RAW:
            pairs.append((curated.name, origin.name))
        else:
            pairs.append((curated.name, name))
    return Arms(tuple(arms), tuple(pairs))


def asked_otherwise(
    names: Sequence[str],
    version: DatasetVersion,
    heldout: Heldout,
    train: Train,
    evaluate: Evaluate,
    journal: Journal,
) -> dict[str, Heldout]:
    """The questions as the arms among `names` ask them that are not trained: `prompted`; see `prompted.prompted`.

    Raises:
        CuratorError: no prompt can be chosen.
    """
    if PROMPTED not in names:
        return {}
    return {PROMPTED: prompted(version, heldout, train, evaluate, journal)}


def compare_versions(
    store: VersionStore,
    versions: Sequence[DatasetVersion],
    heldout: Heldout,
    train: Train,
    *,
    arms: Sequence[str] = (),
    evaluate: Evaluate | None = None,
) -> Comparison:
    """Put versions on trial against the first of them, and the last of them against more arms.

    Runs are remembered for the whole store: a trial that was stopped goes on where it stopped, and another one that
    shares arms with it trains only the others.

    Raises:
        RecipeError: nothing to compare, or no such arm.
        CuratorError: as `Trial.run`.
    """
    first, *others = [Arm(version.id, version) for version in versions]
    more = extra_arms(arms, store, [first, *others][-1])
    pairs = [*((other.name, first.name) for other in others), *more.pairs]
    if not pairs:
        raise RecipeError("there is nothing to compare", hint="name two different versions, or --arms raw,random")
    settings = evaluate or Evaluate(heldout=heldout.path)
    folder = store.root / "loops" / f"compare-{fingerprint({'heldout': heldout.sha256})[:8]}"
    journal = Journal(folder / "journal.jsonl")
    return Trial(
        arms=[first, *others, *more.arms],
        pairs=pairs,
        heldout=heldout,
        train=train,
        evaluate=settings,
        journal=journal,
        runs=store.root / "runs",
        asked=asked_otherwise(arms, versions[-1], heldout, train, settings, journal),
    ).run()
