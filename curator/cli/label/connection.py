"""The server that a command talks to."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from curator.cli.common import Session
from curator.text import printable

if TYPE_CHECKING:
    from curator.label.client import Client
    from curator.label.credentials import Credentials

TRIED = "1.23"

Command = TypeVar("Command", bound=Callable[..., Any])

server_option = click.option(
    "--url",
    metavar="ADDRESS",
    help="Of Label Studio; else LABEL_STUDIO_URL, the server of the last login, or the one that label serve started.",
)
project_option = click.option(
    "--project", "name", default="curator", show_default=True, help="Name or number of the project."
)


def connected(session: Session, url: str | None) -> "Client":
    """A client of the server that is meant, once it has answered and let us in.

    Raises:
        DataError: no server or no token is known.
        ServiceError: the server does not answer, or does not let us in.
    """
    from curator.label.client import Client
    from curator.label.credentials import find

    client = Client(find(url, local=_local(session)))
    version = client.hello()
    session.detail(f"Label Studio {version} at {client.url}")
    if not version.startswith(f"{TRIED}."):
        session.note(f"this is Label Studio {printable(version, 40)}; curator was tried with {TRIED}")
    return client


def _local(session: Session) -> "Credentials | None":
    from curator.label import server
    from curator.label.credentials import Credentials

    folder = server.server_folder(session.store.root)
    running, account = server.running(folder), server.account_of(folder)
    return Credentials(running.url, account.token) if running and account else None
