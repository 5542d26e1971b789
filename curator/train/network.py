"""The model and what of it is trained: run it frozen, run it trained, start anew."""

import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from curator.errors import DataError
from curator.lazy import need
from curator.models.focus import Focus
from curator.models.folder import ModelFolder
from curator.models.loading import Quantization, load_network
from curator.models.runtime import EXTRA, load_torch
from curator.train.batch import Batch
from curator.train.precision import Precision, fastest, halve

if TYPE_CHECKING:
    from torch import Tensor

ADAPTER = "default"

Kind = Literal["lora", "dora", "full"]


class Network:
    """A causal language model of which a LoRA or DoRA adapter on all its linear layers is trained, or all weights."""

    def __init__(
        self,
        model: ModelFolder,
        rank: int,
        alpha: int,
        precision: Precision | None = None,
        *,
        kind: Kind = "lora",
        quantization: Quantization | None = None,
        device: str = "cpu",
    ) -> None:
        """Load the model; nothing is trained yet.

        Args:
            model: what to load.
            rank: of the adapter's matrices.
            alpha: strength of the adapter.
            precision: of frozen weights; none: whichever is faster here. Weights that are trained have 32 bits.
            kind: what is trained.
            quantization: of frozen weights, instead of `precision`.
            device: where it runs.

        Raises:
            DataError: the folder holds no causal language model that transformers knows.
        """
        base = load_network(model, quantization)
        self.kind = kind
        self.device = device
        self.precision: Precision = "float32" if kind == "full" else precision or _fastest(device)
        self._model = model
        self.adapted = base if kind == "full" else _with_adapter(base, rank, alpha, kind, quantization)
        self.adapted.eval()
        _no_dropout(base)
        self.base = base if kind == "full" else self.adapted.get_base_model()
        self._magnitudes = {
            name: weights.detach().clone()
            for name, weights in self.adapted.named_parameters()
            if "lora_magnitude_vector" in name
        }
        if self.precision == "bfloat16" and not quantization:
            halve(self.base) if device == "cpu" else _round(self.adapted)
        if not quantization:
            self.adapted.to(device)
        self.longest: int | None = getattr(base.config, "max_position_embeddings", None)
        self.vocabulary: int = self.base.get_input_embeddings().num_embeddings
        """Tokens that the model knows."""
        self.is_checkpointing = False
        self._focus = Focus(self.base)

    def check_tokens(self, ids: Iterable[Sequence[int]]) -> None:
        """Make sure that the tokenizer which wrote `ids` is the model's.

        Raises:
            DataError: it writes tokens that the model does not know.
        """
        largest = max((max(each) for each in ids if each), default=0)
        if largest >= self.vocabulary:
            raise DataError(
                f"the tokenizer does not fit the model: it writes token {largest:,}, and the model knows "
                f"{self.vocabulary:,}",
                where=self._model.name,
                hint="put the model's own tokenizer into its folder, or enlarge its embedding: resize_token_embeddings",
            )

    def checkpoint(self) -> None:
        """From now on compute activations twice instead of keeping them: less memory, about 40 % more time."""
        self.is_checkpointing = True
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # the new name is not known to older transformers
            self.base.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})

    def parameters(self) -> "list[Tensor]":
        """What is trained."""
        return [parameter for parameter in self.adapted.parameters() if parameter.requires_grad]

    def reset(self, seed: int) -> None:
        """Start anew: the same seed gives the same first weights, and the model is as untrained."""
        if self.kind == "full":
            self.base.load_state_dict(load_network(self._model).state_dict())
            return
        torch = load_torch()
        with torch.random.fork_rng(devices=()):
            torch.manual_seed(seed)
            for module in self.adapted.modules():
                if hasattr(module, "reset_lora_parameters"):
                    module.reset_lora_parameters(ADAPTER, True)
        for name, weights in self._magnitudes.items():
            self.adapted.get_parameter(name).data.copy_(weights)

    def frozen(self, **inputs: Any) -> Any:  # noqa: ANN401 - transformers is untyped
        """The model's output without the adapter."""
        with self.without_adapter():
            return self.base(**inputs)

    @contextmanager
    def without_adapter(self) -> Iterator[None]:
        """Inside the block the model is as it came; without an adapter it always is what it is."""
        if self.kind == "full":
            yield
            return
        tuner = self.adapted.base_model
        tuner.disable_adapter_layers()
        try:
            yield
        finally:
            tuner.enable_adapter_layers()

    def logits(self, batch: Batch) -> "Tensor":
        """What the model predicts where the answers are: (answer tokens, vocabulary)."""
        batch = batch.to(self.device)
        with self._focus.on(batch.at):
            logits: Tensor = self.base(**batch.inputs).logits[0]
        return logits


def _no_dropout(base: Any) -> None:  # noqa: ANN401 - transformers is untyped
    """Switch it off for good: the same run gives the same result, taken up again or not."""
    for module in base.modules():
        for name, value in list(vars(module).items()):
            if isinstance(value, float) and ("dropout" in name or isinstance(module, load_torch().nn.Dropout)):
                setattr(module, name, 0.0)


def _fastest(device: str) -> Precision:
    if device == "cpu":
        return fastest()
    return "bfloat16" if load_torch().cuda.is_bf16_supported() else "float32"


def _round(adapted: Any) -> None:  # noqa: ANN401 - peft is untyped
    """Round frozen weights; a GPU computes in 16 bits throughout."""
    torch = load_torch()
    for weights in adapted.parameters():
        if not weights.requires_grad:
            weights.data = weights.data.to(torch.bfloat16)


def _with_adapter(base: Any, rank: int, alpha: int, kind: Kind, quantization: Quantization | None) -> Any:  # noqa: ANN401
    peft = need("peft", extra=EXTRA)
    if quantization:
        base = peft.prepare_model_for_kbit_training(base, use_gradient_checkpointing=False)
    lora = peft.LoraConfig(
        r=rank, lora_alpha=alpha, target_modules="all-linear", task_type="CAUSAL_LM", use_dora=kind == "dora"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # peft asks transformers in an old-fashioned way; users cannot mend it
        return peft.get_peft_model(base, lora)
