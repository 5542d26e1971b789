"""What a format is: how one layout of records is recognised, read into canonical fields and written back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from curator.formats.plan import Plan

Obj = dict[str, object]


class Unreadable(Exception):
    """A record does not fit its format; the message says why and goes to quarantine with the record."""


@dataclass(frozen=True)
class Format:
    """A layout of records.

    `decode` gives `kind`, the content fields that are there and `meta`; `encode` takes a canonical record, and
    `encode(decode(obj)) == obj` with the same order of keys. `kinds` are the kinds of record that `encode` takes.
    `plan` says how all objects of the shape of one are decoded together, where that is worth it; see `columns_of`.
    """

    name: str
    title: str
    kinds: frozenset[str]
    recognises: Callable[[Obj], bool]
    decode: Callable[[Obj], Obj]
    encode: Callable[[Mapping[str, object]], Obj]
    plan: Callable[[Obj], Plan | None] | None = None


def called(value: object) -> str:
    """What a JSON value is, in a reader's words: `a number`, `a list`, …"""
    names = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "an object"}
    return "null" if value is None else names.get(type(value), f"a {type(value).__name__}")
