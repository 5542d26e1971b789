"""The one account of a local server, made with it: its password is for the browser, its token for curator."""

import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from curator.errors import DataError
from curator.label.private import write_private
from curator.label.shape import Node

USERNAME = "curator@example.com"  # nobody writes to it; it only has to look like an address


@dataclass(frozen=True)
class Account:
    """Who signs in. Neither password nor token appears when it is printed."""

    username: str
    password: str
    token: str

    def __repr__(self) -> str:
        return f"Account({self.username!r})"


def account_file(folder: Path) -> Path:
    """Where a server's folder keeps the account; only its owner can read it."""
    return folder / "account.json"


def account_of(folder: Path) -> Account | None:
    """The account of the server in `folder`; null when there is none yet.

    Raises:
        DataError: the file is damaged.
    """
    path = account_file(folder)
    if not path.is_file():
        return None
    try:
        fields = Node(orjson.loads(path.read_bytes()), path.name)
    except orjson.JSONDecodeError:
        hint = f"put it right, or start anew by removing {folder}: all that was labelled there goes too"
        raise DataError("the server's account cannot be read", where=str(path), hint=hint) from None
    return Account(*(fields.child(name).text() for name in ("username", "password", "token")))


def make_account(folder: Path) -> Account:
    """Draw a password and a token, and keep them in `folder`."""
    account = Account(USERNAME, secrets.token_urlsafe(12), secrets.token_hex(20))
    write_private(account_file(folder), orjson.dumps(asdict(account), option=orjson.OPT_INDENT_2))
    return account
