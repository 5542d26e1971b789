"""Load a model's tokenizer and its network: safetensors only, no code of the model's maker, no network."""

from typing import Any, Literal

from curator.errors import DataError
from curator.lazy import need
from curator.models.folder import ModelFolder
from curator.models.runtime import load_torch, load_transformers

Quantization = Literal["8bit", "4bit"]


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


def load_network(model: ModelFolder, quantization: Quantization | None = None) -> Any:  # noqa: ANN401
    """The causal language model in 32 bits, or quantized on the GPU.

    Raises:
        DataError: the folder holds no causal language model that transformers knows, or there is no GPU to quantize on.
        MissingExtra: bitsandbytes is not installed.
    """
    torch, transformers = load_torch(), load_transformers()
    how = {"dtype": torch.float32, **(_quantized(model, quantization) if quantization else {})}
    try:
        return transformers.AutoModelForCausalLM.from_pretrained(
            model.path, local_files_only=True, use_safetensors=True, trust_remote_code=False, **how
        )
    except (OSError, ValueError, RuntimeError, AssertionError) as error:
        raise DataError(f"the model cannot be loaded: {error}", where=str(model.path)) from error


def _quantized(model: ModelFolder, quantization: Quantization) -> dict[str, Any]:
    torch, transformers = load_torch(), load_transformers()
    if not torch.cuda.is_available():
        raise DataError(
            f"quantization {quantization} needs an NVIDIA GPU, and torch finds none",
            where=model.name,
            hint="leave quantization out: train.quantization in a recipe, --quantization on the command line",
        )
    need("bitsandbytes", extra="quantization")
    half = torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    settings = (
        {"load_in_8bit": True}
        if quantization == "8bit"
        else {"load_in_4bit": True, "bnb_4bit_quant_type": "nf4", "bnb_4bit_compute_dtype": half}
    )
    return {
        "dtype": half,
        "device_map": {"": 0},
        "quantization_config": transformers.BitsAndBytesConfig(**settings),
    }
