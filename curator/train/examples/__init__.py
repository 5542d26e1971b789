"""Turn records into what a trainer is fed, right to the token, and say what was left out."""

from curator.train.examples.shapes import Block, Example, Pair, Prepared

__all__ = ["Block", "Example", "Pair", "Prepared"]
