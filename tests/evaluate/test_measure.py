"""A model that writes is asked once, its answers are kept, and each metric sees what it needs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.errors import LeftOut
from curator.evaluate import Decoding, Heldout, Item, Task, evaluate, measure
from curator.evaluate.answers import Answer


@dataclass(frozen=True)
class Likely:
    tokens: int
    log_likelihood: float
    greedy_match: bool


class Model:
    """Answers each question with its last word, and finds that likely; counts what it is asked."""

    def __init__(self, name: str = "model", dies_at: int | None = None) -> None:
        self.name = name
        self.asked: list[str] = []
        self.scored: list[str] = []
        self._dies_at = dies_at

    def identity(self) -> str:
        return self.name

    def generate(self, prompts: Sequence[Any], /, *, samples: int, **_: Any) -> list[list[Answer]]:
        if self._dies_at is not None and len(self.asked) + len(prompts) > self._dies_at:
            raise KeyboardInterrupt
        self.asked += [turns[-1]["content"] for turns in prompts]
        return [[Answer(turns[-1]["content"].split()[-1], 1, 2, True, 0.5)] * samples for turns in prompts]

    def log_likelihoods(self, items: Sequence[tuple[Sequence[Mapping[str, str]], str]], /) -> list[Likely]:
        self.scored += [text for _, text in items]
        return [Likely(1, -1.0 if turns[-1]["content"].endswith(text) else -2.0, True) for turns, text in items]


def item(number: int, asked: str, answer: str, task: str = "t", options: tuple[str, ...] | None = None) -> Item:
    return Item(f"{task}/{number}", ({"role": "user", "content": asked},), answer, options, task)


def heldout(*items: Item, **tasks: Sequence[str] | Task) -> Heldout:
    made = [each if isinstance(each, Task) else Task(name, tuple(each)) for name, each in tasks.items()]
    return Heldout(items, "0" * 64, "x", tuple(made))


def many(count: int) -> Heldout:
    return heldout(*(item(n, f"what is {n}", str(n % 7)) for n in range(count)), t=["numeric", "exact"])


def test_each_task_is_measured_by_its_metrics() -> None:
    model = Model()
    asked = [
        item(0, "say 4", "4", "sums"),
        item(1, "say five", "5", "sums"),
        item(0, "is it so? yes", "yes", "choices", ("yes", "no")),
        item(0, "say no", "no", "plain", ("yes", "no")),
    ]
    found = evaluate(model, heldout(*asked, sums=["numeric", "exact"], choices=["option_accuracy", "choice"]))
    assert found.scores == {
        "exact_match": (None, None, None, 1.0),
        "option_accuracy": (None, None, 1.0, 1.0),
        "answer_log_likelihood": (None, None, None, -1.0),
        "exact": (1.0, 0.0, None, None),
        "numeric": (1.0, 0.0, None, None),
        "choice": (None, None, 1.0, None),
    }
    assert model.asked == ["say 4", "say five", "is it so? yes"]
    assert model.scored == ["yes", "no", "yes", "no"]
    assert found.tasks == ("sums", "sums", "choices", "plain")


def test_without_options_to_compare_only_the_answer_is_scored() -> None:
    model = Model()
    evaluate(model, heldout(item(0, "say no", "no", "t", ("yes", "no")), t=["answer_log_likelihood"]))
    assert model.scored == ["no"]


def test_samples_are_averaged_and_their_agreement_measured() -> None:
    task = Task("t", ("exact", "consistency"), Decoding(samples=3, temperature=1.0))
    found = measure(Model(), heldout(item(0, "say a", "a"), item(1, "say b", "c"), t=task))
    assert found.evaluation.scores == {"exact": (1.0, 0.0), "consistency": (1.0, 1.0)}
    assert [answer.text for answer in found.answers["t/1"]] == ["b", "b", "b"]


def test_an_answer_is_written_once(tmp_path: Path) -> None:
    first, again, other = Model(), Model(), Model("other")
    found = measure(first, many(5), cache=tmp_path)
    assert measure(again, many(5), cache=tmp_path) == found
    assert (len(first.asked), len(again.asked)) == (5, 0)
    measure(other, many(5), cache=tmp_path)
    assert len(other.asked) == 5


@pytest.mark.parametrize("how", [Decoding(max_new_tokens=3), Decoding(samples=2), Decoding(temperature=1, seed=1)])
def test_another_way_of_writing_is_another_answer(tmp_path: Path, how: Decoding) -> None:
    measure(Model(), heldout(item(0, "say a", "a"), t=["exact"]), cache=tmp_path)
    model = Model()
    measure(model, heldout(item(0, "say a", "a"), t=Task("t", ("exact",), how)), cache=tmp_path)
    assert len(model.asked) == 1


def test_a_run_that_was_stopped_asks_only_what_it_had_not_asked(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        measure(Model(dies_at=130), many(150), cache=tmp_path)
    model = Model()
    resumed = measure(model, many(150), cache=tmp_path)
    assert len(model.asked) == 22  # the third chunk of 64
    assert resumed == measure(Model(), many(150))


@given(st.data())
def test_a_damaged_file_is_asked_again_and_changes_no_measure(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("answers")
    expected = measure(Model(), many(3), cache=folder)
    (path,) = folder.iterdir()
    content = path.read_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    damage = data.draw(st.sampled_from([b"", b"x", b"\n", b"\xff", b'"']))
    path.write_bytes(content[:at] + damage + (b"" if data.draw(st.booleans()) else content[at + 1 :]))
    assert measure(Model(), many(3), cache=folder) == expected
    unasked = Model()
    assert measure(unasked, many(3), cache=folder) == expected
    assert unasked.asked == []


def test_answers_that_cannot_be_kept_are_said_and_no_matter(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.warns(LeftOut, match="answers are not kept: "):
        found = measure(Model(), many(130), cache=tmp_path / "file")
    assert found == measure(Model(), many(130))


def test_kept_answers_are_json_lines(tmp_path: Path) -> None:
    measure(Model(), many(2), cache=tmp_path)
    (path,) = tmp_path.iterdir()
    rows = [json.loads(line) for line in path.read_text().splitlines() if line]
    assert [row["answers"][0]["text"] for row in rows] == ["0", "1"]
