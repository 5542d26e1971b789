"""A task file is read with its items, or refused with the place and the reason."""

import gzip
import json
from pathlib import Path

import pytest

from curator.errors import CuratorError, DataError, RecipeError
from curator.evaluate import Decoding, Heldout, Item, Task, load_questions, remarks
from curator.evaluate.metric import METRICS
from curator.evaluate.task_file import load_task

LINE = '{"question": "2+2", "answer": "4"}'


def put(folder: Path, yaml: str, *lines: str, name: str = "t") -> Path:
    (folder / f"{name}.jsonl").write_text("\n".join(lines or (LINE,)), encoding="utf-8")
    path = folder / f"{name}.yaml"
    path.write_text(yaml, encoding="utf-8")
    return path


def task(more: str = "", metrics: str = "[exact]") -> str:
    return f"task: t\nitems: t.jsonl\nmetrics: {metrics}\n{more}"


def turns(item: Item) -> list[tuple[str, str]]:
    return [(turn["role"], turn["content"]) for turn in item.messages]


def test_a_task_and_its_items(tmp_path: Path) -> None:
    found = load_task(put(tmp_path, task("about: Sums.\ngenerate: {max_new_tokens: 8}", "[numeric, exact]")))
    assert found.tasks == (Task("t", ("numeric", "exact"), Decoding(max_new_tokens=8), "Sums."),)
    (item,) = found.items
    assert (item.item_id, item.answer, item.options, item.task, item.cluster) == (
        "t/t.jsonl:1",
        "4",
        None,
        "t",
        "t/t.jsonl:1",
    )
    assert turns(item) == [("user", "2+2")]


@pytest.mark.parametrize(
    ("more", "line", "asked"),
    [
        ("fields: {question: ask, answer: gold}", '{"ask": "2+2", "gold": 4}', "2+2"),
        ('prompt: "Q: {question}\\nA:"', LINE, "Q: 2+2\nA:"),
        ('prompt: "{a} or {b}?"', '{"a": "x", "b": ["y", "z"], "answer": "4"}', "x or y\nz?"),
        ("", '{"instruction": "Add.", "input": "2+2", "output": "4"}', "Add.\n2+2"),
    ],
)
def test_what_is_asked(tmp_path: Path, more: str, line: str, asked: str) -> None:
    (item,) = load_task(put(tmp_path, task(more), line)).items
    assert turns(item) == [("user", asked)]
    assert item.answer == "4"


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ("choices: ['no', 'yes']", '{"question": "q", "answer": "yes"}'),
        ("choices: ['no', 'yes']", '{"question": "q", "answer": 1}'),
        ("fields: {options: [a, b]}", '{"question": "q", "a": "no", "b": "yes", "answer": 1}'),
        ("fields: {options: offered}", '{"question": "q", "offered": ["no", "yes"], "answer": "yes"}'),
    ],
)
def test_options(tmp_path: Path, more: str, line: str) -> None:
    (item,) = load_task(put(tmp_path, task(more, "[option_accuracy]"), line)).items
    assert (item.options, item.answer) == (("no", "yes"), "yes")


def test_a_system_message_comes_first(tmp_path: Path) -> None:
    (item,) = load_task(put(tmp_path, task("system: Be brief."))).items
    assert turns(item) == [("system", "Be brief."), ("user", "2+2")]


def test_examples_come_before_the_question_and_are_no_part_of_what_is_asked(tmp_path: Path) -> None:
    (tmp_path / "train.jsonl").write_text('{"question": "1+1", "answer": "2"}\n{"question": "0+0", "answer": "0"}')
    path = put(tmp_path, task("system: Be brief.\nshots: {items: train.jsonl, count: 1}"))
    (item,) = load_task(path).items
    assert turns(item) == [("system", "Be brief."), ("user", "1+1"), ("assistant", "2"), ("user", "2+2")]
    assert item.prompt() == "2+2"


def test_compressed_items_and_a_limit(tmp_path: Path) -> None:
    path = put(tmp_path, "task: t\nitems: t.jsonl.gz\nmetrics: [exact]\nlimit: 2\n")
    (tmp_path / "t.jsonl.gz").write_bytes(gzip.compress("\n".join([LINE] * 3).encode()))
    assert [item.item_id for item in load_task(path).items] == ["t/t.jsonl.gz:1", "t/t.jsonl.gz:2"]


def test_items_of_one_cluster(tmp_path: Path) -> None:
    line = '{"question": "2+2", "answer": "4", "cluster": "sum"}'
    found = load_task(put(tmp_path, task(metrics="[consistency]"), line, line)).items
    assert {item.cluster for item in found} == {"t/sum"}


def test_a_task_without_gold_where_no_metric_needs_it(tmp_path: Path) -> None:
    lines = ['{"question": "q", "refuse": true}', '{"question": "q", "refuse": false}']
    found = load_task(put(tmp_path, task(metrics="[refusal]"), *lines)).items
    assert [item.check for item in found] == [{"refuse": True}, {"refuse": False}]
    assert load_task(put(tmp_path, task("refuse: true", "[refusal]"), '{"question": "q"}')).items[0].answer == ""


@pytest.mark.parametrize(
    ("more", "metrics", "message"),
    [
        ("", "[exakt]", "t.yaml:3:10: metrics: unknown metric 'exakt'; did you mean exact?"),
        ("", "[]", "t.yaml:3:10: metrics: List should have at least 1 item"),
        ("metric: x", "[exact]", "t.yaml:4:1: unknown key 'metric'; did you mean metrics?"),
        ("generate: {tokens: 3}", "[exact]", "t.yaml:4:12: unknown key 'tokens'"),
        ("generate: {samples: 0}", "[exact]", "t.yaml:4:21: generate.samples: Input should be greater than"),
        ("fields: {question: [a, b]}", "[exact]", "t.yaml:4:9: fields: question has one key"),
        ("fields: {qestion: a}", "[exact]", "t.yaml:4:19: fields.qestion.[key]: Input should be 'id'"),
        ("shots: {items: no.jsonl}", "[exact]", "t.yaml:4:16: no such file: "),
        ("shots: {items: t.jsonl, count: 2}", "[exact]", "t.yaml:4:8: 2 examples are wanted, and there are 1"),
        ("shots: {items: t.jsonl, count: 1}", "[exact]", "the example t/t.jsonl:1 is asked as well"),
        ("", "[exact, consistency]", "t.yaml:3:18: consistency needs several answers to one question; set generate:"),
        ("", "[exact, code]", "t.yaml:3:18: task t runs programs that the model wrote; if you accept that"),
    ],
)
def test_a_mistake_in_the_file_is_named_where_it_stands(tmp_path: Path, more: str, metrics: str, message: str) -> None:
    with pytest.raises(RecipeError) as error:
        load_task(put(tmp_path, task(more, metrics)))
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("metrics", "line", "message"),
    [
        ("exact", '{"question": "q"}', "no gold answer, which the metric exact needs"),
        ("numeric", '{"question": "q", "answer": "four"}', "no number in the gold answer 'four', which the metric"),
        ("option_accuracy", LINE, "no options, which the metric option_accuracy needs"),
        ("constraints", LINE, "no instructions, which the metric constraints needs"),
        ("refusal", LINE, "not said whether it should be refused"),
        ("exact", "{", "not JSON"),
        ("exact", "[]", "not an object but list"),
        ("exact", '{"answer": "4"}', "no question; the keys are answer"),
        ("exact", '{"question": 4, "answer": "4"}', "question is 4"),
        ("exact", '{"question": "q", "answer": true}', "the answer is True"),
        ("choice", '{"question": "q", "answer": "c", "options": ["a", "b"]}', "the answer 'c' is none of the options"),
        ("choice", '{"question": "q", "answer": 2, "options": ["a", "b"]}', "the answer 2 is none of the options"),
        ("choice", '{"question": "q", "answer": "a", "options": ["a"]}', "give at least two"),
        ("constraints", '{"question": "q", "kwargs": [], "instruction_id_list": ["x"]}', "do not fit together"),
        ("constraints", '{"question": "q", "instruction_id_list": "x"}', "do not fit together"),
        ("refusal", '{"question": "q", "refuse": "yes"}', "refuse is 'yes'"),
    ],
)
def test_an_unusable_line_is_named(tmp_path: Path, metrics: str, line: str, message: str) -> None:
    path = put(tmp_path, task(metrics=f"[{metrics}]"), "", line)
    with pytest.raises(DataError) as error:
        load_task(path)
    assert message in str(error.value)
    assert f"{tmp_path / 't.jsonl'}:2" in str(error.value)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("fields: {answer: gold}", "no 'gold', which the task reads as answer; the keys are question, answer"),
        ('prompt: "{ask}"', "the task's prompt asks for {ask}, and the line has none; the keys are question, answer"),
    ],
)
def test_a_key_that_is_not_there(tmp_path: Path, more: str, message: str) -> None:
    with pytest.raises(DataError) as error:
        load_task(put(tmp_path, task(more)))
    assert message in str(error.value)


def instructed(*names: str) -> str:
    return json.dumps({"prompt": "Say it.", "instruction_id_list": list(names), "kwargs": [{}] * len(names)})


def test_instructions_of_which_none_can_be_checked_are_no_task(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no instruction here can be checked: jp:letters:kana") as error:
        load_task(put(tmp_path, task(metrics="[constraints]"), instructed("jp:letters:kana")))
    assert "t.jsonl" in str(error.value)


def test_questions_with_an_instruction_that_cannot_be_checked_are_counted(tmp_path: Path) -> None:
    known, unknown = "punctuation:no_comma", "jp:letters:kana"
    lines = [instructed(known), instructed(known, unknown), instructed(unknown), instructed(unknown, unknown)]
    found = load_task(put(tmp_path, task(metrics="[constraints]"), *lines))
    assert list(remarks(found)) == [
        "task t: 3 of 4 questions have instructions that cannot be checked (jp:letters:kana): 2 are not scored, 1 by "
        "their other instructions alone"
    ]
    assert list(remarks(load_task(put(tmp_path, task())))) == []


@pytest.mark.parametrize(("content", "message"), [("", "is empty"), ("\n", "the task has no items")])
def test_no_items(tmp_path: Path, content: str, message: str) -> None:
    path = put(tmp_path, task())
    (tmp_path / "t.jsonl").write_text(content)
    with pytest.raises(DataError, match=message):
        load_task(path)


def test_no_file_of_items(tmp_path: Path) -> None:
    path = put(tmp_path, task())
    (tmp_path / "t.jsonl").unlink()
    with pytest.raises(RecipeError, match=r"t.yaml:2:8: no such file: .*t.jsonl; paths are relative to the task's"):
        load_task(path)


def test_several_tasks_and_a_held_out_file_are_one_set(tmp_path: Path) -> None:
    heldout = tmp_path / "h.jsonl"
    heldout.write_text('{"prompt": "a", "output": "b"}')
    paths = [put(tmp_path, task()), put(tmp_path, "task: u\nitems: u.jsonl\nmetrics: [numeric]", name="u")]
    found = load_questions(heldout, paths)
    assert [item.task for item in found.items] == ["answer", "t", "u"]
    assert [each.name for each in found.tasks] == ["t", "u"]
    assert found.task("answer").metrics == ("exact_match", "option_accuracy", "answer_log_likelihood")
    assert found.task("u").metrics == ("numeric",)
    paths[1].write_text("task: u\nitems: u.jsonl\nmetrics: [exact]")
    assert load_questions(heldout, paths).sha256 != found.sha256


def test_one_task_twice(tmp_path: Path) -> None:
    path = put(tmp_path, task())
    with pytest.raises(DataError, match="task 't' stands in two of the sets"):
        load_questions(None, [path, path])


def test_nothing_to_ask() -> None:
    with pytest.raises(CuratorError, match="nothing to measure on"):
        load_questions(None, [])


def test_a_set_alone_stays_as_it_is() -> None:
    alone = Heldout((), "0", "x")
    assert Heldout.merged([alone]) is alone


def test_every_metric_says_what_it_is() -> None:
    assert list(METRICS)[:3] == ["exact_match", "option_accuracy", "answer_log_likelihood"]
    assert all(metric.about and metric.unit in ("share", "nats") for metric in METRICS.values())
