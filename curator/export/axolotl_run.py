"""The settings of a run as axolotl calls them."""

from curator.export.run import Part
from curator.export.trainer import Written
from curator.formats import Obj

_BF16 = {"bfloat16": True, "float32": False, None: "auto"}


def settings(part: Part, data: Written) -> Obj:
    """What goes into the configuration of a stage beside its data."""
    run, train = part.run, part.run.train
    before = part.before.output(data.folder) if part.before else None
    template: Obj = {}
    if run.template is not None and part.stage != "self-supervised":
        template = {"chat_template": "jinja", "chat_template_jinja": run.template}
    if run.end and part.stage != "self-supervised":
        template["eot_tokens"] = [run.end.strip()]
    return {
        "base_model": before if before and not run.has_adapter else run.model,
        **_adapter(part, before),
        **run.bits,
        **template,
        **({"rl_beta": train.beta} if part.stage == "preference" else {"train_on_inputs": False}),
        "sequence_len": train.max_tokens,
        "sample_packing": False,
        "micro_batch_size": train.batch_size,
        "gradient_accumulation_steps": 1,
        "max_steps": part.steps,
        "learning_rate": part.learning_rate,
        "lr_scheduler": "linear",
        "warmup_steps": part.warmup,
        "optimizer": "adamw_torch",
        "weight_decay": 0.0,
        "max_grad_norm": 1.0,
        "gradient_checkpointing": bool(train.gradient_checkpointing),
        "bf16": _BF16[train.precision],
        "seed": run.seed,
        "output_dir": part.output(data.folder),
    }


def notes(part: Part) -> list[str]:
    """What the trained model may differ by."""
    if part.run.has_adapter:
        return []
    return ["With bf16 it rounds the weights that are trained; curator keeps them at 32 bits, as bf16: false does."]


def _adapter(part: Part, before: str | None) -> Obj:
    train = part.run.train
    if not part.run.has_adapter:
        return {}
    return {
        "adapter": "qlora" if train.quantization == "4bit" else "lora",
        "lora_r": train.rank,
        "lora_alpha": train.alpha,
        "lora_dropout": 0.0,
        "lora_target_linear": True,
        **({"peft_use_dora": True} if train.method == "dora" else {}),
        **({"lora_model_dir": before} if before else {}),
    }
