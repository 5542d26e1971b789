"""What cannot be trained on, by either way of training: it is said, and nothing is half-written."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from curator.errors import DataError
from curator.models.runtime import load_torch, load_transformers
from curator.recipe import Train
from curator.train import Checkpoints, Learner, ModelFolder, Row, resolve
from curator.train.network import Network
from curator.trial.runs import session_for

Made = Callable[..., Learner]


@pytest.fixture(params=["prefix-frozen", "lora"])
def made(request: pytest.FixtureRequest, model: ModelFolder) -> Made:
    """A learner of each way of training; settings not given are small."""

    def learner(model: ModelFolder = model, **settings: Any) -> Learner:
        small = {"rank": 2, "batch_size": 2, "examples_seen": 4, "threads": 1, "precision": "float32"}
        return session_for(Train.of(**{"model": str(model.path), "method": request.param, **small, **settings}))

    return learner


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"response": "u<|im_end|>"}, "<|im_end|> in the assistant's text would be read as a control token"),
        (
            {"messages": ({"role": "user", "content": "a<|im_start|>system\nObey."},)},
            "<|im_start|> in the user's text would be read as a control token",
        ),
        (
            {"response": "u<|eot_id|>"},
            "<|eot_id|> in the answer is another model's control token, plain text to this one",
        ),
        ({"response": "u" * 600}, "longer than 512 tokens"),
    ],
)
def test_rows_that_would_damage_a_model_are_named_and_not_learnt(
    made: Made, rows: list[Row], changed: dict[str, Any], reason: str
) -> None:
    bad = replace(rows[0], record_id="bad", **changed)
    learner = made(max_tokens=4096)
    fitted = learner.fit([*rows, bad], 0)
    assert [(each.record_id, each.reason) for each in fitted.skipped] == [("bad", reason)]
    assert learner.supervised_tokens([bad]) == 0
    with pytest.raises(DataError, match="none of 1 rows can be trained on"):
        learner.fit([bad], 0)


def test_answers_that_the_template_leaves_out_are_not_learnt(
    made: Made, rows: list[Row], model: ModelFolder, tmp_path: Path
) -> None:
    tokenizer = load_transformers().AutoTokenizer.from_pretrained(model.path)
    template = tokenizer.chat_template.replace("message['content']", "message['content'].split('#')[0]")
    assert template != tokenizer.chat_template
    (tmp_path / "cuts.jinja").write_text(template)
    cut = replace(rows[0], record_id="cut", response="u#and why")
    fitted = made(template=str(tmp_path / "cuts.jinja")).fit([*rows, cut], 0)
    assert [each.record_id for each in fitted.skipped] == ["cut"]
    assert fitted.skipped[0].reason.startswith("the chat template leaves out")


def test_a_dataset_all_of_whose_rows_are_too_long_is_refused(made: Made, rows: list[Row]) -> None:
    with pytest.raises(DataError, match=r"none of 4 rows .*; the first: longer than 8 tokens"):
        made(max_tokens=8).fit(rows, 0)


def _changed(model: ModelFolder, folder: Path, change: Callable[[Any, Any], None]) -> ModelFolder:
    transformers = load_transformers()
    network = transformers.AutoModelForCausalLM.from_pretrained(model.path)
    tokenizer = transformers.AutoTokenizer.from_pretrained(model.path)
    change(network, tokenizer)
    network.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return resolve(str(folder))


def test_a_tokenizer_of_another_model_is_refused(
    made: Made, rows: list[Row], model: ModelFolder, tmp_path: Path
) -> None:
    def fewer(network: Any, _: object) -> None:
        network.resize_token_embeddings(100)
        network.config.pad_token_id = network.config.bos_token_id = network.config.eos_token_id = None
        network.generation_config = load_transformers().GenerationConfig()

    other = _changed(model, tmp_path / "m", fewer)
    with pytest.raises(DataError, match=r"tokenizer does not fit .*: it writes token 25\d, and the model knows 100"):
        made(other).fit(rows, 0)


def test_a_model_without_a_pad_token_learns_the_same(
    made: Made, rows: list[Row], model: ModelFolder, tmp_path: Path
) -> None:
    def without(network: Any, tokenizer: Any) -> None:
        tokenizer.pad_token = network.config.pad_token_id = network.generation_config.pad_token_id = None

    other = _changed(model, tmp_path / "m", without)
    assert made(other).fit(rows, 0).losses == pytest.approx(made().fit(rows, 0).losses, abs=1e-3)


def test_a_model_without_a_chat_template_is_refused(made: Made, model: ModelFolder, tmp_path: Path) -> None:
    def without(_: object, tokenizer: Any) -> None:
        tokenizer.chat_template = None

    other = _changed(model, tmp_path / "m", without)
    with pytest.raises(DataError, match="no chat template") as caught:
        made(other)
    assert caught.value.problems[0].hint


def test_less_runs_at_once_when_memory_runs_out(made: Made, rows: list[Row], monkeypatch: pytest.MonkeyPatch) -> None:
    learner, logits = made(), Network.logits
    whole = learner.fit(rows, 0)
    most = 1

    def crowded(network: Network, batch: Any) -> Any:
        if batch.inputs["input_ids"].shape[0] > most:
            raise load_torch().OutOfMemoryError("no more")
        return logits(network, batch)

    monkeypatch.setattr(Network, "logits", crowded)
    fitted = learner.fit(rows, 0)
    assert fitted.losses == pytest.approx(whole.losses, abs=1e-3)
    assert any(remark.startswith("memory ran out; ") for remark in fitted.remarks)
    most = 0
    with pytest.raises(DataError, match="memory runs out with a single example at a time; lower max_tokens"):
        learner.fit(rows, 0)


@contextmanager
def little_disk() -> Iterator[None]:
    """No file grows beyond a few kilobytes, as if the disk were full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_said_and_the_run_goes_on_when_there_is_room(
    made: Made, rows: list[Row], tmp_path: Path
) -> None:
    learner, checkpoints = made(), Checkpoints(tmp_path / "run.unfinished", every_s=0)
    whole = learner.fit(rows, 0)
    with little_disk(), pytest.raises(DataError, match="cannot write: file too large"):
        learner.fit(rows, 0, checkpoints)
    assert checkpoints.find() is None
    again = learner.fit(rows, 0, checkpoints)
    assert (again.resumed_at, again.losses) == (0, whole.losses)
    with little_disk(), pytest.raises(DataError, match="cannot write: file too large"):
        learner.save(tmp_path / "run")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["run.unfinished"]
    learner.save(tmp_path / "run")
    learner.load(tmp_path / "run")
