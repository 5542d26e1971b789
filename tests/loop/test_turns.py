"""Turn after turn: who challenges whom, who is crowned, what is done again and what is not."""

import errno
import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator.errors import DataError, RecipeError
from curator.loop.hooks import Hooks
from curator.loop.run import Loop
from curator.trial.journal import Journal


def events(project: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (project.store.root / "openlineage.jsonl").read_text().splitlines()]


def test_while_nobody_is_champion_the_raw_data_hold_the_place(project: Any, verdicts: Any) -> None:
    first = project.loop().run().outcome
    assert first["decision"] == "cannot tell"
    assert first["champion"] == {"before": None, "after": None}
    project.add_record(1)
    second = project.loop().run().outcome
    assert [sorted(held) for held in verdicts.held] == [["curated", "random", "raw"]] * 2
    assert verdicts.held[1] == {"raw": second["raw"], "curated": second["curated"], "random": second["raw"]}
    assert second["raw"] != first["raw"]


def test_who_is_better_than_the_champion_and_than_chance_takes_its_place(project: Any, verdicts: Any) -> None:
    verdicts.champion = "better"
    first = project.loop().run().outcome
    assert first["decision"] == "promote"
    assert first["champion"] == {"before": None, "after": first["curated"]}
    project.add_record(1)
    second = project.loop().run().outcome
    assert verdicts.held[1] == {
        "champion": first["curated"],
        "curated": second["curated"],
        "random": second["raw"],
    }
    assert second["champion"] == {"before": first["curated"], "after": second["curated"]}
    history = project.loop().champions.history()
    assert [(each.version, each.previous, each.by, each.runs) for each in history] == [
        (first["curated"], None, "trial", ["curated-0", "curated-1"]),
        (second["curated"], first["curated"], "trial", ["curated-0", "curated-1"]),
    ]
    assert history[1].scores == {"exact_match": 0.5}
    assert [each["b"] for each in history[1].comparisons] == ["champion", "random"]


@pytest.mark.parametrize(("champion", "decision"), [("worse", "refuse"), ("cannot tell", "cannot tell")])
def test_who_is_not_better_leaves_the_champion(project: Any, verdicts: Any, champion: str, decision: str) -> None:
    verdicts.champion = "better"
    first = project.loop().run().outcome
    verdicts.champion = champion
    project.add_record(1)
    second = project.loop().run().outcome
    assert second["decision"] == decision
    assert second["champion"] == {"before": first["curated"], "after": first["curated"]}
    project.add_record(2)
    project.loop().run()
    assert verdicts.held[2]["champion"] == first["curated"]


def test_what_was_decided_on_the_same_grounds_stands(project: Any, verdicts: Any) -> None:
    verdicts.champion = "better"
    first = project.loop().run()
    again = project.loop().run()
    assert (again.is_new, again.outcome, again.work.steps) == (False, first.outcome, ())
    (project.path / "data.jsonl").touch()  # another stamp, the same records
    touched = project.loop().run()
    assert touched.outcome == first.outcome
    assert touched.work.to_dict()["records"] == {"read": 40, "measured": 0, "reused": 40}
    assert len(verdicts.held) == 1


def test_a_policy_that_promotes_what_is_not_worse(project: Any, verdicts: Any) -> None:
    assert project.loop().run().decision == "cannot tell"
    project.add("loop: {cannot_tell: promote}")
    turn = project.loop().run()
    assert turn.decision == "promote"
    assert "loop.cannot_tell" in turn.outcome["reasons"][-1]


def test_other_questions_are_another_trial(project: Any, verdicts: Any) -> None:
    verdicts.champion = "better"
    first = project.loop().run().outcome
    with (project.path / "held.jsonl").open("a") as file:
        file.write('{"instruction": "Which colour has the sun?", "output": "yellow", "options": ["yellow", "red"]}\n')
    second = project.loop().run().outcome
    assert second["decision"] == "unchanged"  # the challenger is the champion itself
    project.add_record(1)
    project.loop().run()
    assert verdicts.held[-1]["champion"] == first["curated"]


def test_a_person_makes_a_version_champion_with_a_reason(project: Any, verdicts: Any) -> None:
    first = project.loop().run().outcome
    loop = project.loop()
    assert loop.promote(project.store.get(first["raw"]), "the customer wants it")
    assert not loop.promote(project.store.get(first["raw"]), "again")
    (champion,) = loop.champions.history()
    assert (champion.version, champion.by, champion.reason) == (first["raw"], "hand", "the customer wants it")
    project.loop().run()
    assert verdicts.held[-1]["champion"] == first["raw"]
    said = events(project)[-3]
    assert said["job"]["name"] == "loop champion"
    assert said["run"]["facets"]["curator_champion"]["championAfter"] == first["raw"]


def test_pruning_leaves_every_champion(project: Any, verdicts: Any) -> None:
    from curator.versions.prune import prune

    verdicts.champion = "better"
    first = project.loop().run().outcome
    project.add_record(1)
    project.loop().run()
    prune(project.store, keep=0)
    assert first["curated"] in project.store.ids()


def test_a_champion_that_is_gone_is_said(project: Any, verdicts: Any) -> None:
    verdicts.champion = "better"
    first = project.loop().run().outcome
    shutil.rmtree(project.store.root / "versions" / first["curated"])
    project.add_record(1)
    with pytest.raises(DataError, match=r"the champion .* is not in the store any more; .*--promote VERSION"):
        project.loop().run()


def test_a_damaged_file_of_champions_is_said_before_any_work(project: Any, verdicts: Any) -> None:
    verdicts.champion = "better"
    project.loop().run()
    project.loop().champions.path.write_text("broken\n")
    project.add_record(1)
    loop = project.loop()
    with pytest.raises(DataError, match=r"champion\.jsonl:1: is no champion as curator wrote it"):
        loop.run()
    assert loop.journal.finished_here == []


def test_a_turn_that_dies_just_after_a_coronation_is_ended_by_the_next(
    project: Any, verdicts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdicts.champion = "better"
    with monkeypatch.context() as broken:
        broken.setattr(Loop, "_write", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            project.loop().run()
    assert len(project.loop().champions.history()) == 1
    turn = project.loop().run()
    assert turn.is_new
    assert turn.outcome["champion"] == {"before": None, "after": turn.outcome["curated"]}
    assert len(project.loop().champions.history()) == 1
    assert not project.loop().run().is_new


def test_a_full_disk_at_the_coronation_leaves_no_champion_and_the_next_turn_crowns(
    project: Any, verdicts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, entry: Any) -> None:
        raise DataError("no space left on the disk; nothing was written", where=str(path))

    verdicts.champion = "better"
    with monkeypatch.context() as disk:
        disk.setattr("curator.loop.champion.append_line", full)
        with pytest.raises(DataError, match="no space left"):
            project.loop().run()
    assert project.loop().champions.current() is None
    assert project.loop().run().decision == "promote"


# The gate.


def test_data_that_are_not_what_is_expected_are_not_trained_on(project: Any, verdicts: Any) -> None:
    project.add("expect: {kept: {min: 0.9}, records: {min: 10}}")
    turn = project.loop().run()
    assert turn.decision == "gate failed"
    assert turn.outcome["reasons"] == ["expect: kept: 65.00%, at least 90.00% allowed"]
    assert turn.outcome["gate"]["tests"] == 2
    assert [each["name"] for each in turn.outcome["gate"]["failed"]] == ["kept"]
    assert not any(step.startswith(("train", "label")) for step in project.loop().journal.steps())
    assert verdicts.held == []
    assert not project.loop().run().is_new
    project.replace("min: 0.9", "min: 0.6")
    assert project.loop().run().decision == "cannot tell"


def test_a_gate_of_severities(project: Any, verdicts: Any) -> None:
    project.add("loop: {fail_on: high}")
    assert project.loop().run().decision == "gate failed"
    project.replace("fail_on: high", "fail_on: high, max_share: 0.5")
    turn = project.loop().run()
    assert turn.decision == "cannot tell"
    assert turn.outcome["gate"]["passed"]


def test_a_rule_over_its_limit_stops_the_turn_as_it_stops_curate(project: Any, verdicts: Any) -> None:
    (project.path / "mine.yaml").write_text(
        "pack: mine\nabout: a test\nrules:\n"
        "  - {id: short, when: response_chars < 5, then: drop, why: too short, limit: 0.01}\n"
    )
    for number in range(10):  # limits are for sources of fifty records and more
        project.add_record(number)
    project.replace("rules: [empty-answers]", "rules: [mine.yaml]")
    with pytest.raises(RecipeError, match="short"):
        project.loop().run()
    assert project.loop().journal.steps() == ["curate/raw"]


# What a new champion is written to.


def test_the_champions_records_are_written_where_the_recipe_says(project: Any, verdicts: Any) -> None:
    project.add("loop: {export: best.jsonl}")
    out = project.path / "best.jsonl"
    project.loop().run()
    assert not out.exists()
    verdicts.champion = "better"
    project.add_record(1)
    turn = project.loop().run()
    assert pl.read_ndjson(out).height == turn.outcome["counts"]["kept"] == 27
    out.unlink()
    assert not project.loop().run().is_new
    assert out.exists()


def test_an_export_that_would_replace_a_source_is_refused_before_any_work(project: Any, verdicts: Any) -> None:
    project.add("loop: {export: data.jsonl}")
    with pytest.raises(DataError, match="would replace a source"):
        project.loop().run()
    assert project.loop().journal.steps() == []


def test_a_failed_export_is_made_up_for(project: Any, verdicts: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    verdicts.champion = "better"
    project.add("loop: {export: best.jsonl}")
    with monkeypatch.context() as disk:

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        disk.setattr("curator.loop.exporting.export", full)
        with pytest.raises(OSError, match="No space"):
            project.loop().run()
    assert not (project.path / "best.jsonl").exists()
    project.loop().run()
    assert (project.path / "best.jsonl").exists()


# Who is told.


class Listener(Hooks):
    """Remembers what it was told."""

    def __init__(self) -> None:
        super().__init__(["true"])
        object.__setattr__(self, "told", [])

    def tell(self, outcome: Any, warn: Any) -> None:
        self.told.append(outcome["decision"])  # type: ignore[attr-defined]


def test_a_decision_is_told_once(project: Any, verdicts: Any) -> None:
    listener: Any = Listener()
    for _ in range(3):
        project.loop().run(listener)
    assert listener.told == ["cannot tell"]
    project.add_record(1)
    project.loop().run(listener)
    assert listener.told == ["cannot tell"] * 2


def test_who_was_not_listening_when_it_was_decided_is_not_told_later(project: Any, verdicts: Any) -> None:
    project.loop().run()
    listener: Any = Listener()
    project.loop().run(listener)
    assert listener.told == []


def test_a_turn_that_dies_before_it_has_told_tells_when_it_goes_on(project: Any, verdicts: Any) -> None:
    class Dying(Hooks):
        def tell(self, outcome: Any, warn: Any) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        project.loop().run(Dying(["true"]))
    listener: Any = Listener()
    assert not project.loop().run(listener).is_new
    assert listener.told == ["cannot tell"]


# The lineage.


def test_the_lineage_has_versions_runs_comparisons_and_coronations(project: Any, verdicts: Any) -> None:
    verdicts.champion = "better"
    turn = project.loop().run()
    ended = {each["job"]["name"]: each for each in events(project) if each["eventType"] == "COMPLETE"}
    assert set(ended) == {"loop curate", "loop trial"}
    trial = ended["loop trial"]
    made = [each["facets"]["version"]["datasetVersion"] for each in trial["inputs"]]
    assert made == [turn.outcome["raw"], turn.outcome["curated"]]
    assert [Path(each["name"]).name for each in trial["outputs"]][:2] == ["raw-0", "raw-1"]
    assert trial["outputs"][2]["facets"]["curator_run"]["trainedOn"] == turn.outcome["curated"]
    facets = trial["run"]["facets"]
    assert facets["curator_champion"]["decision"] == "promote"
    assert facets["curator_champion"]["championAfter"] == turn.outcome["curated"]
    assert [each["b"] for each in facets["curator_trial"]["comparisons"]] == ["raw", "random"]


# Splits and answers.


def test_a_share_of_the_data_may_be_the_questions(project: Any, verdicts: Any) -> None:
    project.replace("evaluate: {heldout: held.jsonl}", "evaluate: {split: 0.25}")
    turn = project.loop().run()
    taken = turn.outcome["split"]["records"]
    assert 0 < taken < 20
    assert turn.outcome["counts"]["input"] == 40 - taken
    assert not project.loop().run().is_new
    assert "split" in Journal(project.loop().journal.path).steps()


def test_peoples_answers_make_the_version_that_is_tried(project: Any, verdicts: Any) -> None:
    project.replace("rules: [empty-answers]", "rules: [mine.yaml]")
    (project.path / "mine.yaml").write_text(
        "pack: mine\nabout: a test\nrules:\n"
        "  - {id: short, when: response_chars < 4, then: review, why: look at it, severity: low}\n"
    )
    first = project.loop().run().outcome
    assert first["label"]["tasks"] == {"tuple": 5}
    tasks = json.loads((project.loop().folder / "label-studio" / "tuple.json").read_text())
    answer = {"from_name": "verdict", "to_name": "response", "type": "choices", "value": {"choices": ["keep"]}}
    for task in tasks:
        about = {"id": 1, "completed_by": 1, "was_cancelled": False, "created_at": "2026-03-01T00:00:00Z"}
        task["annotations"] = [{**about, "result": [answer]}]
    (project.path / "answers.json").write_text(json.dumps(tasks))
    project.replace("label: {budget: 5}", "label: {budget: 5, annotations: answers.json}")
    second = project.loop().run().outcome
    assert second["label"]["annotated"]["decided"] == {"keep": 5}
    assert second["counts"]["kept"] == first["counts"]["kept"] + 5
    assert verdicts.held[-1]["curated"] == second["curated"] != first["curated"]
