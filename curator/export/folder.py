"""Export a version for a trainer: a folder of data files by task and split, whole or not at all."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import orjson
import polars as pl

from curator.errors import DataError, RecipeError
from curator.export.axolotl import AXOLOTL
from curator.export.examples import Unfit, example
from curator.export.exported import Exported
from curator.export.files import columns_of, kept
from curator.export.hub import write_splits
from curator.export.llama_factory import LLAMA_FACTORY
from curator.export.openai import OPENAI
from curator.export.run import Run
from curator.export.splits import WHOLE, assign
from curator.export.trainer import Mix, Trainer, Written
from curator.export.trl import TRL
from curator.files import whole_folder
from curator.formats import Obj
from curator.registry import closest
from curator.versions import DatasetVersion

PARQUET = "parquet"
TRAINERS: Mapping[str, Trainer] = {each.name: each for each in (TRL, AXOLOTL, LLAMA_FACTORY, OPENAI)}
RECORD = "export.json"
REASONS_SHOWN = 5


def export_for(
    version: DatasetVersion,
    folder: Path,
    trainer: str,
    *,
    shares: Mapping[str, float] = WHOLE,
    seed: int = 0,
    keep_review: bool = False,
    skip_unfit: bool = False,
    run: Run | None = None,
) -> Exported:
    """Write the kept records of `version` as the folder `folder`, laid out for a trainer.

    Args:
        version: whose records.
        folder: a new or empty folder.
        trainer: a name in `TRAINERS`, or `parquet` for Parquet files laid out as on the Hugging Face hub.
        shares: split → share; by a hash of the prompt, so that one prompt is never in two splits.
        seed: another seed, another division.
        keep_review: export the records that wait for review too.
        skip_unfit: leave out, and count, the records that have no form in what the trainer reads.
        run: how curator would train on them; its configurations are written beside the data, without the records
            that it would not train on.

    Raises:
        DataError: nothing was kept, records have no such form, a split got no record, or the folder is not empty or
            cannot be written. Nothing is half-written.
        RecipeError: an unknown trainer.
    """
    if trainer not in (*TRAINERS, PARQUET):
        raise RecipeError(f"no trainer {trainer!r}", hint=closest(trainer, (*TRAINERS, PARQUET)))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DataError("is there already", where=str(folder), hint="name a new folder")
    records = kept(version, keep_review=keep_review)
    split = assign(records, shares, seed)
    sources = {source["name"]: source["format"] for source in version.manifest["sources"]}
    with whole_folder(folder) as part:
        if trainer == PARQUET:
            data_counts, remarks = write_splits(records, split, list(shares), sources, columns_of(version), part)
            counts, step = {"data": data_counts}, f"datasets.load_dataset({str(folder)!r})"
            done = Exported(version.id, trainer, folder, seed, shares, counts, {}, step, remarks)
        else:
            chosen = TRAINERS[trainer]
            labelled = [name for name, format in sources.items() if format == "kto"]
            data = _write(records, split, labelled, chosen, part, run)
            _check_fit(data.unfit, records.height, chosen, skip_unfit)
            counts = data.in_order(shares)
            _check_some(counts, data.untrained)
            written = Written(_plain(version.manifest["name"]), folder, counts, data.keys, run)
            for path, content in chosen.beside(written).items():
                (part / path).write_bytes(content)
            step, warnings = chosen.next_step(written), tuple(_warnings(chosen, counts))
            left_out = {**data.untrained, **data.unfit}
            done = Exported(version.id, trainer, folder, seed, shares, counts, left_out, step, warnings)
        _check_splits(done)
        record = orjson.dumps(done.to_dict(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        (part / RECORD).write_bytes(record)
    if not (folder / RECORD).is_file() or (folder / RECORD).read_bytes() != record:
        raise DataError("was made by another process meanwhile; it stays", where=str(folder), hint="name a new folder")
    return done


@dataclass
class _Data:
    """What was written to the data files so far."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    keys: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    unfit: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Why the trainer cannot read records → how many, and the id of one."""
    untrained: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Why curator would not train on records → how many, and the id of one."""

    def in_order(self, splits: Iterable[str]) -> dict[str, dict[str, int]]:
        """Task → split → records, without those that have none."""
        return {
            task: {split: count for split in splits if (count := self.counts[task][split])}
            for task in sorted(self.counts)
        }


def _write(
    records: pl.DataFrame,
    split: pl.Series,
    labelled: Collection[str],
    trainer: Trainer,
    part: Path,
    run: Run | None,
) -> _Data:
    """Write the data files; `labelled` are the sources of KTO data."""
    layout = trainer.layouts(_mix(records, labelled, run))
    data = _Data()
    streams: dict[tuple[str, str], IO[bytes]] = {}
    with ExitStack() as files:
        for record, where in zip(records.iter_rows(named=True), split, strict=True):
            if run and (reason := run.left_out.get(record["record_id"])):
                _count(data.untrained, reason, record["record_id"])
                continue
            try:
                made = example(record, is_labelled=record["source"] in labelled)
                task, obj = layout(run.with_system(made) if run else made)
            except Unfit as why:
                _count(data.unfit, str(why), record["record_id"])
                continue
            if (task, where) not in streams:
                (part / task).mkdir(exist_ok=True)
                streams[task, where] = files.enter_context((part / task / f"{where}.jsonl").open("wb"))
            streams[task, where].write(orjson.dumps(obj, option=orjson.OPT_APPEND_NEWLINE))
            data.counts[task][where] += 1
            data.keys[task].update(_keys(obj))
    return data


def _count(reasons: dict[str, tuple[int, str]], why: str, record_id: str) -> None:
    count, first = reasons.get(why, (0, record_id))
    reasons[why] = (count + 1, first)


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "_", name).strip("_") or "data"


def _mix(records: pl.DataFrame, labelled: Collection[str], run: Run | None) -> Mix:
    plain = records.filter(~pl.col("source").is_in(list(labelled)) & pl.col("kind").is_in(["tuple", "chat"]))
    has_system = plain["system"].is_not_null().any() or (run is not None and run.system is not None)
    return Mix((plain["kind"] == "chat").any(), has_system, run.train.loss if run else None)


def _keys(obj: Obj) -> Iterator[str]:
    yield from obj
    turns = obj.get("messages")
    for turn in turns if isinstance(turns, list) else ():
        yield from turn


def _check_fit(unfit: Mapping[str, tuple[int, str]], total: int, trainer: Trainer, skip: bool) -> None:
    left_out = sum(count for count, _ in unfit.values())
    if not left_out or (skip and left_out < total):
        return
    by_count = sorted(unfit.items(), key=lambda each: -each[1][0])[:REASONS_SHOWN]
    shown = [f"{count:,} × {why} (as {id})" for why, (count, id) in by_count]
    more = [f"and {len(unfit) - REASONS_SHOWN} more reasons"] if len(unfit) > REASONS_SHOWN else []
    what = f"{left_out:,} of {total:,} records have no form for {trainer.title}: {'; '.join([*shown, *more])}"
    hint = "choose another trainer" if left_out == total else "leave them out with --skip-unfit, or drop them by a rule"
    raise DataError(what, hint=hint)


def _check_some(counts: Mapping[str, object], untrained: Mapping[str, tuple[int, str]]) -> None:
    if not counts and untrained:
        why, (count, id) = max(untrained.items(), key=lambda each: each[1][0])
        hint = "see all of it: curator train --check"
        raise DataError(f"no record can be trained on: {count:,} × {why} (as {id})", hint=hint)


def _check_splits(done: Exported) -> None:
    empty = [name for name, count in done.splits().items() if not count]
    if empty:
        total = sum(done.splits().values())
        hint = "give it a larger share, or take another --seed"
        raise DataError(f"the split {empty[0]!r} got none of the {total:,} records", hint=hint)


def _warnings(trainer: Trainer, counts: Mapping[str, Mapping[str, int]]) -> Iterable[str]:
    for task, splits in counts.items():
        name, first = next(iter(splits.items()))
        if first < trainer.fewest:
            yield f"{trainer.title} wants {trainer.fewest} records or more; {task}/{name}.jsonl has {first}"
