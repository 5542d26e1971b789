"""What a model measures is what a plain loop over single records measures."""

import math
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from curator import schema
from curator.models.folder import ModelFolder, resolve
from curator.models.runtime import load_torch, load_transformers
from curator.signals.model import asking as asking_module
from curator.signals.model import measuring as module
from curator.signals.model.columns import LIKELIHOOD_SIGNALS
from curator.signals.model.measuring import Measuring

PAIRS = [
    ("Name a river.", "The Elbe."),
    ("Say it.", "o"),
    ("日本の川は？", "利根川 🏞️"),
    ("Add.\n1 + 2", "   3 = three\n"),
    ("Count to ninety.", " ".join(map(str, range(90)))),
    ("long " * 150, "short answer"),
    ("long " * 150, "and long answers " * 40),
]
NULL = [(None, "answer"), ("prompt", None), ("  ", "answer"), ("prompt", ""), ("prompt", " \n")]


def records(pairs: list[tuple[str | None, str | None]]) -> pl.DataFrame:
    rows = [
        {"record_id": str(row), "kind": "tuple", "instruction": asked, "response": said}
        for row, (asked, said) in enumerate(pairs)
    ]
    return pl.DataFrame(rows, schema=schema.CANONICAL).with_columns(**schema.views())


def reference(model: ModelFolder, prompt: str, answer: str, window: int = 512) -> dict[str, Any]:
    """One record at a time, as the definitions read; every character of ours is one token or more."""
    torch, transformers = load_torch(), load_transformers()
    tokenizer = transformers.AutoTokenizer.from_pretrained(model.path)
    network = transformers.AutoModelForCausalLM.from_pretrained(model.path, dtype=torch.float32)
    if tokenizer.chat_template:
        turns = [{"role": "user", "content": prompt.strip()}]
        text, start = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True), []
    else:
        text, start = f"{prompt.strip()}\n\n", [tokenizer.bos_token_id]
    before = start + tokenizer(text, add_special_tokens=False)["input_ids"]
    given = tokenizer(answer.strip(), add_special_tokens=False)["input_ids"]
    given = given[: max(window - len(before), window // 2)]
    if len(before) + len(given) > window:
        before = start + before[len(before) - (window - len(given) - len(start)) :]

    def log_probabilities(ids: list[int]) -> Any:
        with torch.no_grad():
            logits = network(torch.tensor([ids])).logits[0].double()
        return [float(torch.log_softmax(logits[at], -1)[ids[at + 1]]) for at in range(len(ids) - 1)]

    after = log_probabilities(before + given)[-len(given) :]
    found = {
        "prompt_tokens_read": len(before),
        "response_tokens_read": len(given),
        "response_log_likelihood": sum(after) / len(after),
        "response_mean_token_probability": sum(map(math.exp, after)) / len(after),
        "response_min_token_probability": math.exp(min(after)),
        "response_ifd_loss_ratio": None,
        "response_ifd_perplexity_ratio": None,
    }
    if len(given) > 1:
        alone = log_probabilities(start + given)[-(len(given) - 1) :]
        loss, loss_alone = -sum(after[1:]) / len(alone), -sum(alone) / len(alone)
        found |= {
            "response_ifd_loss_ratio": loss / loss_alone,
            "response_ifd_perplexity_ratio": math.exp(loss) / math.exp(loss_alone),
        }
    return found


@pytest.fixture(params=["chat_model", "plain_model"])
def model(request: pytest.FixtureRequest) -> ModelFolder:
    chosen: ModelFolder = request.getfixturevalue(request.param)
    return chosen


def test_likelihoods_are_those_of_a_plain_loop(model: ModelFolder) -> None:
    found = Measuring(model).likelihoods(records(list(PAIRS)))
    expected = pl.DataFrame([reference(model, *pair) for pair in PAIRS], schema=found.schema)
    assert_frame_equal(found, expected, rel_tol=1e-4)


def test_what_cannot_be_told_is_null(model: ModelFolder) -> None:
    assert Measuring(model).likelihoods(records(list(NULL))).null_count().row(0) == (len(NULL),) * 7
    assert Measuring(model).likelihoods(records([])).is_empty()


def test_one_token_has_a_likelihood_and_no_ratio(model: ModelFolder) -> None:
    (row,) = Measuring(model).likelihoods(records([("Say it.", "o")])).rows(named=True)
    assert row["response_tokens_read"] == 1
    assert row["response_log_likelihood"] < 0
    assert row["response_ifd_loss_ratio"] is row["response_ifd_perplexity_ratio"] is None


def test_a_record_has_the_same_values_beside_others(model: ModelFolder) -> None:
    together = Measuring(model).likelihoods(records([*PAIRS, *NULL]))
    alone = pl.concat([Measuring(model).likelihoods(records([pair])) for pair in [*PAIRS, *NULL]])
    assert_frame_equal(together, alone, rel_tol=1e-4)


def test_a_long_answer_is_read_from_its_beginning_alike_with_and_without_prompt(chat_model: ModelFolder) -> None:
    long = "abc " * 1000
    (row, other) = Measuring(chat_model).likelihoods(records([("a", long), ("a", long + "xyz")])).rows(named=True)
    assert row["prompt_tokens_read"] + row["response_tokens_read"] == 512  # what this model can see
    assert row == other


def test_tokens_are_counted_without_the_template(model: ModelFolder) -> None:
    found = Measuring(model).tokens(records([("abc", "ü"), ("b", ""), (" a ", None)]))
    assert found.rows() == [(3, 2), (1, 0), (3, None)]


def test_a_chat_of_several_answers_is_not_asked_about(chat_model: ModelFolder) -> None:
    def chat(*said: str) -> dict[str, Any]:
        turns = [{"role": ("user", "assistant")[at % 2], "content": text} for at, text in enumerate(said)]
        return {"record_id": "r", "kind": "chat", "messages": turns}

    frame = pl.DataFrame([chat("a", "bc"), chat("a", "bc", "d", "ef")], schema=schema.CANONICAL)
    found = Measuring(chat_model).likelihoods(frame.with_columns(**schema.views()))
    assert found["response_log_likelihood"].is_null().to_list() == [False, True]


def test_a_conversation_that_the_template_refuses_is_null(
    chat_model: ModelFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokenizer = module.load_tokenizer(chat_model)
    tokenizer.chat_template = (
        "{% if 'x' in messages[-1]['content'] %}{{ raise_exception('no') }}{% endif %}<|im_start|>"
    )
    monkeypatch.setattr(module, "load_tokenizer", lambda _: tokenizer)
    found = Measuring(chat_model).likelihoods(records([("x", "bc"), ("a", "bc")]))
    assert found["response_log_likelihood"].is_null().to_list() == [True, False]


def test_every_column_is_described_and_typed(chat_model: ModelFolder) -> None:
    found = Measuring(chat_model).likelihoods(records(list(PAIRS)))
    assert found.schema == pl.Schema({signal.name: signal.dtype for signal in LIKELIHOOD_SIGNALS})
    assert found.select((pl.col(pl.Float64).is_finite() | pl.col(pl.Float64).is_null()).all()).row(0) == (True,) * 5


def test_identity_is_that_of_weights_tokenizer_and_window(
    chat_model: ModelFolder, plain_model: ModelFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, other = Measuring(chat_model), Measuring(plain_model)
    assert first.identity == Measuring(resolve(str(chat_model.path))).identity
    assert chat_model.sha == plain_model.sha
    assert first.identity != other.identity
    assert first.tokenizer_identity != other.tokenizer_identity
    monkeypatch.setattr(module, "WINDOW", asking_module.WINDOW // 2)
    assert Measuring(chat_model).identity != first.identity
    assert Measuring(chat_model).tokenizer_identity == first.tokenizer_identity
