"""The datasets of a dose trial: clean records, the same with faults, and the version that curation makes of each."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from curator import injection, pipeline, rules, schema
from curator.dedup import contamination
from curator.errors import DataError
from curator.files import whole_file
from curator.injection import Row
from curator.recipe import Data, Dedup, Recipe
from curator.trial.journal import Journal, Result
from curator.versions import DatasetVersion, VersionStore

UNTOUCHED: dict[str, Any] = {"rules": [], "over_limit": [], "fixes": False, "dedup": Dedup(enabled=False)}
"""What makes a recipe leave its data as they are."""


@dataclass(frozen=True)
class Clean:
    """What faults are put into, as lines of JSON would hold it, and how many records were left out and why."""

    rows: tuple[Row, ...]
    left_out: dict[str, int]

    @property
    def sha256(self) -> str:
        """Of the rows."""
        return hashlib.sha256(b"\n".join(map(orjson.dumps, self.rows))).hexdigest()


@dataclass(frozen=True)
class Dosed:
    """One dataset with a share of faults, as it is and as curation leaves it."""

    fault: str
    """Blank where there is none."""
    share: float
    label: str
    """What its arms are called by: `50%`, or `50% refusal` where several kinds of fault are on trial."""
    faults: tuple[str | None, ...]
    """What was put into each record."""
    raw: DatasetVersion
    curated: DatasetVersion

    @property
    def injected(self) -> dict[str, int]:
        """How often each kind of fault was put in, the most frequent first."""
        return dict(Counter(fault for fault in self.faults if fault).most_common())

    def outcome(self) -> dict[str, int]:
        """Faulty records that curation `missed` (kept as they were), and sound ones that it `lost`."""
        ledger = self.curated.frame("ledger").select("source_row", "verdict", fixed=pl.col("fixes").list.len() > 0)
        found = {row: (verdict == "keep", fixed) for row, verdict, fixed in ledger.collect().iter_rows()}
        kept = [found[row][0] for row in sorted(found)]
        fixed = [found[row][1] for row in sorted(found)]
        both = list(zip(self.faults, kept, fixed, strict=True))
        return {
            "missed": sum(fault is not None and stays and not mended for fault, stays, mended in both),
            "lost": sum(fault is None and not stays for fault, stays, _ in both),
        }


def clean(version: DatasetVersion, heldout: pl.DataFrame) -> Clean:
    """The kept tuples and chats of a version, without those that repeat a held-out question.

    Raises:
        DataError: nothing is left.
    """
    records = version.kept().collect()
    prompts = records.lazy().select("record_id", prompt=schema.views()["prompt"]).collect()
    leaked = set(contamination.find(prompts, heldout)["record_id"])
    rows: list[Row] = []
    left_out = {"it repeats a held-out question": len(leaked)}
    for record in records.filter(~pl.col("record_id").is_in(list(leaked))).iter_rows(named=True):
        row = _row(record)
        if isinstance(row, str):
            left_out[row] = left_out.get(row, 0) + 1
        else:
            rows.append(row)
    if not rows:
        raise DataError(
            f"version {version.id} has no record that faults can be put into",
            hint="tuples, and chats that end with the assistant's turn, can be spoilt and trained on",
        )
    return Clean(tuple(rows), {reason: count for reason, count in left_out.items() if count})


def dosed(
    found: Clean,
    faults: Sequence[str],
    shares: Sequence[float],
    *,
    recipe: Recipe,
    store: VersionStore,
    journal: Journal,
    seed: int,
) -> list[Dosed]:
    """Every fault at every share, each curated by the recipe's rules; no dose is one for all faults.

    Raises:
        CuratorError: no such fault, a share that cannot be reached, or the rules cannot be used.
    """
    ruleset = rules.load(recipe.rules)
    may_exceed = [rule.id for rule in ruleset.rules]  # a limit asks somebody to look; what is in here is known
    made: list[Dosed] = []
    for nth, fault in enumerate(faults, start=1):
        for share, spoilt in zip(shares, injection.spoil(found.rows, fault, shares, seed), strict=True):
            if share == 0 and made:
                continue
            name = f"faults-{nth}-{share:g}" if share else "clean"
            label = f"{100 * share:g}%" + (f" {fault}" if share and len(faults) > 1 else "")
            path = journal.path.parent / f"{name}.jsonl"
            here = recipe.model_copy(update={"data": Data(sources=[str(path)]), "over_limit": may_exceed})
            content = b"".join(orjson.dumps(row) + b"\n" for row in spoilt.rows)
            inputs = {"content": hashlib.sha256(content).hexdigest(), "recipe": here.identity(), "rules": ruleset.text}
            ids = journal.once(f"curate/{name}", inputs, partial(_curated, here, path, content, store))
            raw, curated = store.get(ids["raw"]), store.get(ids["curated"])
            made.append(Dosed(fault if share else "", share, label, spoilt.faults, raw, curated))
    return made


def _curated(recipe: Recipe, path: Path, content: bytes, store: VersionStore) -> Result:
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as file:
        file.write_bytes(content)
    both = {"raw": recipe.model_copy(update=UNTOUCHED), "curated": recipe}
    # Aside: what a trial makes is not what its user means by `latest`.
    return {
        name: pipeline.commit(pipeline.judge(each, store=store), store, aside=True).id for name, each in both.items()
    }


def _row(record: Mapping[str, Any]) -> Row | str:
    """A record as a line of a file holds it, or why it cannot be spoilt."""
    if record["kind"] == "tuple":
        if not (record["response"] or "").strip():
            return "it has no response"
        row = {"instruction": record["instruction"] or "", "input": record["input"] or "", "output": record["response"]}
        return {**row, "system": record["system"]} if record["system"] else row
    if record["kind"] != "chat":
        return f"a {record['kind']} record has no single answer to spoil"
    turns = [{name: value for name, value in turn.items() if value is not None} for turn in record["messages"] or []]
    if not turns or turns[-1]["role"] != "assistant" or not turns[-1].get("content"):
        return "the chat does not end with the assistant's answer"
    return {"messages": turns}
