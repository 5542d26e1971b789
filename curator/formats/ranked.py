"""Alpaca records whose `output` is a list of answers, the best first: the first two make a preference pair."""

from collections.abc import Mapping

from curator.formats.flat import Names, build, take
from curator.formats.format import Obj, Unreadable
from curator.formats.history import read_history, write_history
from curator.formats.residue import pack
from curator.formats.tuples import texts

RANKED_NAMES = Names(
    (
        ("system", ("system",)),
        ("instruction", ("instruction", "prompt")),
        ("input", ("input",)),
        ("ranked", ("output",)),
    )
)


def is_ranked(obj: Obj) -> bool:
    """True for an object with a list of answers."""
    return isinstance(obj.get("output"), list) and not {"chosen", "rejected"} & obj.keys()


def decode_ranked(obj: Obj) -> Obj:
    """The pair of the two best answers; lower ones are kept in `meta`.

    Raises:
        Unreadable: fewer than two answers, or one that is not text.
    """
    values, extra, layout = take(obj, RANKED_NAMES)
    answers = values.pop("ranked")
    if not isinstance(answers, list) or not all(isinstance(answer, str) for answer in answers):
        raise Unreadable("'output' is a list with an entry that is not text")
    if len(answers) < 2:
        raise Unreadable(f"'output' is a list of {len(answers)} answer{'s' * (len(answers) != 1)}, a pair needs two")
    texts(values)
    pair: Obj = {"kind": "preference", "chosen": answers[0], "rejected": answers[1]}
    layout["ranked"] = answers[2:]
    if extra.get("history"):
        values = read_history(values, extra, layout)
    return values | pair | {"meta": pack(extra, layout)}


def encode_ranked(record: Mapping[str, object], extra: Obj, layout: Obj) -> Obj:
    """What `decode_ranked` read."""
    lower = layout["ranked"]
    values = write_history(record, extra, layout) if record.get("messages") else dict(record)
    values["ranked"] = [record.get("chosen"), record.get("rejected"), *(lower if isinstance(lower, list) else [])]
    return build(values, extra, layout, RANKED_NAMES)
