"""Packs: held-out sets kept beside the versions, so that they can be looked for offline and by name."""

import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path, PurePath
from typing import Any

import orjson
import polars as pl

from curator import readers, schema
from curator.errors import DataError, RecipeError
from curator.files import make_folder, whole_file, writing
from curator.registry import closest
from curator.text import is_blank, printable

FOLDER = "packs"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_ID_KEYS = ("id", "item_id", "task_id", "question_id", "qid", "key", "idx")
_DIGITS = 12

_ADD = "add it: curator decontaminate add {} FILE"


@dataclass(frozen=True)
class Pack:
    """A held-out set and where it came from."""

    name: str
    items: int
    answers: int
    """Items that have one."""
    left_out: int
    """Items of the file that have no prompt or cannot be read."""
    source: str
    license: str | None
    sha256: str
    """Of the file that holds the items."""
    file: str

    def to_dict(self) -> dict[str, Any]:
        """What stands in the manifest."""
        return dict(vars(self))


def read(file: str, *, format: str | None = None, columns: Mapping[str, str] | None = None) -> tuple[pl.DataFrame, int]:
    """The items of a file of questions, `item_id`, `prompt` and `answer` (null where there is none).

    An item is called by the `id`, `task_id`, `question_id` or the like of its record, if every record has another;
    else by its place: the third record is `3`, or `file.jsonl:3` if there are several files.

    Args:
        file: anything `readers.scan` reads.
        format: name of its record format; none: it is recognised.
        columns: canonical field to the column that holds it.

    Returns:
        The items, and how many records were left out because they have no prompt or cannot be read.

    Raises:
        DataError: no such file, one that cannot be read, or without a single prompt.
    """
    found = readers.scan([file], format=format, columns=columns)
    whole = pl.when(pl.col("kind") == "text").then("text")
    views = schema.views()
    texts = found.records.with_columns(prompt=pl.coalesce(views["prompt"], whole), answer=views["response"])
    records = texts.collect()
    asked = records.filter(~is_blank(pl.col("prompt")))
    if asked.is_empty():
        raise DataError("holds no prompt", where=file, hint="say which column does: --column instruction=NAME")
    left_out = records.height - asked.height + found.quarantine.height
    answer = pl.when(~is_blank(pl.col("answer"))).then("answer")
    return asked.select(_names(asked), prompt="prompt", answer=answer), left_out


def add(
    folder: Path,
    name: str,
    file: str,
    *,
    license: str | None = None,
    replace: bool = False,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Pack:
    """Keep a held-out set under a name.

    Args:
        folder: of the packs.
        name: what it is called from now on.
        file: anything `readers.scan` reads.
        license: under which the set came, in any words.
        replace: take the place of a pack with that name that holds other items.
        format: name of its record format; none: it is recognised.
        columns: canonical field to the column that holds it.

    Raises:
        RecipeError: a name that is none, or is taken.
        DataError: the file cannot be used, or the folder not written.
    """
    check_name(name)
    items, left_out = read(file, format=format, columns=columns)
    content = io.BytesIO()
    items.write_parquet(content, compression="zstd", statistics=False)
    digest = hashlib.sha256(content.getvalue()).hexdigest()
    before = _if_there(folder, name)
    if before and before.sha256 != digest and not replace:
        hint = "take another name, or say --replace"
        raise RecipeError(f"there is a pack {name!r} already, with other items", hint=hint)
    answers = items.height - items["answer"].null_count()
    source = PurePath(file).name
    pack = Pack(name, items.height, answers, left_out, source, license, digest, f"{name}-{digest[:_DIGITS]}.parquet")
    with writing(folder):
        make_folder(folder)
    with whole_file(folder / pack.file) as part:
        part.write_bytes(content.getvalue())
    with whole_file(folder / f"{name}.json") as part:
        part.write_bytes(orjson.dumps(pack.to_dict(), option=orjson.OPT_INDENT_2))
    if before and before.file != pack.file:
        (folder / before.file).unlink(missing_ok=True)
    return pack


def known(folder: Path) -> list[Pack]:
    """The packs in a folder, by name.

    Raises:
        DataError: what is said of one cannot be read.
    """
    return [_said(path) for path in sorted(folder.glob("*.json"))]


def load(folder: Path, name: str) -> tuple[Pack, pl.DataFrame]:
    """A pack and its items.

    Raises:
        RecipeError: a name that is none.
        DataError: there is no such pack, or it is not as it was written.
    """
    check_name(name)
    if not (folder / f"{name}.json").is_file():
        names = [path.stem for path in folder.glob("*.json")]
        there = closest(name, names) if names else "there is none yet"
        raise DataError(f"no pack {name!r}", where=str(folder), hint=f"{there}; {_ADD.format(name)}")
    pack = _said(folder / f"{name}.json")
    path = folder / pack.file
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _damaged(path, f"cannot be read: {(error.strerror or str(error)).lower()}", name) from None
    if hashlib.sha256(content).hexdigest() != pack.sha256:
        raise _damaged(path, "is not as it was written", name)
    return pack, pl.read_parquet(io.BytesIO(content))


def check_name(name: str) -> None:
    """Make sure that a pack may be called so.

    Raises:
        RecipeError: it may not.
    """
    if not _NAME.fullmatch(name):
        hint = "letters, digits, '.', '_' and '-', at most 64, the first a letter or digit"
        raise RecipeError(f"no name for a pack: {printable(name)!r}", hint=hint)


def _if_there(folder: Path, name: str) -> Pack | None:
    """What is said of a pack; none also when that cannot be read, for it is about to be written again."""
    try:
        return _said(folder / f"{name}.json")
    except DataError:
        return None


def _said(path: Path) -> Pack:
    try:
        said = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise _damaged(path, f"cannot be read: {error}", path.stem) from None
    kinds = {each.name: each.type for each in fields(Pack)}
    is_whole = isinstance(said, dict) and set(said) == set(kinds) and said["name"] == path.stem
    if not is_whole or not all(_is_of(kind, said[name]) for name, kind in kinds.items()):
        raise _damaged(path, "does not describe a pack", path.stem)
    pack = Pack(**said)
    if pack.file != f"{pack.name}-{pack.sha256[:_DIGITS]}.parquet":
        raise _damaged(path, "names a file that is no pack's", path.stem)
    return pack


def _is_of(kind: object, value: object) -> bool:
    allowed = {str: (str,), int: (int,), str | None: (str, type(None))}[kind]  # type: ignore[index]
    return isinstance(value, allowed) and not isinstance(value, bool)


def _damaged(path: Path, what: str, name: str) -> DataError:
    return DataError(what, where=str(path), hint=_ADD.format(name))


def _names(records: pl.DataFrame) -> pl.Series:
    """What each item is called."""
    for key in _ID_KEYS:
        found = records["meta"].str.json_path_match(f"$.{key}")
        if not found.null_count() and found.n_unique() == len(found):
            return found.alias("item_id")
    nth = (pl.col("source_row") + 1).cast(pl.String)
    is_one = records["source"].n_unique() == 1
    return records.select(item_id=nth if is_one else pl.format("{}:{}", "source", nth))["item_id"]
