"""The real model: it has half a gigabyte, and is made on the first run."""

from pathlib import Path

import pytest

from curator.errors import ServiceError
from curator.train import Row, Session, resolve

pytestmark = [pytest.mark.training, pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")]


@pytest.fixture(scope="module")
def session() -> Session:
    pytest.importorskip("peft")
    try:
        return Session(resolve(), examples_seen=64, threads=1)  # other tests want the other cores
    except ServiceError as error:
        pytest.skip(str(error))


def test_it_knows_something_and_stops(session: Session) -> None:
    asked = [{"role": "user", "content": "What is the capital of France?"}]
    right, wrong = session.log_likelihoods([(asked, f"The capital of France is {town}.") for town in ("Paris", "Rome")])
    assert right.greedy_match
    assert right.log_likelihood > wrong.log_likelihood + 3


def test_it_learns_and_the_adapter_works_with_stock_peft(session: Session, tmp_path: Path) -> None:
    torch, peft, transformers = (pytest.importorskip(name) for name in ("torch", "peft", "transformers"))
    answers = {"What is the opposite of hot?": "cold", "What is the opposite of big?": "small"}
    rows = [Row(asked, ({"role": "user", "content": asked},), told) for asked, told in answers.items()]
    assert session.method == "prefix-frozen LoRA"
    fitted = session.fit(rows, 0)
    assert fitted.losses[-1] < 0.3 < fitted.losses[0]
    session.save(tmp_path / "adapter")

    path = resolve().path
    stock = peft.PeftModel.from_pretrained(
        transformers.AutoModelForCausalLM.from_pretrained(path), tmp_path / "adapter"
    ).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(path)
    for row, scored in zip(rows, session.log_likelihoods([(row.messages, row.response) for row in rows]), strict=True):
        turns = [{"role": "system", "content": ""}, *row.messages]
        prompt = tokenizer.apply_chat_template(turns, add_generation_prompt=True)["input_ids"]
        answer = tokenizer(row.response + "<|im_end|>")["input_ids"]
        with torch.no_grad():
            logits = stock(input_ids=torch.tensor([prompt + answer])).logits[0, len(prompt) - 1 : -1]
        likelihood = float(logits.log_softmax(-1).gather(1, torch.tensor(answer).unsqueeze(1)).sum())
        assert scored.log_likelihood == pytest.approx(likelihood, abs=0.2)
        assert scored.greedy_match == (logits.argmax(-1).tolist() == answer)
