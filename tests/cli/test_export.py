"""`curator versions export`: to a file, to a folder for a trainer, to an address."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from curator.cli.export import TRAINER_NAMES
from curator.export import TRAINERS

Curator = Callable[..., Any]


@pytest.fixture
def version(curator: Curator, data: Path) -> str:
    """Nine tuples were kept of ten."""
    return str(curator("curate", "data.jsonl", "--json").json["version"])


def test_the_trainers_are_those_that_the_export_knows() -> None:
    assert (*TRAINERS, "parquet") == TRAINER_NAMES


def test_a_folder_for_a_trainer(curator: Curator, version: str, tmp_path: Path) -> None:
    done = curator("versions", "export", version, "--for", "trl", "-o", "out", "--split", "train=0.5,test=0.5")
    assert done.code == 0
    counts = [len((tmp_path / f"out/sft/{name}.jsonl").read_text().splitlines()) for name in ("train", "test")]
    assert sum(counts) == 9
    assert f"{version} → out  9 records for trl" in done.out
    assert f"train        {counts[0]}  {counts[0] / 9:.1%}   50.0%" in done.out
    assert done.out.splitlines()[-1] == "datasets.load_dataset('out/sft')"


def test_what_it_did_as_json(curator: Curator, version: str) -> None:
    done = curator("versions", "export", version, "--for", "openai", "-o", "out", "--seed", "5", "--json")
    assert done.json == {
        "version": version,
        "for": "openai",
        "seed": 5,
        "splits": {"train": {"records": 9, "share": 1.0, "wanted": 1.0}},
        "files": {"sft": {"train": 9}},
        "left_out": [],
        "output": "out",
    }
    assert "warning: OpenAI fine-tuning wants 10 records or more; sft/train.jsonl has 9" in done.err


def test_records_that_do_not_fit(curator: Curator, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"instruction": "a?", "output": "b"}\n{"instruction": "c?"}\n')
    (tmp_path / "raw.yaml").write_text("data: {sources: [a.jsonl]}\nrules: []\nfixes: false\n")
    curator("curate", "raw.yaml")
    refused = curator("versions", "export", "latest", "--for", "trl", "-o", "out")
    assert (refused.code, (tmp_path / "out").exists()) == (2, False)
    assert "1 of 2 records have no form for TRL: 1 × has no answer" in refused.err
    assert "--skip-unfit" in refused.err
    done = curator("versions", "export", "latest", "--for", "trl", "-o", "out", "--skip-unfit")
    assert "has no answer" in done.out
    assert len((tmp_path / "out/sft/train.jsonl").read_text().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--for", "trl"], "nothing to write"),
        (["--for", "trl", "-o", "-"], "--for wants -o FOLDER"),
        (["--for", "trl", "-o", "s3://b/k"], "--for wants -o FOLDER"),
        (["--for", "trl", "-o", "out", "--format", "alpaca"], "--for wants -o FOLDER, and no --format"),
        (["--for", "trel", "-o", "out"], "'trel' is not one of 'trl'"),
        (["-o", "out.jsonl", "--split", "train=1"], "--split, --seed, --skip-unfit and --recipe go with --for"),
        (["-o", "out.jsonl", "--seed", "0"], "--split, --seed, --skip-unfit and --recipe go with --for"),
        (["--for", "trl", "-o", "out", "--split", "train=2"], "the share of 'train' is 2"),
        (["-o", "out"], "out: is a folder"),
        (["-o", ""], "it is empty"),
        (["-o", "gs://b/k.jsonl"], "gs://b/k.jsonl: cannot read from or write to gs://"),
        (["-o", "hf://datasets/a/b/k.jsonl"], "curator does not write to the hub"),
    ],
)
def test_impossible_wishes(curator: Curator, version: str, tmp_path: Path, arguments: list[str], message: str) -> None:
    if arguments == ["-o", "out"]:
        (tmp_path / "out").mkdir()
    done = curator("versions", "export", version, *arguments)
    assert (done.code, message in done.err, "Traceback" in done.err) == (2, True, False)
    assert not (tmp_path / "out.jsonl").exists()


def test_standard_output_holds_the_records_alone(
    curator: Curator, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = curator("versions", "export", version, "-o", "-", "--format", "prompt-completion")
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert [list(line) for line in lines] == [["prompt", "completion"]] * 9
    assert f"{version}: 9 records" in done.err


def test_a_table_keeps_its_types_through_curate_and_export(curator: Curator, tmp_path: Path) -> None:
    rows = 3
    frame = pl.DataFrame(
        {
            "instruction": [f"Which river flows through town {row}?" for row in range(rows)],
            "output": ["The Elbe flows there.", "The Oder flows by it.", "It is the Weser, of course."],
            "score": pl.Series([0.1, float("nan"), None], dtype=pl.Float32),
            "seen": pl.Series([1, None, 3]).cast(pl.Datetime("ns", "Europe/Berlin")),
            "price": pl.Series(["1.50", None, "2.00"]).cast(pl.Decimal(8, 2)),
            "tags": pl.Series([["a"], None, ["b", "a"]], dtype=pl.List(pl.Categorical)),
        }
    )
    frame.write_parquet(tmp_path / "a.parquet")
    done = curator("curate", "a.parquet", "-o", "b.parquet", "--no-dedup", "-q")
    assert (done.code, done.err) == (0, "")
    assert curator("versions", "export", "latest", "--for", "parquet", "-o", "hub").code == 0
    for name in ("b.parquet", "hub/data/train-00000-of-00001.parquet"):
        assert_frame_equal(pl.read_parquet(tmp_path / name), frame)
    shown = curator("versions", "export", "latest", "-o", "c.jsonl")
    assert "1 value is NaN or infinite" in shown.err
    assert json.loads((tmp_path / "c.jsonl").read_text().splitlines()[0])["price"] == "1.50"
