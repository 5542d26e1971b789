"""Supervised stages: what a token counts, what is done when memory runs out."""

from typing import Any

import pytest

from curator.errors import DataError
from curator.models.runtime import load_torch, load_transformers
from curator.train import ModelFolder, Row
from curator.train.engine import planning
from curator.train.network import Network
from tests.train.engine.conftest import Begin

CPU_REFUSES = (
    "[enforce fail at alloc_cpu.cpp:121] . DefaultCPUAllocator: can't allocate memory: you tried to allocate 4"
)


def by_hand(model: ModelFolder, rows: list[Row]) -> float:
    """Sum of the losses of all answer tokens over their number, one conversation at a time."""
    torch, transformers = load_torch(), load_transformers()
    network = transformers.AutoModelForCausalLM.from_pretrained(model.path)
    tokenizer = transformers.AutoTokenizer.from_pretrained(model.path)
    total, tokens = 0.0, 0
    for row in rows:
        asked = tokenizer.apply_chat_template(list(row.messages), tokenize=False, add_generation_prompt=True)
        prompt, answer = tokenizer(asked)["input_ids"], tokenizer(row.response + "<|im_end|>")["input_ids"]
        with torch.no_grad():
            logits = network(torch.tensor([prompt + answer])).logits[0, len(prompt) - 1 : -1]
        total += float(torch.nn.functional.cross_entropy(logits, torch.tensor(answer), reduction="sum"))
        tokens += len(answer)
    return total / tokens


@pytest.mark.parametrize(("at_once", "packing"), [(1024, False), (100, True), (1, False)])
def test_every_answer_token_counts_alike_however_a_step_is_cut(
    begin: Begin, model: ModelFolder, unequal: list[Row], monkeypatch: pytest.MonkeyPatch, at_once: int, packing: bool
) -> None:
    monkeypatch.setattr(planning, "_ON_CPU_TOKENS", at_once)
    fitted = begin(packing=packing, examples_seen=8).fit(unequal, 0)
    assert fitted.losses[0] == pytest.approx(by_hand(model, unequal), abs=1e-4)
    assert fitted.tokens_seen == 2 * sum(len(row.response) + 1 for row in unequal)


def test_the_second_step_does_not_depend_on_the_cut_either(
    begin: Begin, unequal: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = begin(examples_seen=8).fit(unequal, 0).losses
    assert begin(examples_seen=8, packing=True).fit(unequal, 0).losses == pytest.approx(whole, abs=1e-3)
    monkeypatch.setattr(planning, "_ON_CPU_TOKENS", 1)
    cut = begin(examples_seen=8, gradient_checkpointing=True)
    assert cut.fit(unequal, 0).losses == pytest.approx(whole, abs=1e-3)


def crowded(most: int, error: Exception) -> Any:
    """Logits of a network whose memory holds `most` rows."""
    logits = Network.logits

    def refusing(network: Network, batch: Any) -> Any:
        if batch.inputs["input_ids"].shape[0] > most:
            raise error
        return logits(network, batch)

    return refusing


@pytest.mark.parametrize("kind", ["gpu", "cpu"])
def test_less_runs_at_once_when_memory_runs_out(
    begin: Begin, unequal: list[Row], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    errors = {"gpu": load_torch().OutOfMemoryError("CUDA"), "cpu": RuntimeError(CPU_REFUSES)}
    learner = begin(examples_seen=8)
    whole = learner.fit(unequal, 0)
    monkeypatch.setattr(Network, "logits", crowded(1, errors[kind]))
    fitted = learner.fit(unequal, 0)
    assert fitted.losses == pytest.approx(whole.losses, abs=1e-3)
    assert any(remark.startswith("memory ran out; ") for remark in fitted.remarks)


def test_activations_are_computed_twice_before_a_single_example_is_given_up(
    begin: Begin, unequal: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    logits = Network.logits

    def refusing(network: Network, batch: Any) -> Any:
        if not network.is_checkpointing:
            raise MemoryError
        return logits(network, batch)

    monkeypatch.setattr(Network, "logits", refusing)
    learner = begin(examples_seen=8)
    assert "activations were computed twice, for lack of memory" in learner.fit(unequal, 0).remarks

    monkeypatch.setattr(Network, "logits", crowded(0, MemoryError()))
    with pytest.raises(DataError, match="memory runs out with a single example at a time; lower max_tokens"):
        learner.fit(unequal, 0)


def test_other_failures_are_not_taken_for_a_lack_of_memory(
    begin: Begin, unequal: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Network, "logits", crowded(0, RuntimeError("shapes do not fit")))
    with pytest.raises(RuntimeError, match="shapes do not fit"):
        begin().fit(unequal, 0)


def test_a_loss_that_is_no_number_ends_the_run_untrained(
    begin: Begin, unequal: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    learner = begin(method="full")
    items = [(row.messages, row.response) for row in unequal]
    untrained = learner.log_likelihoods(items)
    logits = Network.logits
    monkeypatch.setattr(Network, "logits", lambda *args: logits(*args) * float("nan"))
    with pytest.raises(DataError, match="the loss is nan at step 1; the run was given up; lower the learning rate"):
        learner.fit(unequal, 0)
    monkeypatch.undo()
    assert learner.log_likelihoods(items) == untrained
