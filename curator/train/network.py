"""The model with a trainable adapter: run it frozen, run it adapted, start the adapter anew."""

import warnings
from typing import TYPE_CHECKING, Any

from curator.lazy import need
from curator.models.focus import Focus
from curator.models.folder import ModelFolder
from curator.models.loading import load_network
from curator.models.runtime import EXTRA, load_torch
from curator.train.batch import Batch
from curator.train.precision import Precision, fastest, halve

if TYPE_CHECKING:
    from torch import Tensor

ADAPTER = "default"


class Network:
    """A frozen causal language model with a LoRA adapter on all its linear layers."""

    def __init__(self, model: ModelFolder, rank: int, alpha: int, precision: Precision | None = None) -> None:
        """Load the model; the adapter is new and changes nothing yet.

        Raises:
            DataError: the folder holds no causal language model that transformers knows.
        """
        peft = need("peft", extra=EXTRA)
        base = load_network(model)
        lora = peft.LoraConfig(r=rank, lora_alpha=alpha, target_modules="all-linear", task_type="CAUSAL_LM")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # peft asks transformers in an old-fashioned way; users cannot mend it
            self.adapted = peft.get_peft_model(base, lora)
        self.adapted.eval()
        self.base = self.adapted.get_base_model()
        self.precision = precision or fastest()
        if self.precision == "bfloat16":
            halve(self.base)
        self.longest: int | None = getattr(base.config, "max_position_embeddings", None)
        self._focus = Focus(self.base)

    def parameters(self) -> list["Tensor"]:
        """What is trained."""
        return [parameter for parameter in self.adapted.parameters() if parameter.requires_grad]

    def reset(self, seed: int) -> None:
        """Start the adapter anew: the same seed gives the same first weights, and the model is as untrained."""
        torch = load_torch()
        with torch.random.fork_rng(devices=()):
            torch.manual_seed(seed)
            for module in self.adapted.modules():
                if hasattr(module, "reset_lora_parameters"):
                    module.reset_lora_parameters(ADAPTER, True)

    def frozen(self, **inputs: Any) -> Any:  # noqa: ANN401 - transformers is untyped
        """The model's output without the adapter."""
        tuner = self.adapted.base_model
        tuner.disable_adapter_layers()
        try:
            return self.base(**inputs)
        finally:
            tuner.enable_adapter_layers()

    def logits(self, batch: Batch) -> "Tensor":
        """What the model predicts where the answers are: (answer tokens, vocabulary)."""
        with self._focus.on(batch.at):
            logits: Tensor = self.base(**batch.inputs).logits[0]
        return logits
