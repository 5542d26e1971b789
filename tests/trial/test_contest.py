"""Versions, rules and arms on trial, with a model that takes milliseconds."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from curator.errors import DataError, RecipeError
from curator.evaluate import Heldout, load_heldout
from curator.pipeline import curate
from curator.recipe import Data, Evaluate, Recipe, Train
from curator.trial.arms import Arm
from curator.trial.contest import check_arms, compare_versions, extra_arms
from curator.trial.journal import Journal
from curator.trial.stopping import Stopping
from curator.trial.trial import Trial
from curator.trial.variants import uncurated, variant
from curator.versions import DatasetVersion, VersionStore

COLOURS = ["red", "green", "blue"]


@pytest.fixture
def heldout(tmp_path: Path) -> Heldout:
    """Six questions, of which two are the same."""
    items = [f"Which colour has object {i}?" for i in range(5)] + ["which colour has  OBJECT 4?"]
    lines = [{"instruction": asked, "output": COLOURS[i % 3], "options": COLOURS} for i, asked in enumerate(items)]
    (tmp_path / "held.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return load_heldout(tmp_path / "held.jsonl")


@pytest.fixture
def store(tmp_path: Path) -> VersionStore:
    return VersionStore(tmp_path / "store")


@pytest.fixture
def version(tmp_path: Path, store: VersionStore) -> DatasetVersion:
    """Forty tuples of which fourteen have no answer and go, and one that is repeated."""
    rows = [
        {
            "instruction": f"Which colour has thing number {i}?",
            "output": "" if i % 3 == 0 else COLOURS[i % 3] * (i % 4 + 1),
        }
        for i in range(40)
    ]
    (tmp_path / "data.jsonl").write_text("".join(json.dumps(row) + "\n" for row in [*rows, rows[1]]))
    recipe = Recipe(data=Data(sources=[str(tmp_path / "data.jsonl")]), rules=["empty-answers", "duplicates"])
    return curate(recipe, store=store)


@pytest.fixture
def train(tiny_model: Path) -> Train:
    settings: dict[str, Any] = {"examples_seen": 8, "batch_size": 4, "rank": 2, "workers": 1, "threads": 1}
    return Train.of(model=str(tiny_model), seeds=[0, 1], precision="float32", **settings)


def trained(store: VersionStore) -> list[str]:
    """The steps that all comparisons of the store did, in their order."""
    steps = [step for path in sorted(store.root.glob("loops/*/journal.jsonl")) for step in Journal(path).steps()]
    return [step for step in steps if step.startswith(("train/", "evaluate/"))]


def test_without_a_rule_its_records_stay(version: DatasetVersion, store: VersionStore) -> None:
    assert version.manifest["counts"]["kept"] == 26
    without = variant(store, version, without=["empty-answer"])
    assert without.manifest["counts"]["kept"] == 40
    assert [rule["id"] for rule in without.manifest["rules"]] == [
        rule["id"] for rule in version.manifest["rules"] if rule["id"] != "empty-answer"
    ]


def test_only_one_rule_drops_what_it_hits(version: DatasetVersion, store: VersionStore) -> None:
    only = variant(store, version, only=["empty-answer"])
    assert only.manifest["counts"]["dropped"] == 14
    assert {rule["pack"] for rule in only.manifest["rules"]} == {"empty-answers"}


def test_variants_are_versions_like_others(version: DatasetVersion, store: VersionStore) -> None:
    assert variant(store, version).id == version.id
    raw = uncurated(store, version)
    assert raw.manifest["counts"]["kept"] == 41
    assert variant(store, version, only=[]).id != raw.id  # duplicates and repairs are the recipe's, not the rules'
    assert uncurated(store, version).id == raw.id == store.get(raw.id).id
    assert store.get("latest").id == version.id
    assert (raw.manifest["name"], variant(store, version, without=["empty-answer"]).manifest["name"]) == (
        "raw",
        "without-empty-answer",
    )


def test_what_a_variant_cannot_be_made_of_is_said(version: DatasetVersion, store: VersionStore, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="unknown rule 'empty-answr'"):
        variant(store, version, without=["empty-answr"])
    with (tmp_path / "data.jsonl").open("a") as file:
        file.write('{"instruction": "One more?", "output": "yes"}\n')
    with pytest.raises(DataError, match="its sources hold 42 records now; the version was made of 41"):
        uncurated(store, version)
    (tmp_path / "data.jsonl").unlink()
    with pytest.raises(DataError, match=r"data\.jsonl is gone"):
        uncurated(store, version)


def test_arms_by_name(version: DatasetVersion, store: VersionStore) -> None:
    names = ["base", "raw", "random", "longest", "rejects", "without:empty-answer", "only:empty-answer"]
    made = extra_arms(names, store, Arm("mine", version))
    assert [arm.name for arm in made.arms] == [
        "raw", "random", "longest", "rejects", "without:empty-answer", "only:empty-answer",
    ]  # fmt: skip
    assert made.pairs == (
        ("mine", "base"),
        ("mine", "raw"),
        ("mine", "random"),
        ("mine", "longest"),
        ("mine", "rejects"),
        ("mine", "without:empty-answer"),
        ("only:empty-answer", "raw"),
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("randm", "no arm 'randm'"),
        ("without:empty", "there is no rule 'empty'"),
    ],
)
def test_arms_that_do_not_exist(name: str, message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        check_arms([name], ["empty-answer"])


def test_every_arm_is_trained_alike_and_said_to_be(
    version: DatasetVersion, store: VersionStore, heldout: Heldout, train: Train
) -> None:
    told = compare_versions(store, [version], heldout, train, arms=["raw", "random", "longest", "rejects"]).to_dict()
    arms = {arm["arm"]: arm for arm in told["arms"]}
    assert list(arms) == ["base", version.id, "raw", "random", "longest", "rejects"]
    assert {name: round(arm["records"]) for name, arm in arms.items() if name in (version.id, "raw", "rejects")} == {
        version.id: 26,
        "raw": 41,
        "rejects": 15,
    }
    assert arms["longest"]["records"] < arms["random"]["records"]  # as many answer tokens in fewer, longer answers
    wanted = arms[version.id]["supervised_tokens"]
    assert abs(arms["random"]["supervised_tokens"] - wanted) <= 10
    assert abs(arms["longest"]["supervised_tokens"] - wanted) <= 10
    assert told["view"] == "equal tokens"
    seen = {name: arm["tokens_seen"] for name, arm in arms.items() if name != "base"}
    assert seen == pytest.approx(dict.fromkeys(seen, seen[version.id]), abs=25)  # half of the longest answer either way
    assert arms["rejects"]["epochs"] > 1 > arms["raw"]["epochs"]  # answers without a word are soon seen
    assert told["comparisons"][0]["clusters"] == 5
    points = {point["arm"]: point["quality"]["index"] for point in told["quality_against_accuracy"]["points"]}
    assert points[version.id] == 100 > points["raw"] > points["rejects"]
    assert told["quality_against_accuracy"]["band"]["arm"] == "random"
    cards = [path.read_text() for path in sorted((store.root / "runs").glob("*/README.md"))]
    assert len(cards) == len(train.seeds) * 5
    assert all("## Scores" in card and "| option\\_accuracy |" in card for card in cards)
    drawn = f"drawn by chance, as many answer tokens as the arm {version.id} has"
    assert sum(drawn in card for card in cards) == len(train.seeds)
    assert sum("the records that the rules dropped" in card for card in cards) == len(train.seeds)


def test_comparisons_share_their_runs(
    version: DatasetVersion, store: VersionStore, heldout: Heldout, train: Train
) -> None:
    compare_versions(store, [version], heldout, train, arms=["raw"])
    before = trained(store)
    compare_versions(store, [version], heldout, train, arms=["raw", "rejects"])
    assert trained(store) == [*before, "train/rejects/0", "train/rejects/1"]
    assert len(before) == 1 + 2 * 2


@pytest.mark.parametrize("change", [{"rank": 4}, {"learning_rate": 0.01}, {"seeds": [0, 2]}])
def test_what_a_result_depends_on_makes_it_anew(
    version: DatasetVersion, store: VersionStore, heldout: Heldout, train: Train, change: dict[str, Any]
) -> None:
    compare_versions(store, [version], heldout, train, arms=["rejects"])
    before = len(trained(store))
    compare_versions(store, [version], heldout, train.model_copy(update=change), arms=["rejects"])
    assert len(trained(store)) - before == (2 if "seeds" in change else 1 + 2 * 2)


def test_the_same_records_drawn_otherwise_are_another_arm(
    version: DatasetVersion, store: VersionStore, heldout: Heldout, train: Train
) -> None:
    compare_versions(store, [version], heldout, train, arms=["random"])
    before = len(trained(store))
    compare_versions(store, [version], heldout, train, arms=["longest"])
    assert len(trained(store)) - before == 2


def test_a_hopeless_pair_is_given_up_and_its_arms_with_it(
    version: DatasetVersion, store: VersionStore, heldout: Heldout, train: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against `raw` there is a chance, against `rejects` there is none."""
    many = train.model_copy(update={"seeds": [0, 1, 2, 3]})
    monkeypatch.setattr(Stopping, "_chance", lambda _, pair, __: 0.04 if "rejects" in pair else 0.5)
    settings = Evaluate.of(heldout=heldout.path, early_stop=True)
    told = compare_versions(store, [version], heldout, many, arms=["raw", "rejects"], evaluate=settings).to_dict()
    assert {arm["arm"]: len(arm["seeds"]) for arm in told["arms"]} == {"base": 0, version.id: 4, "raw": 4, "rejects": 2}
    stopped = [each for each in told["comparisons"] if each["b"] == "rejects"]
    assert {each["verdict"] for each in stopped} == {"cannot tell"}
    assert stopped[0]["stopped"] == (
        "stopped after 2 of 4 seeds, because all of them would have settled it in about 4 of 100 cases"
    )
    assert all(each["stopped"] is None for each in told["comparisons"] if each["b"] == "raw")
    before = trained(store)
    again = compare_versions(store, [version], heldout, many, arms=["raw", "rejects"], evaluate=settings).to_dict()
    assert again == told
    assert trained(store) == before


def test_a_question_may_be_asked_in_other_words(
    version: DatasetVersion, store: VersionStore, heldout: Heldout, train: Train
) -> None:
    reworded = replace(
        heldout,
        items=tuple(
            replace(item, messages=({"role": "user", "content": f"{item.prompt()} One word."},))
            for item in heldout.items
        ),
    )
    told = (
        Trial(
            arms=[Arm("mine", version)],
            pairs=[("mine", "prompted")],
            heldout=heldout,
            train=train,
            evaluate=Evaluate(heldout=heldout.path),
            journal=Journal(store.root / "journal.jsonl"),
            runs=store.root / "runs",
            asked={"prompted": reworded},
        )
        .run()
        .to_dict()
    )
    base, prompted = told["arms"][:2]
    assert (prompted["arm"], prompted["seeds"]) == ("prompted", [])
    assert prompted["metrics"]["answer_log_likelihood"] != base["metrics"]["answer_log_likelihood"]


def test_as_many_passes_over_its_own_records_are_another_view(
    version: DatasetVersion, store: VersionStore, heldout: Heldout, train: Train
) -> None:
    settings = train.model_copy(update={"epochs": 1.0})
    told = compare_versions(store, [version], heldout, settings, arms=["rejects"]).to_dict()
    assert told["view"] == "equal epochs"
    assert [round(arm["epochs"], 1) for arm in told["arms"][1:]] == [0.9, 0.8]  # whole steps of four


def test_nothing_to_compare_is_said(
    version: DatasetVersion, store: VersionStore, heldout: Heldout, train: Train
) -> None:
    with pytest.raises(RecipeError, match="there is nothing to compare"):
        compare_versions(store, [version], heldout, train)
