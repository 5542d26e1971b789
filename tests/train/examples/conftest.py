"""Tokenizers over bytes with the tokens of well-known families, and templates of them."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from curator.models.named import template_text
from curator.models.template import Template
from curator.models.vocabulary import Vocabulary

MakeTokenizer = Callable[..., Any]
Named = Callable[[str], Template]

TOKENS = {
    "alpaca": ["</s>"],
    "chatml": ["</s>", "<|im_start|>", "<|im_end|>"],
    "gemma": ["</s>", "<bos>", "<start_of_turn>", "<end_of_turn>"],
    "llama-3": ["</s>", "<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"],
    "mistral": ["</s>", "<s>", "[INST]", "[/INST]"],
    "phi-3": ["</s>", "<|user|>", "<|assistant|>", "<|system|>", "<|end|>"],
    "vicuna": ["</s>"],
    "zephyr": ["</s>", "<|user|>", "<|assistant|>", "<|system|>"],
}


def byte_tokenizer(special: Sequence[str] = ("</s>",), *, blank: bool = False, **named: str) -> Any:
    """A byte-level tokenizer; with `blank` it puts one before every text, as Llama 2's does."""
    transformers = pytest.importorskip("transformers")
    tokenizers = pytest.importorskip("tokenizers")
    alphabet = sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())
    bpe = tokenizers.Tokenizer(tokenizers.models.BPE(vocab={each: at for at, each in enumerate(alphabet)}, merges=[]))
    bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=blank)
    bpe.decoder = tokenizers.decoders.ByteLevel()
    bpe.add_special_tokens(list(special))
    return transformers.PreTrainedTokenizerFast(tokenizer_object=bpe, **{"eos_token": "</s>", **named})


@pytest.fixture(scope="session")
def tokenizer() -> MakeTokenizer:
    """Make a tokenizer."""
    return byte_tokenizer


@pytest.fixture(scope="session")
def named() -> Named:
    """A template by name, for a tokenizer that has its tokens."""

    def make(name: str) -> Template:
        tokenizer = byte_tokenizer(TOKENS[name])
        tokenizer.chat_template = template_text(name, Vocabulary(tokenizer))
        return Template(tokenizer)

    return make
