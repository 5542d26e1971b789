"""Every format by name, the one that fits a file, and the one made from a user's column names."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from curator.errors import DataError, RecipeError
from curator.formats.chat import OPENAI_CHAT, SHAREGPT_CHAT
from curator.formats.compared import COMPARED
from curator.formats.continued import CONTINUED
from curator.formats.flat import Names, build, take
from curator.formats.flat_columns import flat_plan, split
from curator.formats.format import Format, Obj, Unreadable
from curator.formats.kto import KTO
from curator.formats.outputs import OUTPUTS
from curator.formats.plan import Note, Plan
from curator.formats.preference import PREFERENCE
from curator.formats.ranked import RANKED
from curator.formats.residue import pack, unpack
from curator.formats.tuples import ALPACA, PROMPT_COMPLETION, QUESTION_ANSWER, TEXT, texts
from curator.registry import closest
from curator.schema import KINDS

COLUMNS = ("system", "instruction", "input", "response", "chosen", "rejected", "text")
COLUMN_MAP = "columns"

_PLAIN_NAMES = Names(tuple((field, (field,)) for field in COLUMNS))


def detect(sample: Sequence[Obj]) -> Format:
    """The format that most of `sample` is in; in order of `FORMATS` when several fit one object.

    Raises:
        DataError: no object is in a known format; says which keys there are.
    """
    fits = Counter(
        next((place for place, each in enumerate(FORMATS) if each.recognises(obj)), len(FORMATS)) for obj in sample
    )
    fits.pop(len(FORMATS), None)
    if not fits:
        raise DataError(
            f"unknown format; the keys are {_keys(sample)}",
            hint="say which key holds what, as in --column instruction=question --column response=reply; "
            f"without that, curator knows {', '.join(each.name for each in FORMATS)}",
        )
    return FORMATS[min(fits, key=lambda place: (-fits[place], place))]


def named(name: str) -> Format:
    """The format called `name`.

    Raises:
        RecipeError: there is none.
    """
    known = {each.name: each for each in (*FORMATS, COLUMN_FORMAT)}
    if name not in known:
        raise RecipeError(f"unknown format {name!r}", hint=closest(name, known))
    return known[name]


def mapped(columns: Mapping[str, str]) -> Format:
    """A format in which the user says which key holds which canonical field; all other keys are unknown fields.

    Args:
        columns: canonical field → key, fields out of `COLUMNS`.

    Raises:
        RecipeError: a field that does not exist, or two fields in one key.
    """
    for field in columns:
        if field not in COLUMNS:
            raise RecipeError(f"unknown field {field!r} in the column map", hint=closest(field, COLUMNS))
    twice = [key for key, count in Counter(columns.values()).items() if count > 1]
    if twice or not columns:
        raise RecipeError(f"the column map gives {twice[0]!r} twice" if twice else "the column map is empty")
    kind = _kind(columns)
    if kind != "text" and "instruction" not in columns:
        raise RecipeError(
            f"the column map names no instruction, only {', '.join(columns)}",
            hint="with a map nothing is recognised: say what holds the prompt too, as in --column instruction=question",
        )
    names = Names(tuple((field, (columns[field],)) for field in COLUMNS if field in columns))

    def recognises(obj: Obj) -> bool:
        return any(key in obj for key in columns.values())

    def decode(obj: Obj) -> Obj:
        values, extra, layout = take(obj, names)
        if not values:
            wanted = ", ".join(map(repr, columns.values()))
            raise Unreadable(f"has nothing in {wanted}; its keys are {', '.join(map(repr, obj)) or 'none'}")
        layout["names"] = dict(columns)
        return texts(values, columns) | {"kind": kind, "meta": pack(extra, layout)}

    def plan(example: Obj) -> Plan | None:
        keys, extra, layout = split(example, names)
        layout["names"] = dict(columns)
        return flat_plan(example, kind, keys, Note(extra, layout))

    return Format(COLUMN_MAP, COLUMN_FORMAT.title, frozenset({kind}), recognises, decode, COLUMN_FORMAT.encode, plan)


def check_columns(columns: Mapping[str, str], sample: Sequence[Obj]) -> None:
    """Make sure that every key of the map stands in some object.

    Raises:
        DataError: a key that no object has.
    """
    seen = {key for obj in sample for key in obj}
    for field, key in columns.items():
        if key not in seen:
            raise DataError(f"no column {key!r} (for {field})", hint=closest(key, seen))


def _encode_columns(record: Mapping[str, object]) -> Obj:
    extra, layout = unpack(record.get("meta"))
    return build({field: record.get(field) for field in COLUMNS}, extra, layout, _PLAIN_NAMES)


def _kind(fields: Iterable[str]) -> str:
    if "chosen" in fields or "rejected" in fields:
        return "preference"
    return "text" if "text" in fields else "tuple"


def _keys(sample: Sequence[Obj]) -> str:
    counts = Counter(key for obj in sample for key in obj)
    shown = ", ".join(repr(key[:40]) for key, _ in counts.most_common(12))
    return shown + (", …" if len(counts) > 12 else "") if shown else "none"


FORMATS: tuple[Format, ...] = (
    PREFERENCE,
    OUTPUTS,
    COMPARED,
    KTO,
    SHAREGPT_CHAT,
    OPENAI_CHAT,
    CONTINUED,
    ALPACA,
    PROMPT_COMPLETION,
    QUESTION_ANSWER,
    TEXT,
    RANKED,
)
"""In the order in which they are tried: the most telling first."""

COLUMN_FORMAT = Format(
    COLUMN_MAP,
    "the columns you named",
    frozenset(KINDS) - {"chat"},
    lambda obj: False,
    lambda obj: mapped({field: field for field in COLUMNS if field in obj}).decode(obj),
    _encode_columns,
)
