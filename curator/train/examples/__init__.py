"""Turn records into what a trainer is fed, right to the token, and say what was left out."""

from curator.train.examples.collating import IGNORED, can_pack, collate
from curator.train.examples.packing import length_grouped, pack
from curator.train.examples.prepare import prepare
from curator.train.examples.report import DataReport, inspect
from curator.train.examples.shapes import Block, Example, Pair, Prepared, length
from curator.train.examples.supervised import Loss

__all__ = [
    "IGNORED",
    "Block",
    "DataReport",
    "Example",
    "Loss",
    "Pair",
    "Prepared",
    "can_pack",
    "collate",
    "inspect",
    "length",
    "length_grouped",
    "pack",
    "prepare",
]
