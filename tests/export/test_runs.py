"""A recipe's train section as configurations of other trainers, beside the data they read."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from curator.errors import DataError
from curator.export import Run, export_for
from curator.models import embedded
from curator.models.folder import ModelFolder
from curator.models.named import TEMPLATES
from curator.recipe import Train
from curator.trial.elsewhere import run_elsewhere
from curator.versions import DatasetVersion

Make = Callable[..., DatasetVersion]

CHAT = {
    "messages": [
        {"role": "user", "content": "A river?"},
        {"role": "assistant", "content": "The Elbe."},
        {"role": "user", "content": "Another?"},
        {"role": "assistant", "content": "The Oder."},
    ]
}
ALPACA = {"instruction": "Name a river.", "input": "In Saxony.", "output": "The Elbe."}
PAIR = {"prompt": "Name a river.", "chosen": "The Elbe.", "rejected": "A river."}
TEXT = {"text": "The Elbe rises in Bohemia."}
ALL = {"text": [TEXT], "openai_chat": [CHAT], "preference": [PAIR]}


def run(system: str | None = None, template: str | None = None, **settings: Any) -> Run:
    """A run of 40 steps."""
    named = template if template in TEMPLATES else None
    train = Train.of(model="owner/tiny", template=named, **settings)
    return Run(train, 7, "owner/tiny", system, template, "<|im_end|>\n", {}, lambda examples: 40)


def records(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def config(file: Path) -> dict[str, Any]:
    found = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def parsed(file: Path, method: Any) -> Any:
    """The configuration as TRL's own command line reads it; it refuses what it does not know."""
    trl = pytest.importorskip("trl")
    parser = trl.TrlParser((trl.ScriptArguments, method, trl.ModelConfig))
    without_gpu = ["--use_cpu", "true", "--bf16", "false"]
    return parser.parse_args_and_config(["--config", str(file), *without_gpu])


def test_trl_reads_the_supervised_stage(version: Make, tmp_path: Path) -> None:
    trl = pytest.importorskip("trl")
    settings = {"method": "dora", "rank": 4, "alpha": 6, "batch_size": 3, "learning_rate": 1e-4, "max_tokens": 99}
    done = export_for(version(alpaca=[ALPACA]), tmp_path / "out", "trl", run=run(**settings))
    script, training, model = parsed(tmp_path / "out/sft/trl.yaml", trl.SFTConfig)
    assert (script.dataset_name, script.dataset_train_split) == (str(tmp_path / "out/sft"), "train")
    assert (model.model_name_or_path, model.use_peft, model.use_dora) == ("owner/tiny", True, True)
    assert (model.lora_r, model.lora_alpha, model.lora_dropout, model.lora_target_modules) == (4, 6, 0.0, "all-linear")
    assert (training.max_steps, training.per_device_train_batch_size, training.warmup_steps) == (40, 3, 4)
    assert (training.learning_rate, training.lr_scheduler_type, training.max_length) == (1e-4, "linear", 99)
    assert (training.completion_only_loss, training.assistant_only_loss, training.packing) == (True, False, False)
    assert (training.seed, training.gradient_checkpointing) == (7, False)
    assert done.next_step == f"trl sft --config {tmp_path}/out/sft/trl.yaml"


def test_trl_loads_the_data_of_a_configuration(version: Make, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    chats = version(openai_chat=[CHAT])
    for loss, keys in (("completion", ["prompt", "completion"]), ("assistant", ["messages"])):
        folder = tmp_path / loss
        export_for(chats, folder, "trl", run=run(loss=loss, template="TEMPLATE"))
        loaded = datasets.load_dataset(config(folder / "sft/trl.yaml")["dataset_name"], cache_dir=str(tmp_path / "c"))
        assert loaded["train"].column_names == keys
    assert loaded["train"][0]["messages"][1] == {"role": "assistant", "content": "The Elbe."}


def test_stages_follow_each_other_and_preferences_are_learnt_slower(version: Make, tmp_path: Path) -> None:
    trl = pytest.importorskip("trl")
    stages = ["self-supervised", "supervised", "preference"]
    done = export_for(version(**ALL), tmp_path / "out", "trl", run=run(stages=stages, learning_rate=2e-5, beta=0.2))
    out = tmp_path / "out"
    methods = {"text": trl.SFTConfig, "sft": trl.SFTConfig, "dpo": trl.DPOConfig}
    text, sft, dpo = (parsed(out / name / "trl.yaml", method) for name, method in methods.items())
    assert (text[1].packing, text[1].packing_strategy) == (True, "bfd_split")
    assert sft[2].model_name_or_path == f"{out}/models/text-merged"
    assert dpo[2].model_name_or_path == f"{out}/models/sft-merged"
    assert (dpo[1].learning_rate, dpo[1].beta, dpo[1].loss_type) == (pytest.approx(5e-7), 0.2, ["sigmoid"])
    assert [step.split()[1] for step in done.next_step.split(" && ")] == ["sft", "sft", "dpo"]


def test_a_template_lies_beside_the_data_and_trl_is_told(version: Make, tmp_path: Path) -> None:
    trl = pytest.importorskip("trl")
    export_for(version(openai_chat=[CHAT]), tmp_path / "out", "trl", run=run(template="{{ 1 }}", loss="assistant"))
    _, training, _ = parsed(tmp_path / "out/sft/trl.yaml", trl.SFTConfig)
    assert Path(training.chat_template_path).read_text(encoding="utf-8") == "{{ 1 }}"
    assert (training.assistant_only_loss, training.completion_only_loss) == (True, None)


def test_axolotl_is_told_method_steps_and_which_answers_to_learn(version: Make, tmp_path: Path) -> None:
    made = run(quantization="4bit", template="{{ 1 }}")
    export_for(version(openai_chat=[CHAT]), tmp_path / "out", "axolotl", run=made)
    found = config(tmp_path / "out/sft/axolotl.yaml")
    assert found["datasets"][0]["message_field_training"] == "train"
    (record,) = records(tmp_path / "out/sft/train.jsonl")
    assert [turn.get("train") for turn in record["messages"]] == [None, False, None, True]
    assert found.items() >= {
        "base_model": "owner/tiny",
        "adapter": "qlora",
        "load_in_4bit": True,
        "lora_target_linear": True,
        "chat_template": "jinja",
        "chat_template_jinja": "{{ 1 }}",
        "eot_tokens": ["<|im_end|>"],
        "train_on_inputs": False,
        "max_steps": 40,
        "warmup_steps": 4,
        "lr_scheduler": "linear",
        "seed": 7,
    }.items()  # fmt: skip


def test_axolotl_goes_on_with_the_adapter_of_the_stage_before(version: Make, tmp_path: Path) -> None:
    made = run(stages=["supervised", "preference"])
    export_for(version(alpaca=[ALPACA], preference=[PAIR]), tmp_path / "out", "axolotl", run=made)
    found = config(tmp_path / "out/dpo/axolotl.yaml")
    assert (found["rl"], found["rl_beta"], found["lora_model_dir"]) == ("dpo", 0.1, f"{tmp_path}/out/models/sft")
    assert config(tmp_path / "out/sft/axolotl.yaml")["datasets"][0]["type"] == "chat_template"


def test_llama_factory_gets_one_configuration_a_stage(version: Make, tmp_path: Path) -> None:
    made = run(stages=["supervised", "preference"], template="llama-3", method="full")
    both = version(alpaca=[ALPACA], openai_chat=[CHAT], preference=[PAIR])
    done = export_for(both, tmp_path / "out", "llama-factory", run=made)
    first, second = (config(tmp_path / f"out/train_{name}.yaml") for name in ("sft", "dpo"))
    assert first["dataset"].split(",") == ["my_data_sft_train", "my_data_chat_train"]
    assert set(first["dataset"].split(",")) <= set(json.loads((tmp_path / "out/dataset_info.json").read_bytes()))
    assert (first["stage"], first["finetuning_type"], first["template"]) == ("sft", "full", "llama3")
    assert (first["mask_history"], "lora_rank" in first) == (True, False)
    assert (second["stage"], second["pref_beta"]) == ("dpo", 0.1)
    assert second["model_name_or_path"] == f"{tmp_path}/out/models/sft"
    assert done.next_step.count("llamafactory-cli train") == 2


def test_llama_factory_learns_preferences_against_the_stage_before(version: Make, tmp_path: Path) -> None:
    made = run(stages=["supervised", "preference"], quantization="8bit", precision="bfloat16")
    export_for(version(alpaca=[ALPACA], preference=[PAIR]), tmp_path / "out", "llama-factory", run=made)
    first, second = (config(tmp_path / f"out/train_{name}.yaml") for name in ("sft", "dpo"))
    before = f"{tmp_path}/out/models/sft"
    assert not any(key.startswith("ref_model") for key in first)
    assert (second["adapter_name_or_path"], second["ref_model_adapters"]) == (before, before)
    assert (second["ref_model"], second["ref_model_quantization_bit"], second["bf16"]) == ("owner/tiny", 8, True)


@pytest.mark.parametrize("precision", [None, "float32", "bfloat16"])
def test_axolotl_computes_in_the_numbers_of_the_recipe(version: Make, tmp_path: Path, precision: str | None) -> None:
    export_for(version(alpaca=[ALPACA]), tmp_path / "out", "axolotl", run=run(precision=precision))
    known = {None: "auto", "float32": False, "bfloat16": True}
    assert config(tmp_path / "out/sft/axolotl.yaml")["bf16"] == known[precision]


@pytest.mark.parametrize("settings", [{"quantization": "4bit"}, {"quantization": "8bit"}, {"packing": True}])
def test_trl_knows_every_key(version: Make, tmp_path: Path, settings: dict[str, Any]) -> None:
    trl = pytest.importorskip("trl")
    export_for(version(alpaca=[ALPACA]), tmp_path / "out", "trl", run=run(gradient_checkpointing=True, **settings))
    _, training, model = parsed(tmp_path / "out/sft/trl.yaml", trl.SFTConfig)
    loaded = [name for name in ("4bit", "8bit") if getattr(model, f"load_in_{name}")]
    assert loaded == [each for each in [settings.get("quantization")] if each]
    assert (training.gradient_checkpointing, training.packing) == (True, False)


@pytest.mark.parametrize("trainer", ["trl", "axolotl"])
def test_conversations_get_the_system_text_that_curator_would_put_in(
    version: Make, tmp_path: Path, trainer: str
) -> None:
    own = {"messages": [{"role": "system", "content": "Mine."}, *CHAT["messages"]]}
    made = run(system="", loss="assistant")
    export_for(version(openai_chat=[CHAT, own], alpaca=[ALPACA]), tmp_path / "out", trainer, run=made)
    firsts = [each["messages"][0] for each in records(tmp_path / "out/sft/train.jsonl")]
    assert [(turn["role"], turn["content"]) for turn in firsts] == [("system", ""), ("system", "Mine."), ("system", "")]


def test_what_curator_would_not_train_on_is_left_out_and_counted(version: Make, tmp_path: Path) -> None:
    made = dataclasses.replace(run(), left_out={"alpaca1": "longer than 9 tokens"})
    done = export_for(version(alpaca=[ALPACA, ALPACA]), tmp_path / "out", "trl", run=made)
    assert done.unfit == {"longer than 9 tokens": (1, "alpaca1")}
    assert len(records(tmp_path / "out/sft/train.jsonl")) == 1
    nothing = dataclasses.replace(made, left_out={"alpaca0": "no token to learn"})
    with pytest.raises(DataError, match="no record can be trained on: 1 × no token to learn"):
        export_for(version(alpaca=[ALPACA]), tmp_path / "none", "trl", run=nothing)


@pytest.mark.parametrize(
    ("trainer", "file"), [("trl", "trl.yaml"), ("axolotl", "axolotl.yaml"), ("llama-factory", "train_sft.yaml")]
)
def test_what_is_of_this_machine_and_of_one_seed_is_told(
    version: Make, tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trainer: str, file: str
) -> None:
    copy = ModelFolder(tiny_model, embedded.NAME, "")
    monkeypatch.setattr("curator.trial.elsewhere.resolve", lambda _: copy)
    made = version(alpaca=[ALPACA])
    export_for(made, tmp_path / "out", trainer, run=run_elsewhere(made, Train.of(seeds=[4, 5, 6])))
    (written,) = (tmp_path / "out").rglob(file)
    told = written.read_text(encoding="utf-8")
    assert "# One seed is one run: curator would train with seed 5, 6 as well.\n" in told
    assert f"on another machine name {embedded.HUB_ID}.\n" in told
