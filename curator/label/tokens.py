"""What opens a server: a legacy token as it is, or a personal one that is exchanged for one of five minutes."""

import base64
import binascii
import time
from collections.abc import Callable
from typing import Any

import orjson

from curator.errors import DataError

LIFETIME_S = 300
EARLY = 0.8  # of its life is when an access token is exchanged anew


class Tokens:
    """A token, and the header that it stands for now."""

    def __init__(self, token: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Tell the kind of a token.

        Raises:
            DataError: a personal token of which a part is missing. The message does not repeat it.
        """
        self._token = token
        self._clock = clock
        self._access: str | None = None
        self._until = 0.0
        claims = _claims(token)
        if claims is None and token.startswith("eyJ"):
            what = "the personal access token is not whole: Label Studio's list of tokens shows only its beginning"
            raise DataError(what, hint="revoke it there, make a new one and copy it at once")
        self.is_personal = claims is not None and claims.get("token_type") != "access"
        self._is_access = claims is not None and not self.is_personal

    def header(self, exchange: Callable[[str], str]) -> str:
        """The value of `Authorization`.

        Args:
            exchange: asks the server for an access token in return for a personal one.
        """
        if self._is_access:
            return f"Bearer {self._token}"
        if not self.is_personal:
            return f"Token {self._token}"
        if self._access is None or self._clock() >= self._until:
            self._access = exchange(self._token)
            self._until = self._clock() + _life(self._access) * EARLY
        return f"Bearer {self._access}"

    def forget_access(self) -> bool:
        """Have the next header use a new access token; false when there is none to be had."""
        self._access = None
        return self.is_personal

    def without(self, text: str) -> str:
        """`text` with the tokens taken out, should a server have repeated them."""
        for secret in filter(None, (self._token, self._access)):
            text = text.replace(secret, "<token>")
        return text


def _life(access: str) -> float:
    """For how long an access token is good, by the server's own clock."""
    claims = _claims(access) or {}
    try:
        return max(float(claims["exp"]) - float(claims["iat"]), 0)
    except (KeyError, TypeError, ValueError):
        return LIFETIME_S


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
