"""What one training run did."""

from dataclasses import asdict, dataclass
from typing import Any

from curator.train.precision import Precision
from curator.train.rows import Skipped

PREFIX_FROZEN = "prefix-frozen LoRA"
LORA = "LoRA"
SUPERVISED = "supervised"


@dataclass(frozen=True)
class Fitted:
    """What one training run did."""

    method: str
    """`prefix-frozen LoRA` (the adapter acts from the assistant's header on), `LoRA` (it acts everywhere), …"""
    steps: int
    examples_seen: int
    tokens_seen: int
    """Tokens learnt from, repeats counted."""
    losses: tuple[float, ...]
    """Mean loss of a learnt token, in nats, at each step; in preference stages of a pair."""
    skipped: tuple[Skipped, ...]
    """Rows that could not be trained on."""
    threads: int
    precision: Precision
    """Of the frozen weights; it and `threads` decide the last digits of everything."""
    seconds: float
    cpu_seconds: float
    stages: tuple[tuple[str, int], ...] = ()
    """Each stage and its steps, in order."""
    resumed_at: int = 0
    """Steps that an earlier try, stopped in between, had done."""
    remarks: tuple[str, ...] = ()
    """What whoever trained should know of the data and the memory."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for a journal."""
        return asdict(self)
