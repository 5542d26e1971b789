"""A whole run, from a recipe to a stored version."""

from pathlib import Path

import polars as pl

from curator import recipe
from curator.pipeline.judged import Judged
from curator.pipeline.judging import judge
from curator.versions import DatasetVersion, VersionStore, version_id


def curate(
    wanted: "recipe.Recipe | Path | str",
    *,
    store: VersionStore | None = None,
    parent: str | None = None,
    held_out: frozenset[str] = frozenset(),
) -> DatasetVersion:
    """Run a recipe and store what it made.

    Args:
        wanted: a recipe, or the path of one.
        store: where versions are kept; none: `.curator` in the working folder.
        parent: id of the version whose records the sources hold, if they come from one.
        held_out: ids of records to take out before anything is done; see `judge`.

    Raises:
        CuratorError: the recipe, its rules or the data cannot be used. Nothing is stored then.
    """
    run = wanted if isinstance(wanted, recipe.Recipe) else recipe.load(Path(wanted))
    store = store or VersionStore(Path(".curator"))
    return commit(judge(run, store=store, held_out=held_out), store, parent)


def commit(judged: Judged, store: VersionStore, parent: str | None = None, *, aside: bool = False) -> DatasetVersion:
    """Store what a run found out as a version; `aside` as `VersionStore.commit` takes it.

    Raises:
        RecipeError: a rule hits more of a source than its limit allows, and the recipe does not say that it may.
        DataError: the store cannot be written. Nothing is stored then.
    """
    judged.check_limits()
    kept = judged.ledger.filter(pl.col("verdict") == "keep")
    name = version_id(judged.identity(parent), kept, judged.changes)
    return store.commit(name, {"parent": parent, **judged.summary()}, judged.frames(), aside=aside)
