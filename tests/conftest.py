"""What all tests share: the order they run in, and a language model that takes milliseconds."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

settings.register_profile("curator", deadline=None)  # a busy machine is no mistake
settings.load_profile("curator")

CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


MadeOnce = Callable[[str, Callable[[Path], object]], Path]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first: a worker that came to the demo last would keep the others waiting."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """Make a folder that all workers of this session read and none changes; whoever comes first makes it."""
    folder = tmp_path_factory.getbasetemp()
    root = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder

    def made(name: str, make: Callable[[Path], object]) -> Path:
        path = root / name
        with FileLock(root / f"{name}.lock"):
            if not path.is_dir():
                unfinished = tmp_path_factory.mktemp(name) / name
                make(unfinished)
                unfinished.rename(path)
        return path

    return made


@pytest.fixture(scope="session")
def tiny_model(made_once: MadeOnce) -> Path:
    """A two-layer Llama over bytes, with a chat template, saved as safetensors; it knows nothing."""
    return made_once("tiny-model", _save_tiny_model)


def _save_tiny_model(folder: Path) -> None:
    from curator.errors import MissingExtra
    from curator.models.runtime import load_torch, load_transformers

    try:
        torch, transformers = load_torch(), load_transformers()
    except MissingExtra as error:
        pytest.skip(str(error))
    tokenizers = pytest.importorskip("tokenizers")
    bpe = tokenizers.Tokenizer(tokenizers.models.BPE(vocab=_bytes(tokenizers), merges=[]))
    bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = tokenizers.decoders.ByteLevel()
    bpe.add_special_tokens(["<|im_start|>", "<|im_end|>", "<|pad|>"])
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=bpe, eos_token="<|im_end|>", pad_token="<|pad|>", bos_token="<|im_start|>"
    )
    tokenizer.chat_template = CHAT_TEMPLATE
    tokenizer.save_pretrained(folder)

    torch.manual_seed(0)
    config = transformers.LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=512,
        tie_word_embeddings=True,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
        bos_token_id=tokenizer.bos_token_id,
    )
    transformers.LlamaForCausalLM(config).save_pretrained(folder)


def _bytes(tokenizers: object) -> dict[str, int]:
    alphabet = sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())  # type: ignore[attr-defined]
    return {char: number for number, char in enumerate(alphabet)}
