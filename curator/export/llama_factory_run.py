"""A run of a recipe as configurations for LLaMA-Factory: `llamafactory-cli train …`."""

from collections.abc import Callable, Mapping

from curator.export.run import Part, as_yaml, parts
from curator.export.trainer import Written
from curator.formats import Obj

_STAGES = {"self-supervised": "pt", "supervised": "sft", "preference": "dpo"}
_TEMPLATES = {
    "alpaca": "alpaca",
    "chatml": "chatml",
    "gemma": "gemma",
    "llama-3": "llama3",
    "mistral": "mistral",
    "phi-3": "phi",
    "vicuna": "vicuna",
    "zephyr": "zephyr",
}
"""Its names for the templates that both know."""


def config_name(part: Part) -> str:
    """The file with the configuration of a stage."""
    return f"train_{part.name}.yaml"


def configurations(data: Written, name_of: Callable[[str, str], str]) -> Mapping[str, bytes]:
    """A configuration for each stage; none without a run. `name_of` is the name of a data set: folder, split."""
    found = parts(data.run, data.records) if data.run else ()
    return {
        config_name(part): as_yaml(part, _settings(part, data, name_of), "LLaMA-Factory", _notes(part))
        for part in found
    }


def _settings(part: Part, data: Written, name_of: Callable[[str, str], str]) -> Obj:
    run, train = part.run, part.run.train
    before = part.before.output(data.folder) if part.before else None
    names = [name_of(folder, next(iter(data.records[folder]))) for folder in part.folders]
    return {
        "stage": _STAGES[part.stage],
        "do_train": True,
        "model_name_or_path": before if before and not run.has_adapter else run.model,
        **_method(part, before),
        "dataset_dir": str(data.folder),
        "dataset": ",".join(names),
        **_conversations(part),
        "cutoff_len": train.max_tokens,
        "output_dir": part.output(data.folder),
        "max_steps": part.steps,
        "per_device_train_batch_size": train.batch_size,
        "gradient_accumulation_steps": 1,
        "learning_rate": part.learning_rate,
        "lr_scheduler_type": "linear",
        "warmup_steps": part.warmup,
        "weight_decay": 0.0,
        "max_grad_norm": 1.0,
        **({"bf16": True} if train.precision == "bfloat16" else {}),
        "disable_gradient_checkpointing": not train.gradient_checkpointing,
        "seed": run.seed,
        "save_strategy": "no",
        "report_to": "none",
    }


def _method(part: Part, before: str | None) -> Obj:
    train = part.run.train
    if not part.run.has_adapter:
        return {"finetuning_type": "full"}
    bits: Obj = {"quantization_bit": int(train.quantization.removesuffix("bit"))} if train.quantization else {}
    return {
        "finetuning_type": "lora",
        "lora_rank": train.rank,
        "lora_alpha": train.alpha,
        "lora_dropout": 0.0,
        "lora_target": "all",
        **({"use_dora": True} if train.method == "dora" else {}),
        **bits,
        **({"adapter_name_or_path": before} if before else {}),
        **(_reference(part.run.model, before, bits) if before and part.stage == "preference" else {}),
    }


def _reference(model: str, before: str, bits: Obj) -> Obj:
    """What preferences are learnt against: the model of the stage before; else it would be that without an adapter."""
    return {
        "ref_model": model,
        "ref_model_adapters": before,
        **{f"ref_model_{name}": value for name, value in bits.items()},
    }


def _conversations(part: Part) -> Obj:
    """How conversations are written, and what of them is learnt."""
    train = part.run.train
    if part.stage == "self-supervised":
        return {}
    template = {"template": _TEMPLATES[train.template]} if train.template in _TEMPLATES else {}
    system = {} if part.run.system is None else {"default_system": part.run.system}
    if part.stage == "preference":
        return {**template, **system, "pref_beta": train.beta, "pref_loss": "sigmoid"}
    return {**template, **system, "mask_history": train.loss == "completion"}


def _notes(part: Part) -> list[str]:
    train = part.run.train
    numbers = ["It computes in 32 bits unless you add `bf16: true`."] if train.precision is None else []
    return [*numbers, *_written(part)]


def _written(part: Part) -> list[str]:
    """How its texts differ from curator's."""
    train = part.run.train
    if part.stage == "self-supervised":
        return ["LLaMA-Factory lays texts end to end in rows of cutoff_len; a step takes rows, in curator texts."]
    if train.template is None:
        empty = ["It leaves an empty system text out, which curator writes."] if part.run.system == "" else []
        return ["Without `template` it takes the one of the model's tokenizer.", *empty]
    if train.template in _TEMPLATES:
        return [f"Its template {_TEMPLATES[train.template]} may differ from curator's {train.template} in detail."]
    return [f"It takes no template file: put {train.template} into the tokenizer of the model first."]
