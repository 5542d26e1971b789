"""Tiny models: one with a chat template, and one without whose tokenizer puts a token before every text."""

from pathlib import Path

import pytest

from curator.models.folder import ModelFolder, resolve
from curator.models.runtime import load_transformers


@pytest.fixture(scope="session")
def chat_model(tiny_model: Path) -> ModelFolder:
    return resolve(str(tiny_model))


@pytest.fixture(scope="session")
def plain_model(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> ModelFolder:
    tokenizers = pytest.importorskip("tokenizers")
    transformers = load_transformers()
    folder = tmp_path_factory.mktemp("plain") / "model"
    transformers.AutoModelForCausalLM.from_pretrained(tiny_model).save_pretrained(folder)
    tokenizer = transformers.AutoTokenizer.from_pretrained(tiny_model)
    tokenizer.chat_template = None
    start = ("<|im_start|>", tokenizer.bos_token_id)
    tokenizer.backend_tokenizer.post_processor = tokenizers.processors.TemplateProcessing(
        single="<|im_start|> $A", special_tokens=[start]
    )
    tokenizer.save_pretrained(folder)
    return resolve(str(folder))
