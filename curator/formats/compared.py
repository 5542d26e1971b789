"""Two answers and what annotators said of them, as in PandaLM: the one that most prefer is the chosen one."""

import re
from collections.abc import Mapping

from curator.formats.flat import Names, build, take
from curator.formats.format import Format, Obj, Unreadable
from curator.formats.residue import pack, unpack
from curator.formats.tuples import texts

COMPARED_NAMES = Names(
    (
        ("system", ("system",)),
        ("instruction", ("instruction", "prompt", "question")),
        ("input", ("input",)),
        ("first", ("response1", "response_1", "output_1")),
        ("second", ("response2", "response_2", "output_2")),
    )
)

_VERDICT = re.compile(r"annotator\d+|preference")


def decode_compared(obj: Obj) -> Obj:
    """A preference pair; verdicts are 1, 2, or 0 for a tie, under `annotator1`, `annotator2`, … or `preference`.

    Raises:
        Unreadable: an answer is missing or no text, or as many prefer one as the other.
    """
    values, extra, layout = take(obj, COMPARED_NAMES)
    missing = [field for field in ("first", "second") if field not in values]
    if missing:
        raise Unreadable(f"has no {COMPARED_NAMES.usual(missing[0])!r}; its keys are {', '.join(map(repr, obj))}")
    verdicts = [value for key, value in obj.items() if _VERDICT.fullmatch(key)]
    lead = verdicts.count(2) - verdicts.count(1)
    if lead == 0:
        raise Unreadable("its annotators prefer neither answer" if verdicts else "has no verdict of an annotator")
    texts(values)
    answers = [values.pop("first"), values.pop("second")]
    chosen, rejected = reversed(answers) if lead > 0 else answers
    if lead > 0:
        layout["swapped"] = True
    return values | {"kind": "preference", "chosen": chosen, "rejected": rejected, "meta": pack(extra, layout)}


def encode_compared(record: Mapping[str, object]) -> Obj:
    """What `decode_compared` read; a pair without verdicts gets the preference of its first answer."""
    extra, layout = unpack(record.get("meta"))
    if not any(_VERDICT.fullmatch(key) for key in extra):
        extra["preference"] = 1
    answers = [record.get("chosen"), record.get("rejected")]
    first, second = reversed(answers) if layout.get("swapped") else answers
    return build({**record, "first": first, "second": second}, extra, layout, COMPARED_NAMES)


COMPARED = Format(
    "compared",
    "answers compared by annotators",
    frozenset({"preference"}),
    lambda obj: (
        any(key in obj for key in COMPARED_NAMES.keys("first"))
        and any(key in obj for key in COMPARED_NAMES.keys("second"))
    ),
    decode_compared,
    encode_compared,
)
