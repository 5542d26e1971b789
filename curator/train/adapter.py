"""Write trained adapters so that peft itself can load them, and take them up again."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from curator.errors import DataError
from curator.files import whole_folder
from curator.lazy import need
from curator.models.runtime import EXTRA

_WEIGHTS = "adapter_model.safetensors"
_NOTE = "curator.json"


def save(adapted: Any, path: Path, belongs: Mapping[str, str], header: Sequence[int]) -> None:  # noqa: ANN401
    """Write the adapter of a peft model to the new folder `path`.

    With a `header` the adapter is written as an activated LoRA (peft's `alora_invocation_tokens`): peft then
    applies it from the last header on, which is how it was trained.

    Raises:
        DataError: the folder exists, or cannot be written.
    """
    refuse_existing(path)
    with whole_folder(path) as folder:
        adapted.save_pretrained(folder, save_embedding_layers=False)
        (folder / "README.md").unlink(missing_ok=True)
        config = folder / "adapter_config.json"
        settings = json.loads(config.read_text(encoding="utf-8"))
        settings["alora_invocation_tokens"] = list(header) or None
        config.write_text(json.dumps(settings, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        note(folder, belongs)


def refuse_existing(path: Path) -> None:
    """Make sure that nothing is written over.

    Raises:
        DataError: `path` exists.
    """
    if path.exists():
        raise DataError("there is something already", where=str(path), hint="delete it, or choose another folder")


def note(folder: Path, belongs: Mapping[str, str]) -> None:
    """Write what the weights in `folder` belong to."""
    (folder / _NOTE).write_text(json.dumps(belongs, indent=2) + "\n", encoding="utf-8")


def check_note(path: Path, belongs: Mapping[str, str]) -> None:
    """Make sure that the weights in `path` belong to this.

    Raises:
        DataError: they do not, or nobody says so.
    """
    found = _note(path)
    for name, wanted in belongs.items():
        if found.get(name) != wanted:
            raise DataError(
                f"the adapter was trained with another {name}: {found.get(name)} instead of {wanted}", where=str(path)
            )


def load(adapted: Any, path: Path, belongs: Mapping[str, str]) -> None:  # noqa: ANN401 - peft is untyped
    """Fill the adapter of a peft model from a folder that `save` wrote for the same model.

    Raises:
        DataError: there is no such folder, or it was written for something else.
    """
    check_note(path, belongs)
    if not (path / _WEIGHTS).is_file() and any(path.glob("adapter_model.bin")):
        raise DataError(
            "the adapter is pickled, and reading a pickle can run any program",
            where=str(path / "adapter_model.bin"),
            hint="save it as safetensors: model.save_pretrained(folder)",
        )
    peft = need("peft", extra=EXTRA)
    safetensors = need("safetensors.torch", extra=EXTRA)
    try:
        weights = safetensors.load_file(path / _WEIGHTS)
    except Exception as error:  # its own exception type is not part of its interface
        raise DataError(f"the adapter cannot be read: {error}", where=str(path / _WEIGHTS)) from None
    try:
        result = peft.set_peft_model_state_dict(adapted, weights)
    except RuntimeError as error:
        raise DataError(f"the adapter does not fit the settings: {error}", where=str(path)) from None
    if result.unexpected_keys:
        raise DataError("the adapter has weights that the model lacks", where=str(path))


def _note(path: Path) -> dict[str, Any]:
    try:
        found = json.loads((path / _NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"no adapter of curator's: {error}", where=str(path)) from None
    if not isinstance(found, dict):
        raise DataError("no adapter of curator's: its note is no object", where=str(path / _NOTE))
    return found
