"""What a learner does beside training: save, load, merge, refuse."""

from pathlib import Path
from typing import Any

import pytest

from curator.errors import DataError
from curator.models.runtime import load_transformers
from curator.train import ModelFolder, Row, resolve
from curator.train.engine import TrainerLearner, memory, planning
from curator.train.rows import PreferenceRow
from tests.train.engine.conftest import Begin


def numbers(learner: TrainerLearner, rows: list[Row]) -> list[float]:
    return [scored.log_likelihood for scored in learner.log_likelihoods([(row.messages, row.response) for row in rows])]


@pytest.mark.parametrize("method", ["lora", "dora", "full"])
def test_stock_libraries_load_what_was_saved_and_what_was_merged(
    begin: Begin, unequal: list[Row], model: ModelFolder, tmp_path: Path, method: str
) -> None:
    peft, transformers, torch = pytest.importorskip("peft"), load_transformers(), pytest.importorskip("torch")
    learner = begin(method=method, **({"learning_rate": 0.01} if method == "full" else {}))
    untrained = numbers(learner, unequal)
    learner.fit(unequal, 0)
    trained = numbers(learner, unequal)
    assert trained != pytest.approx(untrained, abs=0.1)
    learner.save(tmp_path / "run")
    merged = learner.merge(tmp_path / "run")

    def stock(network: Any, folder: Path) -> list[float]:
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
        found = []
        for row in unequal:
            asked = tokenizer.apply_chat_template(list(row.messages), tokenize=False, add_generation_prompt=True)
            prompt, answer = tokenizer(asked)["input_ids"], tokenizer(row.response + "<|im_end|>")["input_ids"]
            with torch.no_grad():
                logits = network(torch.tensor([prompt + answer])).logits[0, len(prompt) - 1 : -1]
            found.append(float(logits.log_softmax(-1).gather(1, torch.tensor(answer).unsqueeze(1)).sum()))
        return found

    def written(network: Any) -> list[str]:
        tokenizer = transformers.AutoTokenizer.from_pretrained(model.path)
        found = []
        for row in unequal:
            asked = tokenizer.apply_chat_template(list(row.messages), tokenize=False, add_generation_prompt=True)
            ids = torch.tensor([tokenizer(asked)["input_ids"]])
            answer = network.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=12, do_sample=False)
            found.append(tokenizer.decode(answer[0, ids.shape[1] :], skip_special_tokens=True))
        return found

    load = transformers.AutoModelForCausalLM.from_pretrained
    assert stock(load(merged).eval(), merged) == pytest.approx(trained, abs=1e-3)
    told = learner.generate([row.messages for row in unequal], max_new_tokens=12)
    assert [answer.text for (answer,) in told] == written(load(merged).eval())
    if method != "full":
        adapted = peft.PeftModel.from_pretrained(load(model.path), tmp_path / "run").eval()
        assert stock(adapted, tmp_path / "run") == pytest.approx(trained, abs=1e-3)
    learner.reset(0)
    assert numbers(learner, unequal) == pytest.approx(untrained, abs=1e-3)
    learner.load(tmp_path / "run")
    assert numbers(learner, unequal) == pytest.approx(trained, abs=1e-3)


def test_what_was_saved_by_another_method_is_refused(begin: Begin, unequal: list[Row], tmp_path: Path) -> None:
    begin().save(tmp_path / "run")
    with pytest.raises(DataError, match="another method: LoRA instead of all weights"):
        begin(method="full").load(tmp_path / "run")
    (tmp_path / "run" / "adapter_model.safetensors").rename(tmp_path / "run" / "adapter_model.bin")
    with pytest.raises(DataError, match="the adapter is pickled, and reading a pickle can run any program"):
        begin().load(tmp_path / "run")


def test_stages_without_anything_to_learn_are_told(begin: Begin, unequal: list[Row]) -> None:
    with pytest.raises(DataError, match=r"none of 4 rows .* in the preference stage; leave preference out .* chosen"):
        begin(stages=["preference"]).fit(unequal, 0)
    with pytest.raises(DataError, match="supervised stage; the first: longer than 8 tokens"):
        begin(max_tokens=8).fit(unequal, 0)


def test_a_tokenizer_of_another_model_is_refused(
    begin: Begin, model: ModelFolder, unequal: list[Row], tmp_path: Path
) -> None:
    transformers = load_transformers()
    network = transformers.AutoModelForCausalLM.from_pretrained(model.path)
    network.resize_token_embeddings(100)
    network.config.pad_token_id = network.config.bos_token_id = network.config.eos_token_id = None
    network.generation_config = transformers.GenerationConfig()
    network.save_pretrained(tmp_path / "m")
    transformers.AutoTokenizer.from_pretrained(model.path).save_pretrained(tmp_path / "m")
    with pytest.raises(
        DataError, match=r"tokenizer does not fit the model: it writes token 25\d, and the model knows 100"
    ):
        begin(resolve(str(tmp_path / "m"))).fit(unequal, 0)


def test_texts_are_scored_without_a_template(begin: Begin) -> None:
    short, long = begin().text_log_likelihoods(["ab", "ab" * 400])
    assert short.tokens == 2  # the first is taken as given, the end is counted
    assert long.tokens == 800
    assert long.log_likelihood < short.log_likelihood < 0


def test_memory_is_told_before_a_model_is_loaded(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    shape = memory.Shape(10**9, 2048, 8192, 24, states=24 * 2048, vocabulary=50_000, adapter_per_rank=1_000_000)
    lora = planning.Plan("m", shape, memory.How("lora", 8, "float32"), None, room=30 * 10**9)
    full = planning.Plan("m", shape, memory.How("full", 8, "float32"), None, room=30 * 10**9)
    assert lora.told(lora.need(100)).startswith("needs about ")
    assert full.need(100).bytes > 16 * 10**9 > lora.need(100).bytes
    assert (lora.need(100).at_once, lora.need(100).checkpointing) == (1024, False)

    tight = planning.Plan("m", shape, memory.How("full", 8, "float32"), None, room=20 * 10**9)
    assert tight.need(100).at_once < 1024
    assert planning.Plan("m", shape, full.how, None, room=20 * 10**9).need(2000).checkpointing
    monkeypatch.setattr(memory, "memory_free_bytes", lambda: 1000)
    with pytest.raises(DataError, match=r"needs about 0\.\d GB of memory; 0\.0 GB free; free some, or name a smaller"):
        begin()


def test_quantization_without_a_gpu_is_refused(begin: Begin) -> None:
    if planning.on_gpu():
        pytest.skip("there is a GPU")
    with pytest.raises(DataError, match="quantization 4bit needs an NVIDIA GPU, and torch finds none"):
        begin(quantization="4bit")


@pytest.mark.parametrize("settings", [{}, {"stages": ["supervised", "preference"]}, {"method": "full"}])
def test_a_gpu_trains_as_a_processor_does(
    begin: Begin, unequal: list[Row], preferences: list[PreferenceRow], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    if not planning.on_gpu():
        pytest.skip("no GPU")
    rows = [*unequal, *preferences]
    there = begin(**settings).fit(rows, 0)
    monkeypatch.setattr(pytest.importorskip("torch").cuda, "is_available", lambda: False)
    assert there.losses == pytest.approx(begin(**settings).fit(rows, 0).losses, abs=0.1)
