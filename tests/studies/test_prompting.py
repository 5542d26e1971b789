"""Prompting against fine-tuning, from questions to the bill, with a model that takes milliseconds."""

import json
from pathlib import Path
from typing import Any

import pytest

from curator import pipeline
from curator.evaluate import Decoding, Heldout, Item, load_heldout
from curator.evaluate.endpoint import Address, Endpoint
from curator.recipe import Recipe, Train
from curator.report.prompting import prompting_renderable
from curator.report.prompting_html import prompting_page
from curator.report.terminal import as_text
from curator.studies.asked import Answers, alike, alike_across, alike_reworded, ask, by_text, scored, timed
from curator.studies.bill import result
from curator.studies.prices import Prices, TokenPrices
from curator.studies.prompting import Outcome, Plan, Prompting
from curator.studies.respondents import Remote
from curator.trial.journal import Journal
from curator.versions import VersionStore

RIVERS = ["Elbe", "Oder"]


def item(number: int, answer: str = "Elbe", options: tuple[str, ...] | None = None, cluster: str = "") -> Item:
    return Item(f"i{number}", ({"role": "user", "content": f"River {number}?"},), answer, options, "answer", cluster)


def heldout(*items: Item) -> Heldout:
    return Heldout(items, "0" * 64, "held.jsonl")


def answers(*texts: str) -> Answers:
    ones = (1,) * len(texts)
    return Answers(texts, ones, ones, (True,) * len(texts), (0.1,) * len(texts))


@pytest.mark.parametrize(
    ("items", "metric"),
    [
        ([item(0, options=("Elbe", "Oder"))], "choice"),
        ([item(0), item(1, "a town on the river")], "normalised"),
        ([item(0, "word " * 40)], "rouge_l"),
        ([item(0, options=("Elbe", "Oder")), item(1)], "normalised"),
    ],
)
def test_the_metric_follows_the_questions(items: list[Item], metric: str) -> None:
    (task,) = by_text(heldout(*items)).tasks
    assert task.metrics == (metric,)


def test_answers_are_scored_and_their_form_too() -> None:
    offered = by_text(heldout(*(item(number, options=("Elbe", "Oder")) for number in range(3))))
    found = scored(offered, answers("Elbe", "It is the Elbe.", "Rhine"))
    assert found.scores["choice"] == (1.0, 1.0, 0.0)
    assert found.scores["well_formed"][2] == 0.0


def test_how_alike_answers_are() -> None:
    assert alike(item(0), ["The Elbe.", "elbe", "Oder"]) == pytest.approx(1 / 3)
    assert alike(item(0, options=("Elbe", "Oder")), ["Elbe", "I say Elbe!"]) == 1.0
    assert alike(item(0), ["Elbe"]) is None
    assert alike_across([item(0), item(1)], [["a", "b"], ["a", "c"]]) == 0.5
    assert alike_across([item(0)], [["a"]]) is None
    reworded = [item(0, cluster="x"), item(1, cluster="x"), item(2)]
    assert alike_reworded(reworded, ["a", "b", "c"]) == 0.0
    assert alike_reworded([item(0), item(1)], ["a", "b"]) is None


def test_latency_leaves_the_warm_up_out() -> None:
    class Slow:
        def answers(self, asked: Any, decoding: Decoding) -> list[list[Any]]:
            return [[]]

    times = iter([0.0, 9.0, 10.0, 11.0, 20.0, 23.0])
    found = timed(Slow(), by_text(heldout(*map(item, range(5)))), 2, lambda: next(times))
    assert (found.p50_s, found.requests, found.concurrency) == (2.0, 2, 1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> VersionStore:
    folder = tmp_path_factory.mktemp("prompting")
    records = [{"instruction": f"Which river flows through town {i}?", "output": RIVERS[i % 2]} for i in range(24)]
    (folder / "data.jsonl").write_text("".join(json.dumps(each) + "\n" for each in records))
    held = [
        {"instruction": f"River {i}?", "output": RIVERS[i % 2], "options": RIVERS, "id": f"q{i}"} for i in range(12)
    ]
    (folder / "held.jsonl").write_text("".join(json.dumps(each) + "\n" for each in held))
    store = VersionStore(folder / "store")
    recipe = {"data": {"sources": [str(folder / "data.jsonl")]}, "rules": ["duplicates"], "dedup": {"enabled": False}}
    pipeline.curate(Recipe.of(**recipe), store=store)
    return store


def plan(store: VersionStore, tiny_model: Path, **settings: Any) -> Plan:
    train = Train.of(
        model=str(tiny_model), examples_seen=4, batch_size=2, rank=2, threads=1, seeds=[0, 1], workers=1,
        precision="float32",
    )  # fmt: skip
    small = {"samples": 2, "sampled_items": 2, "timed_requests": 1, **settings}
    return Plan(store.get("latest"), load_heldout(store.root.parent / "held.jsonl"), train, **small)


@pytest.fixture(scope="module")
def outcome(store: VersionStore, tiny_model: Path) -> Outcome:
    return Prompting(plan(store, tiny_model), store, Journal(store.root / "a.jsonl")).run()


def test_every_arm_answers_the_same_questions_and_none_that_chose_a_prompt(outcome: Outcome) -> None:
    assert [arm.arm for arm in outcome.arms] == ["base", "prompted", "few-shot", "fine-tuned"]
    asked = {each.item_ids for arm in outcome.arms for each in arm.evaluations}
    assert len(asked) == 1
    assert len(next(iter(asked))) == 12 - outcome.dev_items
    assert [len(arm.evaluations) for arm in outcome.arms] == [1, 1, 1, 2]
    assert set(outcome.tried["prompted"]) == {"plain", "brief", "expert", "labelled", "options"}
    assert set(outcome.tried["few-shot"]) >= {"2 examples", "4 examples"}


def test_few_shot_prompts_are_longer_and_each_prompt_is_timed(outcome: Outcome) -> None:
    told = {arm.arm: arm.to_dict() for arm in outcome.arms}
    assert told["few-shot"]["prompt_tokens"] > told["base"]["prompt_tokens"] == told["fine-tuned"]["prompt_tokens"]
    assert all(arm["latency"]["p50_s"] > 0 for arm in told.values())
    assert told["fine-tuned"]["consistency"]["seeds"] is not None
    assert told["base"]["consistency"]["seeds"] is None
    assert {arm["leaves_machine_to"] for arm in told.values()} == {None}


def test_what_was_answered_is_not_asked_again(
    outcome: Outcome, store: VersionStore, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("asked again")

    monkeypatch.setattr("curator.train.Session.generate", never)
    monkeypatch.setattr("curator.train.Session.fit", never)
    again = Prompting(plan(store, tiny_model), store, Journal(store.root / "a.jsonl")).run()
    assert again.arms == outcome.arms


def test_the_bill_and_its_renderings(outcome: Outcome) -> None:
    prices = Prices(
        currency="EUR", machine_hour=0.4, annotation_hour=30.0, annotation_hours=1.0, requests_per_day=1_000.0
    )
    told = json.loads(json.dumps(result(outcome, prices, "v1", 1)))
    assert {"against", "arms", "comparisons", "items", "prompting"} <= set(told)
    arms = told["prompting"]["arms"]
    assert arms["fine-tuned"]["one_off"]["annotation"] == 30.0
    assert arms["base"]["one_off"]["total"] == 0.0
    assert arms["base"]["cost_per_1000"] == pytest.approx(1000 * arms["base"]["latency"]["mean_s"] * 0.4 / 3600)
    assert [each["a"] for each in told["comparisons"] if each["metric"] == "choice"] == ["fine-tuned"] * 3
    for width in (80, 160):
        shown = as_text(prompting_renderable(told, width=width), width=width)
        assert max(map(len, shown.splitlines())) <= width
        assert "nothing leaves this machine with base, prompted, few-shot, fine-tuned" in " ".join(shown.split())
    assert "<svg" in prompting_page(told) or not any(
        found["requests"] for found in told["prompting"]["break_even"].values()
    )


def test_without_prices_machine_time_is_the_currency(outcome: Outcome) -> None:
    told = result(outcome, None, "v1", 1)["prompting"]
    assert told["currency"] == "seconds of machine time"
    assert told["arms"]["fine-tuned"]["one_off"]["total"] == pytest.approx(outcome.training_seconds)


def test_a_large_model_behind_an_endpoint_is_an_arm(
    store: VersionStore, tiny_model: Path, endpoint_server: Any, outcome: Outcome
) -> None:
    endpoint_server.say = lambda turns: "Elbe" if turns[-1]["content"].split("River ")[1][0] in "02468" else "Oder"
    endpoint = Endpoint(Address(endpoint_server.url, "big"), concurrency=2)
    journal = Journal(store.root / "a.jsonl")
    found = Prompting(plan(store, tiny_model, endpoint=endpoint), store, journal).run()
    (arm,) = [arm for arm in found.arms if arm.arm == "endpoint"]
    assert arm.about.startswith("big, best of 9")
    assert arm.place is None  # this endpoint is on this machine
    prices = Prices(endpoint=TokenPrices(prompt=1.0, output=1.0))
    told = result(found, prices, "v1", 1)["prompting"]
    assert told["arms"]["endpoint"]["cost_per_1000"] > 0
    assert told["break_even"]["endpoint"] is None  # what the local machine costs was not said


def test_an_endpoint_is_asked_once(endpoint_server: Any, tmp_path: Path) -> None:
    questions = by_text(heldout(item(0), item(1)))
    for _ in range(2):  # with a journal that is read anew
        model = Remote(Endpoint(Address(endpoint_server.url, "big")), Journal(tmp_path / "journal.jsonl"))
        assert ask(model, questions).texts == ("tie", "tie")
    assert len(endpoint_server.asked) == 2


def test_a_dead_endpoint_leaves_the_other_arms(
    store: VersionStore, tiny_model: Path, endpoint_server: Any, outcome: Outcome
) -> None:
    endpoint_server.stumbles = [401]
    endpoint = Endpoint(Address(endpoint_server.url, "big2"), concurrency=1)
    found = Prompting(plan(store, tiny_model, endpoint=endpoint), store, Journal(store.root / "a.jsonl")).run()
    assert [arm.arm for arm in found.arms] == ["base", "prompted", "few-shot", "fine-tuned"]
    assert "endpoint is left out" in " ".join(found.remarks)
