"""Write what was trained so that stock transformers and peft load it, and take it up again."""

import json
import warnings
from collections.abc import Mapping
from pathlib import Path

from curator.errors import DataError
from curator.files import whole_folder
from curator.lazy import need
from curator.models.folder import ModelFolder
from curator.models.loading import load_network
from curator.models.runtime import EXTRA
from curator.models.template import Template
from curator.train import adapter
from curator.train.network import Network

MERGED = "merged"


def save(network: Network, template: Template, path: Path, belongs: Mapping[str, str]) -> None:
    """Write the adapter, or the whole model when all weights were trained, with its tokenizer.

    Raises:
        DataError: the folder exists, or cannot be written.
    """
    if network.kind != "full":
        adapter.save(network.adapted, path, belongs, ())
        template.save(path)
        return
    adapter.refuse_existing(path)
    with whole_folder(path) as folder:
        network.base.save_pretrained(folder)
        template.save(folder)
        adapter.note(folder, belongs)


def load(network: Network, path: Path, belongs: Mapping[str, str]) -> None:
    """Take up what `save` wrote for the same model.

    Raises:
        DataError: there is no such folder, or it was written for something else.
    """
    if network.kind != "full":
        adapter.load(network.adapted, path, belongs)
        return
    adapter.check_note(path, belongs)
    safetensors = need("safetensors.torch", extra=EXTRA)
    weights = {}
    try:
        for file in sorted(path.glob("*.safetensors")):
            weights.update(safetensors.load_file(file))
        # Tied weights are written once.
        missing, unknown = network.base.load_state_dict(weights, strict=False)
    except Exception as error:  # of safetensors the type is not part of its interface
        raise DataError(f"the model cannot be read: {error}", where=str(path)) from None
    tied = set(getattr(network.base, "all_tied_weights_keys", None) or ())
    if unknown or not weights or set(missing) - tied:
        raise DataError("the weights are not those of the model", where=str(path))


def merge(model: ModelFolder, template: Template, run: Path) -> Path:
    """Add the adapter of the folder `run` to the model's weights, as a model of its own inside that folder.

    Raises:
        DataError: the adapter acts on a part of the text only, or nothing can be written.
    """
    config = run / "adapter_config.json"
    if not config.is_file():
        return run  # all weights were trained: it is a model already
    if json.loads(config.read_text(encoding="utf-8")).get("alora_invocation_tokens"):
        raise DataError(
            "an adapter that leaves prompts frozen cannot be merged: merged weights would act on prompts too",
            where=str(run),
            hint="train with --method lora to merge",
        )
    peft = need("peft", extra=EXTRA)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # peft asks transformers in an old-fashioned way
        merged = peft.PeftModel.from_pretrained(load_network(model), run).merge_and_unload()
    path = run / MERGED
    with whole_folder(path) as folder:
        merged.save_pretrained(folder)
        template.save(folder)
    return path
