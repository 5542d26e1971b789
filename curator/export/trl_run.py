"""A run of a recipe as configurations for TRL's command line: `trl sft --config …`, `trl dpo --config …`."""

from collections.abc import Mapping

from curator.export.run import Part, as_yaml, parts
from curator.export.trainer import Written
from curator.formats import Obj

CONFIG = "trl.yaml"
TEMPLATE = "chat_template.jinja"


def configurations(data: Written) -> Mapping[str, bytes]:
    """A configuration for each stage beside its data; none without a run."""
    if data.run is None:
        return {}
    files = {}
    for part in parts(data.run, data.records):
        config = {**_data(part, data), **_model(part, data), **_method(part, data), **_steps(part)}
        files[f"{part.name}/{CONFIG}"] = as_yaml(part, config, "TRL", _notes(part, data))
        if data.run.template is not None:
            files[f"{part.name}/{TEMPLATE}"] = data.run.template.encode()
    return files


def command(part: Part, data: Written) -> str:
    """What trains this stage."""
    return f"trl {'dpo' if part.stage == 'preference' else 'sft'} --config {data.folder / part.name / CONFIG}"


def _data(part: Part, data: Written) -> Obj:
    splits = list(data.records[part.name])
    return {"dataset_name": str(data.folder / part.name), "dataset_train_split": splits[0]}


def _model(part: Part, data: Written) -> Obj:
    run = part.run
    name = run.model
    if part.before:
        name = part.before.output(data.folder) + ("-merged" if run.has_adapter else "")
    adapter: Obj = {}
    if run.has_adapter:
        adapter = {
            "use_peft": True,
            "lora_r": run.train.rank,
            "lora_alpha": run.train.alpha,
            "lora_dropout": 0.0,
            "lora_target_modules": ["all-linear"],
            "use_dora": run.train.method == "dora",
        }
    return {"model_name_or_path": name, **adapter, **run.bits, "output_dir": part.output(data.folder)}


def _method(part: Part, data: Written) -> Obj:
    train = part.run.train
    length: Obj = {"max_length": train.max_tokens}
    if part.stage == "preference":  # the model of the stage before brings its template along
        return {**length, "beta": train.beta, "loss_type": "sigmoid"}
    if part.stage == "self-supervised":
        return {**length, "packing": True, "packing_strategy": "bfd_split"}
    template = {} if part.run.template is None else {"chat_template_path": str(data.folder / part.name / TEMPLATE)}
    learnt = "completion_only_loss" if train.loss == "completion" else "assistant_only_loss"
    return {**length, "packing": False, learnt: True, **template}


def _steps(part: Part) -> Obj:
    train = part.run.train
    return {
        "max_steps": part.steps,
        "per_device_train_batch_size": train.batch_size,
        "gradient_accumulation_steps": 1,
        "learning_rate": part.learning_rate,
        "lr_scheduler_type": "linear",
        "warmup_steps": part.warmup,
        "weight_decay": 0.0,
        "max_grad_norm": 1.0,
        **({"bf16": train.precision == "bfloat16"} if train.precision else {}),
        "gradient_checkpointing": bool(train.gradient_checkpointing),
        "seed": part.run.seed,
        "save_strategy": "no",
        "report_to": "none",
    }


def _notes(part: Part, data: Written) -> list[str]:
    notes = [f"Start it with: {command(part, data)}"]
    if part.before and part.run.has_adapter:
        merged = part.before.output(data.folder)
        notes.append(f"Before that, merge the adapter in {merged} into its model, and write it to {merged}-merged.")
    if part.stage == "self-supervised":
        notes.append("A step takes blocks of max_length tokens here, so many texts or pieces of texts in curator.")
        notes.append("Texts in a block see each other unless attn_implementation is a FlashAttention.")
    return notes
