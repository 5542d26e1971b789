"""Find the model that a recipe names: the embedded one, a folder, or an entry of the model hub."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from curator.errors import DataError, ServiceError
from curator.files import writing
from curator.lazy import need
from curator.models import embedded
from curator.models.runtime import EXTRA, load_torch
from curator.remote import hub

_HUB_ID = re.compile(r"\w[\w.-]*/[\w.-]+")
_TEXTS = ("*.json", "*.jinja", "*.txt", "*.model")
_WANTED = ["*.safetensors", *_TEXTS]
_PICKLED = ("*.bin", "*.pt", "*.pth", "*.pkl")


@dataclass(frozen=True)
class ModelFolder:
    """A causal language model with its tokenizer, weights as safetensors, on this machine."""

    path: Path
    name: str
    """What the recipe calls it."""
    sha: str
    """SHA-256 over its weight files; tells apart two models of one name."""


def resolve(name_or_path: str | None = None) -> ModelFolder:
    """The model called `name_or_path`; none means the embedded SmolLM2-135M-Instruct.

    A name `owner/model` for which there is no folder is fetched from the model hub. Nothing a model brings is
    executed: no remote code, no pickled weights.

    Raises:
        DataError: there is no such folder, or it holds no model that can be read safely.
        ServiceError: the package index or the model hub failed.
        MissingExtra: the packages for training are not installed.
    """
    if name_or_path is None or name_or_path == embedded.NAME:
        return ModelFolder(embedded.folder(), embedded.NAME, embedded.GGUF_SHA256)
    path = Path(name_or_path).expanduser()
    if not path.exists() and _HUB_ID.fullmatch(name_or_path):
        path = _from_hub(name_or_path)
    return ModelFolder(path, name_or_path, _weights_sha(path))


def digest_of_texts(path: Path) -> str:
    """SHA-256 over everything in a model's folder but its weights: its tokenizer, chat template and settings."""
    files = sorted({file for pattern in _TEXTS for file in path.glob(pattern)})
    lines = [f"{file.name} {embedded.sha256(file)}" for file in files]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _weights_sha(path: Path) -> str:
    """Check that `path` is a folder with a model in it, and hash its weights.

    Raises:
        DataError: it is not.
    """
    if not path.is_dir():
        raise DataError(
            "the model must be a folder" if path.exists() else "no such model",
            where=str(path),
            hint=f"name a folder, an id owner/model of the model hub, or {embedded.NAME}",
        )
    weights = sorted(path.glob("*.safetensors"))
    if not weights and any(any(path.glob(pattern)) for pattern in _PICKLED):
        raise DataError(
            "the weights are pickled, and reading a pickle can run any program",
            where=str(path),
            hint="save the model as safetensors: model.save_pretrained(folder)",
        )
    missing = [name for name in ("config.json", "tokenizer_config.json") if not (path / name).is_file()]
    if not weights or missing:
        lacking = ", ".join([*missing, *([] if weights else ["*.safetensors"])])
        raise DataError(f"not a model: the folder lacks {lacking}", where=str(path))
    digests = "".join(embedded.sha256(file) for file in weights)
    return digests if len(weights) == 1 else hashlib.sha256(digests.encode()).hexdigest()


def _from_hub(model_id: str) -> Path:
    """Fetch the model's text and safetensors files, or find them where an earlier run put them."""
    load_torch()
    cache = need("huggingface_hub.constants", extra=EXTRA).HF_HUB_CACHE
    with writing(Path(cache) / model_id):
        try:
            return hub.fetched(model_id, _WANTED)
        except (DataError, ServiceError) as error:
            (problem,) = error.problems
            hint = f"{problem.hint}; or name a folder, or {embedded.NAME}, which needs no hub"
            raise type(error)(f"is no folder here; {problem.what}", where=model_id, hint=hint) from None
