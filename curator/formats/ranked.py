"""Alpaca records whose `output` is a list of answers, the best first: the first two make a preference pair."""

from collections.abc import Mapping

from curator.formats.flat import Names, build, take
from curator.formats.format import Format, Obj, Unreadable, called
from curator.formats.history import read_history, write_history
from curator.formats.residue import pack, unpack
from curator.formats.tuples import texts

RANKED_NAMES = Names(
    (
        ("system", ("system",)),
        ("instruction", ("instruction", "prompt")),
        ("input", ("input",)),
        ("ranked", ("output",)),
    )
)


def decode_ranked(obj: Obj) -> Obj:
    """The pair of the two best answers; lower ones are kept in `meta`.

    Raises:
        Unreadable: fewer than two answers, or one that is not text.
    """
    values, extra, layout = take(obj, RANKED_NAMES)
    answers = values.pop("ranked", None)
    if not isinstance(answers, list):
        raise Unreadable(f"'output' is {called(answers)}, a list of answers expected")
    if not all(isinstance(answer, str) for answer in answers):
        raise Unreadable("'output' is a list with an entry that is not text")
    if len(answers) < 2:
        raise Unreadable(f"'output' is a list of {len(answers)} answer{'s' * (len(answers) != 1)}, a pair needs two")
    texts(values)
    pair: Obj = {"kind": "preference", "chosen": answers[0], "rejected": answers[1]}
    layout["ranked"] = answers[2:]
    if extra.get("history"):
        values = read_history(values, extra, layout)
    return values | pair | {"meta": pack(extra, layout)}


def encode_ranked(record: Mapping[str, object]) -> Obj:
    """What `decode_ranked` read."""
    extra, layout = unpack(record.get("meta"))
    lower = layout.get("ranked")
    values = write_history(record, extra, layout) if record.get("messages") else dict(record)
    values["ranked"] = [record.get("chosen"), record.get("rejected"), *(lower if isinstance(lower, list) else [])]
    return build(values, extra, layout, RANKED_NAMES)


RANKED = Format(
    "ranked",
    "ranked answers",
    frozenset({"preference"}),
    lambda obj: isinstance(obj.get("output"), list) and ("instruction" in obj or "prompt" in obj),
    decode_ranked,
    encode_ranked,
)
