"""Laws of a run: everything is accounted for, and only content decides."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from curator.backends.local import map_shards
from curator.errors import RecipeError
from curator.pipeline import Judged, commit, curate, frames, judge, measure
from curator.readers import scan
from curator.recipe import Data, Dedup, Recipe, Selection
from curator.versions import VersionStore

MILL = "The old mill stands by the water and every autumn the wheel is taken out, cleaned and put back before frost"
TEXTS = ["", "Yes.", "Blue", MILL, MILL.upper(), f"{MILL} comes.", "As an AI language model, I cannot do that.", "N/A"]

records = st.fixed_dictionaries(
    {
        "instruction": st.sampled_from(["Describe a mill.", "Which colour is it?", "Name a river."]),
        "input": st.sampled_from(["", "<noinput>", "the sky"]),
        "output": st.sampled_from(TEXTS) | st.text(max_size=20),
    }
)
lines = st.lists(records.map(json.dumps) | st.just('{"instruction": "cut'), min_size=1, max_size=12)
few = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a run takes a second: shrinking would take minutes
)


def recipe_for(files: Sequence[Path], **changes: Any) -> Recipe:
    return Recipe(data=Data(sources=[str(file) for file in files], format="alpaca"), **changes)


def judged(folder: str, parts: Sequence[Sequence[str]], **changes: Any) -> Judged:
    files = []
    for number, part in enumerate(parts):
        file = Path(folder) / f"part{number}.jsonl"
        file.write_text("\n".join(part) + "\n", encoding="utf-8")
        files.append(file)
    return judge(recipe_for(files, **changes))


def is_readable(line: str) -> bool:
    return line.endswith("}")


@few
@given(lines.filter(lambda found: any(map(is_readable, found))))
def test_every_line_has_one_verdict_and_every_duplicate_a_kept_twin(found: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = judged(folder, [found])
    counts = run.counts
    assert counts.input == counts.kept + counts.dropped + counts.review + counts.quarantined == len(found)
    assert run.ledger["source_row"].to_list() == list(range(len(found)))
    assert run.ledger["record_id"].n_unique() == len(found)
    verdicts = dict(run.ledger.select("record_id", "verdict").iter_rows())
    for row in run.ledger.filter(pl.col("twin_id").is_not_null()).iter_rows(named=True):
        assert verdicts[row["twin_id"]] != "drop"
    reasons = run.ledger.filter(pl.col("verdict").is_in(["drop", "review"]))
    assert reasons.filter(pl.col("decided_by").is_null() | (pl.col("rules").list.len() == 0)).is_empty()


@few
@given(lines.filter(lambda found: any(map(is_readable, found))), st.data())
def test_order_and_files_do_not_change_the_version(found: list[str], data: st.DataObject) -> None:
    readable = [line for line in found if is_readable(line)]
    shuffled = data.draw(st.permutations(readable))
    cut = data.draw(st.integers(1, len(readable)))
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        store = VersionStore(Path(one) / "store")
        a = commit(judged(one, [readable]), store)
        parts = [part for part in (shuffled[:cut], shuffled[cut:]) if part]
        b = commit(judged(other, parts), store)
        assert a.id == b.id


@pytest.fixture
def tuples(tmp_path: Path) -> Path:
    file = tmp_path / "tuples.jsonl"
    rows = [
        {"instruction": f"Name river {i}.", "input": "", "output": f"{name} is a river."}
        for i, name in enumerate("abcdef")
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def test_what_decides_is_in_the_id_and_what_does_not_is_not(tuples: Path, tmp_path: Path) -> None:
    store = VersionStore(tmp_path / "store")

    def version(**changes: Any) -> str:
        return curate(recipe_for([tuples], **changes), store=store).id

    plain = version()
    assert version(name="other") == plain
    assert version(rules=["empty-answers"]) != plain
    assert version(fixes=False) != plain
    assert version(dedup=Dedup(enabled=False)) != plain
    assert version(dedup=Dedup(threshold=0.9)) != plain
    assert version(selection=Selection(budget=3)) != plain


def test_threads_change_neither_the_id_nor_the_files(tuples: Path, tmp_path: Path) -> None:
    stores = []
    for threads in ("1", "2"):
        store = tmp_path / threads
        command = [sys.executable, "-m", "curator", "curate", str(tuples), "-q", "--store", str(store)]
        subprocess.run(command, env={**os.environ, "POLARS_MAX_THREADS": threads}, check=True, capture_output=True)
        stores.append(VersionStore(store))
    one, two = (store.get("latest") for store in stores)
    assert one.id == two.id
    for name in ("records", "ledger", "signals", "changes", "quarantine"):
        digests = {hashlib.sha256((each.path / f"{name}.parquet").read_bytes()).hexdigest() for each in (one, two)}
        assert len(digests) == 1, name


def test_shards_change_nothing(tuples: Path) -> None:
    frame = scan([str(tuples)]).records.collect()
    names = {"response_chars", "prompt_words"}
    whole = measure(frame, names)
    assert whole.equals(map_shards(frame, lambda shard: measure(shard, names), what="test", shard_rows=1))


def test_one_shard_or_seven_make_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        {"instruction": f"Describe mill {i % 30}.", "output": ["", f"{MILL} {i}.", f"{MILL}<br>{i}"][i % 3]}
        for i in range(70)
    ]
    file = tmp_path / "mills.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    made = []
    for shard_rows in (70, 10):
        monkeypatch.setitem(map_shards.__kwdefaults__, "shard_rows", shard_rows)
        made.append(curate(recipe_for([file]), store=VersionStore(tmp_path / str(shard_rows))))
    one, seven = ([file.read_bytes() for file in sorted(each.path.glob("*.parquet"))] for each in made)
    assert made[0].id == made[1].id
    assert one == seven
    assert len(one) == 5

    parts = []
    for number in range(7):
        part = tmp_path / "parts" / f"part{number}.jsonl"
        part.parent.mkdir(exist_ok=True)
        part.write_text("".join(json.dumps(row) + "\n" for row in rows[number::7]))
        parts.append(part)
    assert curate(recipe_for(parts), store=VersionStore(tmp_path / "split")).id == made[0].id


@pytest.mark.parametrize("line", ['{"instruction": "Name a lake.", "output": ""}', '{"instruction": "cut'])
def test_a_line_that_is_not_kept_is_in_a_ledger_too(line: str, tuples: Path, tmp_path: Path) -> None:
    store = VersionStore(tmp_path / "store")
    before = curate(recipe_for([tuples]), store=store)
    with tuples.open("a") as file:
        file.write(line + "\n")
    after = curate(recipe_for([tuples]), store=store)
    assert after.id != before.id
    assert after.frame("ledger").collect().height == before.frame("ledger").collect().height + 1


@pytest.fixture
def rows_measured(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many records were measured, a number a call."""
    counted: list[int] = []

    def counting(records: pl.DataFrame, names: Any) -> pl.DataFrame:
        counted.append(records.height if names else 0)
        return measure(records, names)

    monkeypatch.setattr(frames, "measure", counting)
    return counted


def test_another_threshold_measures_nothing_again(tuples: Path, tmp_path: Path, rows_measured: list[int]) -> None:
    store = VersionStore(tmp_path / "store")
    pack = tmp_path / "pack.yaml"
    for least in (3, 15):
        text = f"pack: p\nabout: a\nrules:\n  - {{id: r, when: response_chars < {least}, then: drop, why: w}}\n"
        pack.write_text(text)
        version = curate(recipe_for([tuples], rules=[str(pack)]), store=store)
        if least == 3:
            assert sum(rows_measured) == 6
    assert sum(rows_measured) == 6
    assert version.manifest["counts"]["dropped"] == 6


def test_new_records_alone_are_measured(tuples: Path, tmp_path: Path, rows_measured: list[int]) -> None:
    store = VersionStore(tmp_path / "store")
    curate(recipe_for([tuples]), store=store)
    before = sum(rows_measured)
    more = tmp_path / "more.jsonl"
    more.write_text(json.dumps({"instruction": "Name a lake.", "output": "Garda is a lake."}) + "\n")
    remembered = judge(recipe_for([tuples, more]), store=store)
    assert before > 0
    assert sum(rows_measured) - before <= 2  # the new record: for what it needs repaired, and for the rest
    anew = judge(recipe_for([tuples, more]))
    assert remembered.ledger.equals(anew.ledger)
    assert remembered.signals.equals(anew.signals)


def test_a_budget_keeps_that_many_and_says_who_decided(tuples: Path) -> None:
    run = judge(recipe_for([tuples], selection=Selection(budget=2)))
    assert (run.counts.kept, run.counts.dropped) == (2, 4)
    assert set(run.ledger.filter(pl.col("verdict") == "drop")["decided_by"]) == {"selection"}


def test_a_rule_beyond_its_limit_stops_the_run(tmp_path: Path) -> None:
    tuples = tmp_path / "tuples.jsonl"
    tuples.write_text("".join(f'{{"instruction": "Name river {i}.", "output": "{i}."}}\n' for i in range(60)))
    pack = tmp_path / "pack.yaml"
    pack.write_text(
        "pack: p\nabout: a\nrules:\n  - {id: all, when: response_chars > 0, then: drop, why: w, limit: 0.5}\n"
    )
    store = VersionStore(tmp_path / "store")
    with pytest.raises(RecipeError, match=r"rule all would remove 100 % of source tuples\.jsonl .*its limit is 50 %"):
        curate(recipe_for([tuples], rules=[str(pack)]), store=store)
    assert store.ids() == []
    assert curate(recipe_for([tuples], rules=[str(pack)], over_limit=["all"]), store=store).id in store.ids()


def test_repairs_are_kept_with_before_and_after(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"instruction": "Name a lake.", "input": "<noinput>", "output": "Lake Garda."}\n')
    run = judge(recipe_for([file]))
    assert run.changes.select("fix", "field", "before", "after").rows() == [
        ("clear-sentinel", "input", "<noinput>", "")
    ]
    assert run.records["input"].to_list() == [""]
    assert run.ledger.select("verdict", "fixes").rows() == [("keep", ["clear-sentinel"])]
    unrepaired = judge(recipe_for([file], fixes=False))
    assert unrepaired.records["input"].to_list() == ["<noinput>"]
    assert unrepaired.ledger["rules"].to_list() == [["sentinel-input"]]
