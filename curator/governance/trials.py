"""What the loop does, for lineage: trained runs, trials with what they found, and who became champion."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from curator.governance.openlineage import facet_of_ours


def trained(run: Path, **about: object) -> dict[str, Any]:
    """A trained run on disk as a dataset; `about` says what it was trained on, and how."""
    facets = {"curator_run": facet_of_ours("DatasetFacet", **about)}
    return {"namespace": "file", "name": str(run.absolute()), "facets": facets}


def trial(comparison: Mapping[str, Any]) -> dict[str, Any]:
    """The facet of a run that compared arms: what each reached, and every difference with its verdict."""
    arms = [
        {
            "arm": arm["arm"],
            "version": arm["version"],
            "seeds": list(arm["seeds"]),
            "metrics": {name: found["mean"] for name, found in arm["metrics"].items()},
        }
        for arm in comparison["arms"]
    ]
    compared = [dict(each) for each in comparison["comparisons"]]
    return {"curator_trial": facet_of_ours("RunFacet", items=comparison["items"], arms=arms, comparisons=compared)}


def decided(word: str, reasons: Sequence[str], *, before: str | None, after: str | None) -> dict[str, Any]:
    """The facet of a run that decided who is champion; null where nobody is."""
    said = {"decision": word, "reasons": list(reasons), "championBefore": before, "championAfter": after}
    return {"curator_champion": facet_of_ours("RunFacet", **said)}
