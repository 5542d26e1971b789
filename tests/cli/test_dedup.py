"""`curator dedup`: what people and programs see of duplicates."""

import json
import math
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator.cli.dedup_shown import APART as WORDS
from curator.dedup.resolve import APART

ESSAY = (
    "The Elbe rises in the Giant Mountains, flows through Bohemia and Saxony, passes Dresden and Magdeburg, and "
    "reaches the North Sea below Hamburg, where tides carry salt far up its wide and busy mouth every single day. "
    "Barges bring grain and gravel upstream, ferries cross between meadows, and in dry summers stones appear on which "
    "people once carved how low the water stood, how dear bread became, and whom the hunger of those years had taken. "
    "Beavers build dams in its quiet arms, storks nest on old chimneys, and cyclists follow its banks from March until "
    "the first frost, resting in villages whose churches, inns and mills still turn towards the slow brown stream"
)
PASSAGE = (
    "A lake is a body of still water; some are deep, some are shallow, and a few of them are salty like seas. Rain and "
    "brooks fill them, sun and wind empty them, and where no brook leaves them everything that was washed in remains, "
    "until the last puddle dries and a white crust is all that children find when they play where boats once sailed."
)

Curator = Any


def row(instruction: str, output: str, **more: object) -> dict[str, object]:
    return {"instruction": instruction, "input": "", "output": output, **more}


RECORDS = [
    row("Describe the Elbe.", ESSAY + " today.", quality=0.4),
    row("Describe the Elbe.", ESSAY + " tonight.", quality=0.9),
    row("Describe a lake.", PASSAGE, quality=0.5),
    row("describe a lake.", PASSAGE, quality=0.6),
    row("Our notes about lakes:\n" + PASSAGE + "\nWhat is the area of a lake with a radius of 5 km?", "78.5"),
    row("Our notes about lakes:\n" + PASSAGE + "\nWhat is the area of a lake with a radius of 7 km?", "78.5"),
    row("A letter about lakes:\n" + PASSAGE + "\nWhat else is salty?", "seas"),
    row("A letter about lakes:\n" + PASSAGE + "\nWhat else is salty?", "tears"),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return written(tmp_path / "train.jsonl", RECORDS)


def written(path: Path, records: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def gone(result: dict[str, Any]) -> list[tuple[int, int, str]]:
    """Row, kept row and kind of each removal."""
    return [(each["source_row"], each["twin_row"], each["kind"]) for each in result["removals"]]


def test_each_removal_names_its_kept_twin(curator: Curator, data: Path) -> None:
    result = curator("dedup", "train.jsonl", "--json").json
    assert gone(result) == [(0, 1, "near"), (2, 3, "exact")]
    near, exact = result["removals"]
    assert 0.8 <= near["similarity"] < 1.0
    assert exact["similarity"] == 1.0
    assert {name: near[name] for name in ("source", "twin_source", "view")} == {
        "source": "train.jsonl",
        "twin_source": "train.jsonl",
        "view": "full",
    }
    assert near["cluster_id"] == min(near["record_id"], near["twin_id"])
    assert {name: result[name] for name in ("records", "exact", "near", "conflicts", "views", "threshold", "keep")} == {
        "records": 8,
        "exact": 1,
        "near": 1,
        "conflicts": 2,
        "views": ["full"],
        "threshold": 0.8,
        "keep": "longest",
    }
    assert result["recall"] == "finds 98.6 % of pairs at similarity 0.8"
    assert result["leak"] is None


def test_pairs_that_only_look_alike_are_told_with_the_reason_the_narrowest_first(curator: Curator, data: Path) -> None:
    pairs = curator("dedup", "train.jsonl", "--json").json["pairs"]
    assert {"near", "numbers", "conflict"} <= {each["kind"] for each in pairs}
    distances = [abs(each["similarity"] - 0.8) for each in pairs]
    assert distances == sorted(distances)
    rows = {frozenset((each["a_row"], each["b_row"])): each["kind"] for each in pairs}
    assert rows[frozenset((4, 5))] == "numbers"
    assert rows[frozenset((6, 7))] == "conflict"


@pytest.mark.parametrize(
    ("policy", "kept"),
    [
        ("longest", {1, 3}),
        ("shortest", {0, 3}),
        ("first", {0, 2}),
        ("score:quality", {1, 3}),
        ("score:response_chars", {1, 3}),
        ("annotated", {1, 3}),
        ("source:train", {1, 3}),
    ],
)
def test_who_stays(curator: Curator, data: Path, policy: str, kept: set[int]) -> None:
    result = curator("dedup", "train.jsonl", "--keep", policy, "--json").json
    assert {each["twin_row"] for each in result["removals"]} == kept


def test_a_preferred_source_stays(curator: Curator, data: Path) -> None:
    written(data.parent / "gold.jsonl", [row("Describe the Elbe.", ESSAY)])
    result = curator("dedup", "train.jsonl", "gold.jsonl", "--keep", "source:gold.jsonl,train.jsonl", "--json").json
    twins = [(each["source"], each["source_row"], each["twin_source"]) for each in result["removals"]]
    assert twins[:2] == [("train.jsonl", 0, "gold.jsonl"), ("train.jsonl", 1, "gold.jsonl")]


def test_what_people_restored_stays(curator: Curator, data: Path) -> None:
    curator("curate", "train.jsonl")
    removed = curator("dedup", "train.jsonl", "--json").json["removals"][0]
    assert removed["source_row"] == 0
    curator("restore", removed["record_id"])
    again = curator("dedup", "train.jsonl", "--keep", "annotated", "--json").json
    assert gone(again)[0] == (1, 0, "near")


def test_several_views_and_what_ties_a_record_in_which(curator: Curator, tmp_path: Path) -> None:
    asked = [row("Describe a lake.", PASSAGE), row("What is a lake?", PASSAGE), row("Describe a lake.", ESSAY)]
    written(tmp_path / "lakes.jsonl", asked)
    result = curator(
        "dedup", "lakes.jsonl", "--view", "prompt", "--view", "response", "--keep", "first", "--json"
    ).json  # fmt: skip
    assert result["views"] == ["prompt", "response"]
    assert {each["source_row"]: (each["twin_row"], each["view"]) for each in result["removals"]} == {
        1: (0, "response"),
        2: (0, "prompt"),
    }


def test_against_another_set(curator: Curator, data: Path) -> None:
    written(
        data.parent / "test.jsonl",
        [row("Describe the Elbe.", ESSAY), RECORDS[2], RECORDS[2], row("Name a sea.", "Baltic")],
    )
    result = curator("dedup", "train.jsonl", "--against", "test.jsonl", "--json").json
    assert result["leak"] == {"against": "test.jsonl", "records": 4, "repeated": 2, "exact": 2, "near": 2}
    twins = {each["source_row"]: (each["twin_source"], each["twin_row"]) for each in result["removals"]}
    assert twins[0] == twins[1] == ("test.jsonl", 0)
    assert twins[2] == ("test.jsonl", 1) or twins[2] == ("test.jsonl", 2)
    assert result["removals"][2]["twin_id"].removesuffix("-2") == result["removals"][2]["record_id"].removesuffix("-2")
    shown = curator("dedup", "train.jsonl", "--against", "test.jsonl").out
    assert "4 of them repeat 2 records of test.jsonl, which has 4\n" in shown


def test_what_stays_is_written_as_it_was(curator: Curator, data: Path) -> None:
    written(data.parent / "test.jsonl", RECORDS[:1])
    done = curator("dedup", "train.jsonl", "--against", "test.jsonl", "-o", "clean.jsonl", "--json")
    assert (done.code, done.json["output"]) == (0, "clean.jsonl")
    kept = [json.loads(line) for line in (data.parent / "clean.jsonl").read_text().splitlines()]
    assert kept == RECORDS[3:]


def test_what_is_compared_against_is_not_replaced(curator: Curator, data: Path) -> None:
    written(data.parent / "test.jsonl", RECORDS[:1])
    done = curator("dedup", "train.jsonl", "--against", "test.jsonl", "-o", "test.jsonl")
    assert (done.code, done.out) == (2, "")
    assert "test.jsonl: the output would replace a source" in done.err


def test_what_stays_goes_to_standard_output_alone(curator: Curator, data: Path) -> None:
    done = curator("dedup", "train.jsonl", "-o", "-")
    assert [json.loads(line) for line in done.out.splitlines()] == [RECORDS[1], *RECORDS[3:]]
    assert "6 of 8 records written" in done.err


@pytest.mark.parametrize("more", [[], ["--against", "test.jsonl"], ["--view", "prompt", "--keep", "score:quality"]])
def test_records_that_do_not_fit_into_memory_fare_alike(
    curator: Curator, data: Path, monkeypatch: pytest.MonkeyPatch, more: list[str]
) -> None:
    written(data.parent / "test.jsonl", RECORDS[:1])
    usual = curator("dedup", "train.jsonl", *more, "-o", "usual.jsonl", "--json").json
    monkeypatch.setattr("curator.readers.spool.MOST_BYTES", 1)
    done = curator("dedup", "train.jsonl", *more, "-o", "apart.jsonl", "--json").json
    assert {**done, "output": None} == {**usual, "output": None}
    assert (data.parent / "apart.jsonl").read_text() == (data.parent / "usual.jsonl").read_text()
    assert "repeat another" in curator("dedup", "train.jsonl", *more).out
    saving = curator("dedup", "train.jsonl", *more, "--save", "pairs.parquet")
    assert (saving.code, saving.out) == (2, "")
    assert "--save is for records that fit into memory, and these do not; leave out --save" in saving.err


def test_records_that_mean_the_same_are_listed_and_go_only_when_asked(curator: Curator, tmp_path: Path) -> None:
    pytest.importorskip("wordllama")
    asked = [
        row(
            "How do I bake bread at home?", "Mix flour, water, salt and yeast, let the dough rise, then bake it brown."
        ),
        row(
            "How can I bake bread at home?", "Mix the flour, water, yeast and salt; let it rise; then bake until brown."
        ),
        row("Which river flows through Dresden?", "The Elbe flows through the middle of Dresden."),
    ]
    written(tmp_path / "bread.jsonl", asked)
    listed = curator("dedup", "bread.jsonl", "--semantic", "--json").json
    assert listed["removals"] == []
    assert [(each["kind"], each["view"], each["a_row"] + each["b_row"]) for each in listed["pairs"]][-1] == (
        "semantic",
        "semantic:full",
        1,
    )
    dropped = curator("dedup", "bread.jsonl", "--drop-semantic", "--json").json
    assert [(each["kind"], each["view"]) for each in dropped["removals"]] == [("near", "semantic:full")]
    assert "semantic:full" in curator("dedup", "bread.jsonl", "--drop-semantic").out
    assert "alike in meaning only: 1" in curator("dedup", "bread.jsonl", "--semantic").out


def test_what_means_the_same_is_shown_before_other_pairs(curator: Curator, tmp_path: Path) -> None:
    pytest.importorskip("wordllama")
    radius = "Compute the volume of a sphere with a radius of {} cm, and give it with two digits after the point."
    same = "Write a Python function that receives a list of numbers and returns the sum of all even numbers in {} list."
    asked = [row(radius.format(nth), f"It is {nth}.") for nth in range(12)]
    asked += [
        row(same.format("the"), "def total(numbers): pass"),
        row("Given an input list of numbers, w" + same.format("that")[1:], "def total(numbers): pass"),
    ]
    written(tmp_path / "asked.jsonl", asked)
    out = curator("dedup", "asked.jsonl", "--semantic", "--view", "both").out
    first = out[out.index("why both may stay") :].splitlines()[1]
    assert "alike in meaning only" in first


def test_too_many_records_without_duplicates(curator: Curator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator.readers.spool.MOST_BYTES", 1)
    written(tmp_path / "one.jsonl", [row("Name a sea.", "Baltic")])
    assert curator("dedup", "one.jsonl").out.startswith("1 record, no duplicates\n")


def test_nothing_is_written_when_nothing_stays(curator: Curator, data: Path) -> None:
    written(data.parent / "copy.jsonl", RECORDS)
    done = curator("dedup", "train.jsonl", "--against", "copy.jsonl", "-o", "clean.jsonl")
    assert (done.code, done.out) == (2, "")
    assert "every record repeats another set; nothing was written" in done.err
    assert not (data.parent / "clean.jsonl").exists()


def test_against_a_stored_version(curator: Curator, data: Path) -> None:
    written(data.parent / "more.jsonl", [row("describe the elbe.", ESSAY)])
    version = curator("curate", "train.jsonl", "--json").json["version"]
    leak = curator("dedup", "more.jsonl", "--against", "latest", "--json").json["leak"]
    assert (leak["against"], leak["exact"] + leak["near"]) == (version, 1)


def test_pairs_are_judged_again_without_reading(curator: Curator, data: Path) -> None:
    made = curator("dedup", "train.jsonl", "--threshold", "0.7", "--save", "pairs.parquet", "--json").json
    assert gone(made) == [(0, 1, "near"), (2, 3, "exact")]
    data.unlink()
    same = curator("dedup", "--from", "pairs.parquet", "--json").json
    assert same == made
    higher = curator("dedup", "--from", "pairs.parquet", "--threshold", "0.99", "--json").json
    assert (gone(higher), higher["threshold"]) == ([(2, 3, "exact")], 0.99)
    assert "finds" in higher["recall"]


def test_a_saved_comparison_with_another_set_is_judged_alike(curator: Curator, data: Path) -> None:
    written(data.parent / "test.jsonl", RECORDS[:3])
    made = curator("dedup", "train.jsonl", "--against", "test.jsonl", "--save", "pairs.parquet", "--json").json
    assert curator("dedup", "--from", "pairs.parquet", "--json").json == made


def test_saved_pairs_are_not_judged_below_their_threshold(curator: Curator, data: Path) -> None:
    curator("dedup", "train.jsonl", "--save", "pairs.parquet")
    done = curator("dedup", "--from", "pairs.parquet", "--threshold", "0.7")
    assert (done.code, done.out) == (2, "")
    assert "looked for at similarity 0.8, and nothing is known down to 0.7" in done.err


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-30]), "cannot be read"),
        (lambda path: path.write_bytes(b""), "cannot be read"),
        (lambda path: path.unlink(), "no such file"),
        (lambda path: pl.DataFrame({"a": ["x"]}).write_parquet(path), "holds no pairs of records"),
        (lambda path: pl.read_parquet(path).write_parquet(path), "holds no pairs of records"),
        (lambda path: told(path, format=99), "another version of curator"),
        (lambda path: told(path), "does not say how it was made"),
        (lambda path: told(path, threshold=math.nan), "does not say how it was made"),
        (lambda path: told(path, records="many"), "does not say how it was made"),
        (lambda path: changed(path, kind=pl.lit("alike")), "pairs lack what they need"),
        (lambda path: changed(path, similarity=pl.lit(7.0)), "pairs lack what they need"),
        (lambda path: changed(path, b_source=pl.lit(None, dtype=pl.String)), "pairs lack what they need"),
    ],
)
def test_a_damaged_or_foreign_file_of_pairs_is_refused(curator: Curator, data: Path, damage: Any, message: str) -> None:
    curator("dedup", "train.jsonl", "--save", "pairs.parquet")
    damage(data.parent / "pairs.parquet")
    done = curator("dedup", "--from", "pairs.parquet")
    assert (done.code, done.out) == (2, "")
    assert "pairs.parquet: " in done.err
    assert message in done.err


def told(path: Path, **words: object) -> None:
    """Write the pairs again with other words about them; with none when none are given."""
    made = json.loads(pl.read_parquet_metadata(path)["curator dedup"])
    about = json.dumps({**made, **words} if words else {})
    pl.read_parquet(path).write_parquet(path, metadata={"curator dedup": about})


def changed(path: Path, **values: pl.Expr) -> None:
    """Write other pairs with the same words about them."""
    made = pl.read_parquet_metadata(path)["curator dedup"]
    pl.read_parquet(path).with_columns(**values).write_parquet(path, metadata={"curator dedup": made})


def test_every_reason_has_words() -> None:
    assert set(APART) == set(WORDS)


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("dedup", "Missing argument 'SOURCE…'"),
        ("dedup nowhere.jsonl --threshold 1", "similarity threshold is 1; give a number between 0 and 1"),
        ("dedup nowhere.jsonl --threshold 0", "similarity threshold is 0"),
        ("dedup nowhere.jsonl --threshold nan", "similarity threshold is nan"),
        ("dedup nowhere.jsonl --threshold 80", "similarity threshold is 80"),
        ("dedup nowhere.jsonl --keep longst", "unknown keep policy 'longst'; did you mean longest?"),
        ("dedup train.jsonl --keep score:qualty", "no column 'qualty' to choose by; did you mean quality?"),
        ("dedup train.jsonl --keep source:golden", "no source 'golden' to keep records of"),
        ("dedup train.jsonl --view ful", "'ful'"),
        ("dedup train.jsonl --against train.jsonl", "train.jsonl is what is looked at"),
        ("dedup train.jsonl --against nowhere.jsonl", "nowhere.jsonl: no such file"),
        ("dedup train.jsonl --from pairs.parquet", "--from judges pairs that are known"),
        ("dedup train.jsonl -o train.jsonl", "replace a source"),
        ("dedup train.jsonl --save no/pairs.parquet", "no: no such folder"),
        ("dedup train.jsonl --save train.jsonl", "--save writes Parquet: name the file train.parquet"),
        ("dedup --from pairs.parquet --save more.parquet", "--from judges pairs that are known"),
    ],
)
def test_what_makes_no_sense_is_refused(curator: Curator, data: Path, command: str, message: str) -> None:
    done = curator(*command.split())
    assert (done.code, done.out) == (2, ""), done.err
    assert message in done.err


def test_a_score_that_is_no_number_is_refused_with_its_place(curator: Curator, tmp_path: Path) -> None:
    written(tmp_path / "odd.jsonl", [row("A?", "b", quality=1), row("C?", "d", quality="good")])
    done = curator("dedup", "odd.jsonl", "--keep", "score:quality")
    assert done.code == 2
    assert "odd.jsonl, row 1: field 'quality' is 'good', which is no number" in done.err


def test_no_duplicates(curator: Curator, tmp_path: Path) -> None:
    written(tmp_path / "one.jsonl", [row("Name a sea.", "Baltic")])
    assert curator("dedup", "one.jsonl").out.startswith("1 record, no duplicates\n")


@pytest.mark.parametrize("columns", [80, 160])
@pytest.mark.parametrize("more", [(), ("more.jsonl",)], ids=["one source", "two sources"])
def test_tables_fit_the_terminal(
    curator: Curator, data: Path, monkeypatch: pytest.MonkeyPatch, columns: int, more: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    written(data.parent / "more.jsonl", RECORDS[:3])
    shown = curator("dedup", "train.jsonl", *more, "--view", "full", "--view", "response").out
    lines = shown.splitlines()
    assert max(map(len, lines)) <= columns
    headings = [line.split("  ")[0].strip() for line in lines]
    assert ("record" in headings) == bool(more)
    assert "other numbers" in shown
    assert shown.rstrip().endswith("nothing was removed; write what stays: -o FILE")
