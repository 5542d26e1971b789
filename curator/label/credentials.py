"""Which Label Studio server, and the token that opens it; kept where nobody else reads it.

Looked for in this order: the environment, the operating system's keyring (when the package `keyring` is installed),
a file of the user's that nobody else may read.
"""

import os
import sys
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import orjson

from curator.errors import DataError, ServiceError
from curator.label.private import write_private

URL_VARIABLE, TOKEN_VARIABLE = "LABEL_STUDIO_URL", "LABEL_STUDIO_API_KEY"
LOGIN = "curator label login URL"

_NO_SERVER = f"start one here: curator label serve; or name yours: {LOGIN}, --url, or {URL_VARIABLE}"
_SERVICE = "curator: Label Studio"
_OTHERS = 0o077
_PAGES = ("/projects", "/user/", "/api/")


@dataclass(frozen=True)
class Credentials:
    """A server's address without a slash at its end, and a token that never appears in a text made from this."""

    url: str
    token: str = field(repr=False)


def find(url: str | None = None, *, local: Credentials | None = None) -> Credentials:
    """The server that is named, or else that of the environment, the one that was saved last, or the local one.

    Args:
        url: the server that is named.
        local: the server that curator itself runs, if it does.

    Raises:
        DataError: there is no such address or no token for it, or the file is readable by others.
    """
    saved = _saved()
    address = url or os.environ.get(URL_VARIABLE) or saved.get("last") or (local and local.url)
    if not address:
        raise DataError("no Label Studio server is known", hint=_NO_SERVER)
    address = address_of(str(address))
    token = os.environ.get(TOKEN_VARIABLE) or _from_keyring(address) or _servers(saved).get(address)
    if not token and local and address == local.url:
        return local
    if not token:
        hint = f"{LOGIN}; or set {TOKEN_VARIABLE} to the token shown in Label Studio under Account & Settings"
        raise DataError("no token for this server", where=address, hint=hint)
    return Credentials(address, checked(token))


def save(url: str, token: str) -> str:
    """Remember a token for a server, and the server as the last one.

    Returns:
        Where the token went, for people.

    Raises:
        DataError: the address or the token cannot be one, or the file is not writable.
    """
    address, token = address_of(url), checked(token)
    saved = _saved()
    servers = _servers(saved)
    keyring = _keyring()
    in_keyring = keyring is not None and _kept(keyring, address, token)
    if in_keyring:
        servers.pop(address, None)
    else:
        servers[address] = token
    write_private(file(), orjson.dumps({"last": address, "servers": servers}, option=orjson.OPT_INDENT_2))
    return "the keyring" if in_keyring else str(file())


def address_of(url: str) -> str:
    """The root of the server that an address belongs to, be it that of one of its pages.

    Raises:
        DataError: it is no web address, or it holds a password.
    """
    given = url.strip()
    try:
        parts = urlsplit(given)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_address = False
    if not is_address or any(char.isspace() or not char.isprintable() for char in given):
        raise DataError("not the address of a server", where="--url", hint="such as http://localhost:8080")
    if "@" in parts.netloc:
        raise DataError("an address with a password in it", where="--url", hint="leave it out; the token suffices")
    path = parts.path
    for page in _PAGES:
        path = path.partition(page)[0]
    return f"{parts.scheme}://{parts.netloc}{path.rstrip('/')}"


def checked(token: str) -> str:
    """The token without what came along when it was copied.

    Raises:
        DataError: it cannot be one. The message does not repeat it.
    """
    bare = token.strip().strip("\"'")
    if not bare or not all("!" <= char <= "~" for char in bare):
        hint = "copy it anew from Account & Settings in Label Studio"
        raise DataError("the token is empty or holds characters that no token has", hint=hint)
    return bare


def file() -> Path:
    """Where tokens are kept when there is no keyring."""
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "curator" / "label-studio.json"


def _saved() -> dict[str, object]:
    path = file()
    if not path.is_file():
        return {}
    if sys.platform != "win32" and path.stat().st_mode & _OTHERS:
        raise DataError("holds tokens and can be read by others", where=str(path), hint=f"chmod 600 {path}")
    try:
        saved = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        saved = None
    if not isinstance(saved, dict):
        raise DataError("is not as curator wrote it", where=str(path), hint=f"remove it, then {LOGIN}")
    return saved


def _servers(saved: dict[str, object]) -> dict[str, str]:
    servers = saved.get("servers")
    pairs = servers.items() if isinstance(servers, dict) else ()
    return {url: token for url, token in pairs if isinstance(token, str)}


def _keyring() -> ModuleType | None:
    try:
        return import_module("keyring")
    except ImportError:
        return None


def _from_keyring(address: str) -> str | None:
    keyring = _keyring()
    if keyring is None:
        return None
    try:
        found = keyring.get_password(_SERVICE, address)
    except keyring.errors.NoKeyringError:
        return None
    except keyring.errors.KeyringError as error:
        hint = f"unlock it, or set {TOKEN_VARIABLE}"
        raise ServiceError(f"the keyring gives no answer ({type(error).__name__})", hint=hint) from None
    return found if isinstance(found, str) else None


def _kept(keyring: ModuleType, address: str, token: str) -> bool:
    try:
        keyring.set_password(_SERVICE, address, token)
    except keyring.errors.KeyringError:
        return False
    return True
