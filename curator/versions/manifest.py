"""What a version says of itself: counts, sources, recipe, rules, and the hash of every file, itself included."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from curator.errors import DataError

NAME = "manifest.json"
OWN = ("id", "created", "files", "checksum")
"""What the store writes; the rest is for whoever made the version to say."""

_HINT = "curate again, or see curator versions verify"


class Manifest(dict[str, Any]):
    """What a manifest says, or an object in it; a key that it lacks is an error of whoever edited it."""

    def __init__(self, said: Mapping[str, Any] | Iterable[tuple[str, Any]] = (), file: Path = Path(NAME)) -> None:
        super().__init__({key: _wrapped(value, file) for key, value in dict(said).items()})
        self._file = file

    def __missing__(self, key: str) -> Any:  # noqa: ANN401 - never returns
        raise DataError(f"the manifest lacks {key!r}", where=str(self._file), hint=_HINT)


def write(manifest: Mapping[str, Any], folder: Path) -> None:
    """Write a manifest with its checksum."""
    sealed = {**manifest, "checksum": checksum(manifest)}
    (folder / NAME).write_bytes(orjson.dumps(sealed, option=orjson.OPT_INDENT_2))


def read(folder: Path) -> Manifest:
    """The manifest of the version in `folder`; whether it is as it was written is for `is_as_written` to say.

    What it says of the run is looked at when somebody asks for it.

    Raises:
        DataError: it is missing or makes no sense.
    """
    try:
        manifest = orjson.loads((folder / NAME).read_bytes())
        flaw = _flaw(manifest)
        if not flaw:
            return Manifest(manifest, folder / NAME)
    except OSError as error:
        flaw = error.strerror or str(error)
    except orjson.JSONDecodeError as error:
        flaw = str(error)
    except RecursionError:
        flaw = "it is nested too deep"
    raise DataError(f"the manifest cannot be read: {flaw}", where=str(folder), hint=_HINT)


def is_as_written(manifest: Mapping[str, Any]) -> bool:
    """Whether nobody has edited it."""
    return bool(manifest.get("checksum") == checksum(manifest))


def checksum(manifest: Mapping[str, Any]) -> str:
    """The hash of everything in it but the checksum; neither order nor layout of the file counts."""
    content = {key: value for key, value in manifest.items() if key != "checksum"}
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


_SHAPE: Mapping[str, Any] = {
    "name": str,
    "seconds": int | float,
    "counts": dict.fromkeys(("input", "kept", "dropped", "review", "quarantined", "fixed"), int),
    "duplicates": dict.fromkeys(("exact", "near", "conflicts"), int),
    "sources": [{"name": str, "format": str, "records": int, "quarantined": int}],
    "rules": [{"id": str, "when": str, "why": str, "hits": int, "only": int}],
    "recipe": {
        "data": {"sources": [str], "licenses": dict},
        "rules": [str],
        "dedup": dict,
        "selection": {"budget": int | None},
    },
    "signals": dict,
    "libraries": dict,
}
"""What is said of the run, where it is said; lists and objects hold what is in theirs here."""

_RULE = {"id", "when", "then"}


def _fits(value: object, shape: Any) -> bool:  # noqa: ANN401 - a type, or lists and objects of them
    if isinstance(shape, list):
        return isinstance(value, list) and all(_fits(each, shape[0]) for each in value)
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(_fits(value[key], shape[key]) for key in shape if key in value)
    return isinstance(value, shape)


def _wrapped(value: object, file: Path) -> object:
    if isinstance(value, dict):
        return Manifest(value, file)
    return [_wrapped(each, file) for each in value] if isinstance(value, list) else value


def _flaw(manifest: object) -> str | None:
    if not isinstance(manifest, dict):
        return "it is no JSON object"
    odd = next((key for key in _SHAPE if key in manifest and not _fits(manifest[key], _SHAPE[key])), None)
    if odd or not all(each.keys() >= _RULE for each in manifest.get("rules", ())):
        return f"{odd or 'rules'} is of another kind"
    kinds = {"id": str, "created": str, "parent": str | None, "files": dict}
    wrong = [key for key, kind in kinds.items() if key not in manifest or not isinstance(manifest[key], kind)]
    if wrong:
        return f"{wrong[0]} is missing or of another kind"
    try:
        if datetime.fromisoformat(manifest["created"]).tzinfo is None:
            return "created has no time zone"
    except ValueError as error:
        return f"created: {error}"
    return None
