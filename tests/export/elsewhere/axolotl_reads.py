"""What axolotl makes of configurations, run by an interpreter that has it: prints a line of JSON for each."""

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ.update(HF_HUB_OFFLINE="1", AXOLOTL_DO_NOT_TRACK="1", DO_NOT_TRACK="1")

import yaml
from axolotl.loaders import load_tokenizer
from axolotl.utils.config import normalize_cfg_datasets, validate_config
from axolotl.utils.data import prepare_datasets, prepare_preference_datasets, rl, sft
from axolotl.utils.dict import DictDefault
from axolotl.utils.schemas.config import AxolotlInputConfig

A_GPU = {"bf16": True, "fp8": False, "tf32": True, "n_gpu": 1, "n_node": 1, "compute_capability": "sm_90"}


def read(file: str, model: str) -> dict[str, Any]:
    """The keys that it does not know or changes, and the first example as it learns it."""
    written = yaml.safe_load(Path(file).read_text(encoding="utf-8"))
    config = validate_config(DictDefault(json.loads(json.dumps(written))), A_GPU, {"torch_version": "2.13.0"})
    found = config.to_dict()
    lost = [key for key, value in written.items() if key != "datasets" and found.get(key) != value]
    for given, kept in zip(written["datasets"], found["datasets"], strict=True):
        lost += [f"datasets.{key}" for key, value in given.items() if dict(kept).get(key) != value]
    lost += sorted(set(written) - set(AxolotlInputConfig.model_fields))
    # What it works out from the machine and the model before it reads data; the stage before was not trained.
    more = {"batch_size": config.micro_batch_size, "world_size": 1, "base_model": model, "tokenizer_config": model}
    for key, value in {**more, "model_config_type": "llama", "dataset_num_proc": 1}.items():
        config[key] = value
    normalize_cfg_datasets(config)
    reader = load_tokenizer(config)
    examples = (prepare_preference_datasets if config.rl else prepare_datasets)(config, reader)[0]
    first = examples[0]
    if "labels" in first:
        told = reader.decode(first["input_ids"])
        first = {"text": told, "learnt": reader.decode([each for each in first["labels"] if each != -100])}
    return {"file": file, "lost": lost, "records": len(examples), "first": first}


if __name__ == "__main__":
    sft.save_preprocessed_dataset = rl.save_preprocessed_dataset = lambda *_, **__: None
    path, *files = sys.argv[1:]
    for each in files:
        print(json.dumps(read(each, path)), file=sys.stderr, flush=True)
