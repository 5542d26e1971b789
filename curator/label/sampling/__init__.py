"""Which records are worth people's time, and with what probability each of them was drawn."""

from curator.label.sampling.chance import CONTROL, chance
from curator.label.sampling.draw import DRAWN
from curator.label.sampling.sample import STRATEGIES, Strategy, sample

__all__ = ["CONTROL", "DRAWN", "STRATEGIES", "Strategy", "chance", "sample"]
