"""What LLaMA-Factory makes of configurations, run by an interpreter that has it: prints a line of JSON for each."""

import json
import os
import sys
from typing import Any

os.environ.update(HF_HUB_OFFLINE="1", LLAMAFACTORY_VERBOSITY="ERROR")

from llamafactory.data import get_dataset, get_template_and_fix_tokenizer
from llamafactory.hparams import get_train_args
from omegaconf import OmegaConf
from transformers import AutoTokenizer


def read(file: str, tokenizer: str) -> dict[str, Any]:
    """The first example as it learns it; it refuses what it does not know by itself."""
    written = OmegaConf.to_container(OmegaConf.load(file))
    # It refuses 16 bits where there is no GPU.
    model, data, training, tuning, _ = get_train_args({**written, "use_cpu": True})
    reader = AutoTokenizer.from_pretrained(tokenizer)
    template = get_template_and_fix_tokenizer(reader, data)
    stage = "rm" if tuning.stage == "dpo" else tuning.stage
    examples = get_dataset(template, model, data, training, stage=stage, tokenizer=reader, processor=None)
    first = examples["train_dataset"][0]
    texts = {
        name: reader.decode([each for each in ids if each != -100])
        for name, ids in first.items()
        if name.endswith(("input_ids", "labels"))
    }
    return {"file": file, "lost": [], "records": len(examples["train_dataset"]), "first": texts}


if __name__ == "__main__":
    tokenizer, *files = sys.argv[1:]
    for each in files:
        print(json.dumps(read(each, tokenizer)), file=sys.stderr, flush=True)
