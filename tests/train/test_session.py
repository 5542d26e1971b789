import json
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from curator import progress
from curator.errors import DataError
from curator.models.template import Message
from curator.train import ModelFolder, Row, Session, resolve

pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")

Start = Callable[..., Session]
Items = Sequence[tuple[Sequence[Message], str]]


def questions(rows: list[Row], *completions: str) -> list[tuple[Sequence[Message], str]]:
    return [(row.messages, completion) for row in rows for completion in completions or (row.response,)]


def numbers(session: Session, items: Items) -> list[float]:
    return [scored.log_likelihood for scored in session.log_likelihoods(items)]


@pytest.fixture(scope="module")
def headless(tmp_path_factory: pytest.TempPathFactory, model: ModelFolder) -> ModelFolder:
    """The tiny model with a template that writes nothing before an answer."""
    transformers = pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp("headless") / "m"
    transformers.AutoModelForCausalLM.from_pretrained(model.path).save_pretrained(folder)
    tokenizer = transformers.AutoTokenizer.from_pretrained(model.path)
    tokenizer.chat_template = "{% for m in messages %}{{ m.content }}<|im_end|>{% endfor %}"
    tokenizer.save_pretrained(folder)
    return resolve(str(folder))


def test_training_learns_the_rows(start: Start, rows: list[Row]) -> None:
    session = start()
    before = session.log_likelihoods(questions(rows))
    fitted = session.fit(rows, seed=0)
    after = session.log_likelihoods(questions(rows))
    assert not any(scored.greedy_match for scored in before)
    assert all(scored.greedy_match for scored in after)
    assert [scored.tokens for scored in after] == [2, 2, 2, 2]
    assert fitted.losses[-1] < 1 < 3 < fitted.losses[0]
    assert (fitted.method, fitted.steps, fitted.examples_seen, fitted.tokens_seen) == (
        "prefix-frozen LoRA",
        20,
        80,
        160,
    )


def test_a_model_without_header_is_trained_whole(start: Start, rows: list[Row], headless: ModelFolder) -> None:
    session = start(headless)
    fitted = session.fit(rows, seed=0)
    assert fitted.method == "LoRA"
    assert fitted.losses[-1] < fitted.losses[0] / 2


def test_a_run_depends_on_its_seed_and_on_nothing_before(start: Start, rows: list[Row]) -> None:
    session = start()
    first, other, again = (session.fit(rows, seed).losses for seed in (0, 1, 0))
    assert first == again != other


def test_prepared_runs_are_the_same_to_the_bit_whichever_are_made(start: Start, rows: list[Row]) -> None:
    sessions = [start(examples_seen=24) for _ in range(2)]
    for session in sessions:
        session.prepare([(rows, 0), (rows[:3], 1)], [row.messages for row in rows])
    whole, resumed = sessions
    whole.fit(rows, 0)
    numbers(whole, questions(rows))
    assert whole.fit(rows[:3], 1).losses == resumed.fit(rows[:3], 1).losses
    assert numbers(whole, questions(rows)) == numbers(resumed, questions(rows))


def test_every_run_takes_as_many_steps(start: Start, rows: list[Row]) -> None:
    session = start(batch_size=3, examples_seen=10)
    assert [session.fit(some, 0).steps for some in (rows, rows[:1])] == [3, 3]


def test_reset_brings_the_untrained_model_back(start: Start, rows: list[Row]) -> None:
    session = start()
    untrained = numbers(session, questions(rows))
    session.fit(rows, 0)
    assert numbers(session, questions(rows)) != untrained
    session.reset(5)
    assert numbers(session, questions(rows)) == pytest.approx(untrained, abs=1e-4)


def test_options_scored_together_are_scored_as_alone(start: Start, rows: list[Row]) -> None:
    session = start()
    session.fit(rows, 0)
    items = questions(rows, "u", "down", "a longer answer", "")
    together = numbers(session, items)
    assert together == pytest.approx([numbers(session, [item])[0] for item in items], abs=1e-3)


def test_what_peft_loads_predicts_the_same(start: Start, rows: list[Row], model: ModelFolder, tmp_path: Path) -> None:
    torch, peft = pytest.importorskip("torch"), pytest.importorskip("peft")
    transformers = pytest.importorskip("transformers")
    session = start()
    session.fit(rows, 0)
    session.save(tmp_path / "adapter")
    items = questions(rows, "u", "Something else")

    base = transformers.AutoModelForCausalLM.from_pretrained(model.path)
    stock = peft.PeftModel.from_pretrained(base, tmp_path / "adapter").eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(model.path)
    expected = []
    for messages, completion in items:
        prompt = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
        start_ids, answer = tokenizer(prompt)["input_ids"], tokenizer(completion + "<|im_end|>")["input_ids"]
        with torch.no_grad():
            logits = stock(input_ids=torch.tensor([start_ids + answer])).logits[0, len(start_ids) - 1 : -1]
        expected.append(float(logits.log_softmax(-1).gather(1, torch.tensor(answer).unsqueeze(1)).sum()))
    # The cache is rounded to bfloat16; everything else is the same arithmetic.
    assert numbers(session, items) == pytest.approx(expected, abs=0.1)


def test_a_greedy_match_is_what_generation_writes(
    start: Start, rows: list[Row], model: ModelFolder, tmp_path: Path
) -> None:
    peft, transformers = pytest.importorskip("peft"), pytest.importorskip("transformers")
    session = start()
    session.fit(rows, 0)
    session.save(tmp_path / "adapter")
    stock = peft.PeftModel.from_pretrained(
        transformers.AutoModelForCausalLM.from_pretrained(model.path), tmp_path / "adapter"
    )
    tokenizer = transformers.AutoTokenizer.from_pretrained(model.path)
    for row, scored in zip(rows, session.log_likelihoods(questions(rows)), strict=True):
        prompt = tokenizer.apply_chat_template(
            list(row.messages), add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        written = stock.generate(**prompt, max_new_tokens=5, do_sample=False)[0, prompt["input_ids"].shape[1] :]
        assert scored.greedy_match
        assert tokenizer.decode(written, skip_special_tokens=True) == row.response


def test_an_adapter_is_taken_up_again(start: Start, rows: list[Row], tmp_path: Path) -> None:
    session = start()
    session.fit(rows, 0)
    trained = numbers(session, questions(rows))
    session.save(tmp_path / "adapter")
    other = start()
    other.load(tmp_path / "adapter")
    assert numbers(other, questions(rows)) == pytest.approx(trained, abs=1e-4)


def test_an_adapter_is_never_written_over(start: Start, tmp_path: Path) -> None:
    session = start()
    session.save(tmp_path / "adapter")
    with pytest.raises(DataError, match="something already"):
        session.save(tmp_path / "adapter")


def test_an_adapter_of_something_else_is_refused(start: Start, headless: ModelFolder, tmp_path: Path) -> None:
    start().save(tmp_path / "adapter")
    with pytest.raises(DataError, match="another model:"):
        start(headless).load(tmp_path / "adapter")
    with pytest.raises(DataError, match="another template_sha256"):
        start(system="Be brief.").load(tmp_path / "adapter")
    with pytest.raises(DataError, match="does not fit the settings"):
        start(rank=2).load(tmp_path / "adapter")
    with pytest.raises(DataError, match="no adapter of curator's"):
        start().load(tmp_path)


def test_a_damaged_adapter_is_refused(start: Start, tmp_path: Path) -> None:
    session = start()
    session.save(tmp_path / "adapter")
    (tmp_path / "adapter" / "adapter_model.safetensors").write_bytes(b"not weights")
    with pytest.raises(DataError, match="cannot be read"):
        session.load(tmp_path / "adapter")
    (tmp_path / "adapter" / "curator.json").write_text(json.dumps([1]))
    with pytest.raises(DataError, match="no adapter of curator's"):
        session.load(tmp_path / "adapter")


def test_rows_that_cannot_be_trained_on_are_named(start: Start, rows: list[Row]) -> None:
    session = start(max_tokens=60)
    long = replace(rows[0], record_id="long", response="x" * 100)
    fitted = session.fit([*rows, long], 0)
    assert [(each.record_id, each.reason) for each in fitted.skipped] == [("long", "longer than 60 tokens")]
    assert session.supervised_tokens([*rows, long]) == 8
    with pytest.raises(DataError, match="none of 1 rows can be trained on; the first: longer than 60 tokens"):
        session.fit([long], 0)


@pytest.mark.parametrize("rate", [math.nan, 1e30])
def test_a_loss_that_is_no_number_ends_the_run_untrained(start: Start, rows: list[Row], rate: float) -> None:
    session = start(learning_rate=rate)
    untrained = numbers(session, questions(rows))
    with pytest.raises(DataError, match=r"the loss is .* at step"):
        session.fit(rows, 0)
    assert numbers(session, questions(rows)) == pytest.approx(untrained, abs=1e-4)


def test_a_question_longer_than_the_model_reads_is_refused(start: Start) -> None:
    with pytest.raises(DataError, match=r"tokens long; .* reads 512"):
        start().log_likelihoods([([{"role": "user", "content": "x" * 600}], "a")])


def test_a_token_counts_alike_however_the_step_is_cut(
    start: Start, rows: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    mixed = [*rows, replace(rows[0], response="a much longer answer than the others")]
    whole = start(batch_size=5, examples_seen=10).fit(mixed, 0).losses
    monkeypatch.setattr("curator.train.training.AT_ONCE", 1)
    in_pieces = start(batch_size=5, examples_seen=10).fit(mixed, 0).losses
    assert in_pieces == pytest.approx(whole, abs=1e-3)


def test_bfloat16_weights_learn_as_well(start: Start, rows: list[Row]) -> None:
    session = start(precision="bfloat16")
    fitted = session.fit(rows, 0)
    assert fitted.precision == "bfloat16"
    assert fitted.losses == pytest.approx(start().fit(rows, 0).losses, abs=0.3)
    assert all(scored.greedy_match for scored in session.log_likelihoods(questions(rows)))


def test_long_steps_announce_themselves(start: Start, rows: list[Row]) -> None:
    seen: dict[str, list[int]] = {}

    def watch(what: str, total: int | None) -> Any:
        from contextlib import nullcontext

        seen[what] = [total or 0, 0]

        def advance(done: int) -> None:
            seen[what][1] += done

        return nullcontext(advance)

    with progress.watched_by(watch):
        start(examples_seen=12).fit(rows, 0)
    assert seen == {"reading prompts": [4, 4], "training": [3, 3]}
