"""`curator label login`: remember a server and its token."""

import click
from rich.text import Text

from curator.cli.common import Session, common


@click.command("login", short_help="Remember a Label Studio and your token for it.")
@click.argument("url")
@common
def login(session: Session, url: str) -> None:
    """Ask for the token of the Label Studio at URL, try it, and keep it where nobody else reads it.

    The token is shown in Label Studio under Account & Settings; personal and legacy ones will do. It is kept in the
    system's keyring if the package `keyring` is installed, else in a file that only you can read.
    """
    from curator.label.client import Client
    from curator.label.credentials import Credentials, address_of, checked, save

    address = address_of(url)
    # Never an option: what is typed on a command line is in its history and in the list of processes.
    token = checked(click.prompt("Token", hide_input=True, err=True))
    version = Client(Credentials(address, token)).hello()
    kept = save(address, token)
    result = {"url": address, "label_studio": version, "kept_in": kept}
    session.show(result, lambda: Text(f"Label Studio {version} at {address}; the token is kept in {kept}"))
