"""What a version says of itself: counts, sources, recipe, rules, and the hash of every file, itself included."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from curator.errors import DataError

NAME = "manifest.json"
OWN = ("id", "created", "files", "checksum")
"""What the store writes; the rest is for whoever made the version to say."""


def write(manifest: Mapping[str, Any], folder: Path) -> None:
    """Write a manifest with its checksum."""
    sealed = {**manifest, "checksum": checksum(manifest)}
    (folder / NAME).write_bytes(orjson.dumps(sealed, option=orjson.OPT_INDENT_2))


def read(folder: Path) -> dict[str, Any]:
    """The manifest of the version in `folder`; whether it is as it was written is for `is_as_written` to say.

    Raises:
        DataError: it is missing or makes no sense.
    """
    try:
        manifest = orjson.loads((folder / NAME).read_bytes())
        flaw = _flaw(manifest)
    except OSError as error:
        flaw = error.strerror or str(error)
    except orjson.JSONDecodeError as error:
        flaw = str(error)
    if flaw:
        raise DataError(
            f"the manifest cannot be read: {flaw}",
            where=str(folder),
            hint="curate again, or see curator versions verify",
        )
    return dict(manifest)


def is_as_written(manifest: Mapping[str, Any]) -> bool:
    """Whether nobody has edited it."""
    return bool(manifest.get("checksum") == checksum(manifest))


def checksum(manifest: Mapping[str, Any]) -> str:
    """The hash of everything in it but the checksum; neither order nor layout of the file counts."""
    content = {key: value for key, value in manifest.items() if key != "checksum"}
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _flaw(manifest: object) -> str | None:
    if not isinstance(manifest, dict):
        return "it is no JSON object"
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
