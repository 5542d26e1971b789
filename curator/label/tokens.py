"""Tell a token that cannot open a server before it is tried."""

import base64
import binascii
from typing import Any

import orjson

from curator.errors import DataError


def is_personal(token: str) -> bool:
    """Whether a token is a personal one, which is exchanged for one of five minutes, and no legacy one.

    Raises:
        DataError: a part of it is missing, or it is one of those of five minutes. The message does not repeat it.
    """
    claims = _claims(token)
    if claims is None and token.startswith("eyJ"):
        what = "the personal access token is not whole: Label Studio's list of tokens shows only its beginning"
        raise DataError(what, hint="revoke it there, make a new one and copy it at once")
    if claims is not None and claims.get("token_type") == "access":
        hint = "take the personal access token under Account & Settings"
        raise DataError("the token is one that lives five minutes, made by a program", hint=hint)
    return claims is not None


def _claims(token: str) -> dict[str, Any] | None:
    """What a JSON web token says of itself, unverified; none when it is no whole one."""
    parts = token.split(".")
    if len(parts) != 3 or not all(parts):
        return None
    try:
        claims = orjson.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError):
        return None
    return claims if isinstance(claims, dict) else None
