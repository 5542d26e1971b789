"""Load a model's tokenizer and its network: safetensors only, no code of the model's maker, no network."""

from typing import Any

from curator.errors import DataError
from curator.models.folder import ModelFolder
from curator.models.runtime import load_torch, load_transformers


def load_tokenizer(model: ModelFolder) -> Any:  # noqa: ANN401 - transformers is untyped
    """The tokenizer of `model`.

    Raises:
        DataError: it cannot be read.
    """
    transformers = load_transformers()
    try:
        return transformers.AutoTokenizer.from_pretrained(model.path, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError) as error:
        raise DataError(f"the tokenizer cannot be read: {error}", where=str(model.path)) from error


def load_network(model: ModelFolder) -> Any:  # noqa: ANN401 - transformers is untyped
    """The causal language model in 32 bits.

    Raises:
        DataError: the folder holds no causal language model that transformers knows.
    """
    torch, transformers = load_torch(), load_transformers()
    try:
        return transformers.AutoModelForCausalLM.from_pretrained(
            model.path, dtype=torch.float32, local_files_only=True, use_safetensors=True, trust_remote_code=False
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise DataError(f"the model cannot be loaded: {error}", where=str(model.path)) from error
