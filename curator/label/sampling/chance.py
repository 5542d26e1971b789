"""A number that a record keeps: draws made of it do not depend on the order of rows, and grow into each other."""

import hashlib

import polars as pl

CONTROL = "control"
"""The stratum of those drawn at random from everything, whatever the rules say of them."""

_BYTES = 8


def chance(record_id: str, purpose: str) -> float:
    """A number from 0 to below 1 that looks random, always the same for a record and a purpose."""
    digest = hashlib.blake2b(f"{purpose}\0{record_id}".encode(), digest_size=_BYTES).digest()
    return (int.from_bytes(digest, "big") >> 11) / 2**53


def chances(purpose: str) -> pl.Expr:
    """`chance` of every `record_id`."""
    return pl.col("record_id").map_elements(lambda each: chance(each, purpose), return_dtype=pl.Float64)
