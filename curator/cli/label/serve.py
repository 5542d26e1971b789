"""`curator label serve` and `curator label stop`: a Label Studio on this machine."""

import click
from rich.text import Text

from curator.cli.common import Session, common


@click.command("serve", short_help="Start a Label Studio on this machine.")
@click.option(
    "--port", type=click.IntRange(1024, 65535), help="Where to listen; else a free port, the same every time."
)
@common
def serve(session: Session, port: int | None) -> None:
    """Start a Label Studio that only this machine can reach, and leave it running.

    The first time it is installed, in a place of its own (1 GB). What is labelled is kept in the store.
    """
    from curator.label import server as local

    folder = local.server_folder(session.store.root)
    started, is_new = local.start(folder, port)
    account = local.account_of(folder)
    assert account is not None
    kept, log = local.account_file(folder), local.log_of(folder)

    def view() -> Text:
        state = "Label Studio runs" if is_new else "Label Studio runs already"
        return Text(
            f"{state} at {started.url}\n\n"
            f"Sign in as {account.username}; the password is in {kept}\n\n"
            "curator label push     sends records there\n"
            "curator label stop     stops it; what was labelled stays"
        )

    result = {
        "url": started.url,
        "pid": started.pid,
        "started": is_new,
        "version": local.VERSION,
        "username": account.username,
        "account": str(kept),
        "log": str(log),
    }
    session.show(result, view)


@click.command("stop", short_help="Stop it.")
@common
def stop(session: Session) -> None:
    """Stop the Label Studio of this store; what was labelled stays."""
    from curator.label import server as local

    stopped = local.stop(local.server_folder(session.store.root))
    said = f"stopped Label Studio at {stopped.url}" if stopped else "no Label Studio of this store runs"
    session.show({"stopped": stopped is not None, "url": stopped.url if stopped else None}, lambda: Text(said))
