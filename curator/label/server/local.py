"""A Label Studio of one's own, for a store: on this machine only, at an address that stays."""

import socket
import time
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.error import URLError

import orjson

from curator.errors import ServiceError
from curator.files import make_folder, writing
from curator.label.private import write_private
from curator.label.server.account import Account, account_of, make_account
from curator.label.server.environment import PATIENCE_S, install
from curator.label.server.process import command, end, is_alive, launch, settings
from curator.label.server.tables import write_tables
from curator.label.shape import Node
from curator.progress import stage
from curator.versions.lock import locked

HOST = "127.0.0.1"
PORTS = range(8080, 8180)
START_PATIENCE_S = 300


@dataclass(frozen=True)
class Server:
    """A server that runs: its process, and where it listens."""

    pid: int
    port: int

    @property
    def url(self) -> str:
        """The address for browser and API."""
        return f"http://{HOST}:{self.port}"


def server_folder(store: Path) -> Path:
    """Where a store keeps its server: account, database, log, and which process it is."""
    return store / "label" / "server"


def log_of(folder: Path) -> Path:
    """What the server in `folder` says while it runs."""
    return folder / "log.txt"


def running(folder: Path) -> Server | None:
    """The server of `folder`; null when none runs."""
    known = _known(folder)
    return known if known and is_alive(known.pid, _marker(folder)) else None


def start(folder: Path, port: int | None = None) -> tuple[Server, bool]:
    """Start the server of `folder`, installing it first where that has not been done, and wait until it answers.

    Args:
        folder: from `server_folder`.
        port: where to listen; null for where it listened last, or else a free port.

    Returns:
        The server, and whether it was started now; one that ran already stays as it is.

    Raises:
        DataError: the folder is not writable, or the disk is full.
        ServiceError: it cannot be installed, does not start, or the port is taken.
    """
    folder = folder.absolute()
    with locked(folder, PATIENCE_S, what="server folder", hint="wait for it"):
        server = running(folder)
        if server and port not in (None, server.port):
            hint = "stop it first: curator label stop"
            raise ServiceError(f"the server runs already, on port {server.port}", where=server.url, hint=hint)
        is_new = server is None
        if server is None:
            python = install()
            chosen = _port(port, _known(folder))
            account = _prepared(folder)
            server = Server(_launched(python, folder, account, chosen), chosen)
            write_private(_state(folder), orjson.dumps(asdict(server)))
        else:
            account = account_of(folder) or make_account(folder)
        with stage("starting Label Studio"):
            _wait(folder, server, account)
    return server, is_new


def stop(folder: Path) -> Server | None:
    """Stop the server of `folder`; what it holds stays. Gives what was stopped, null when nothing ran."""
    folder = folder.absolute()
    server = running(folder)
    if server:
        end(server.pid, _marker(folder))
    return server


def _prepared(folder: Path) -> Account:
    """Make database and account unless they are there."""
    data = _data(folder)
    with writing(data):
        make_folder(data)
        folder.chmod(0o700)
    write_tables(data)
    return account_of(folder) or make_account(folder)


def _launched(python: Path, folder: Path, account: Account, port: int) -> int:
    data = _data(folder)
    environment = {
        **settings(data),
        # With these Label Studio makes the account at its first start; later they change nothing.
        "LABEL_STUDIO_USERNAME": account.username,
        "LABEL_STUDIO_PASSWORD": account.password,
        "LABEL_STUDIO_USER_TOKEN": account.token,
    }
    wanted = command(
        python, "start", "--no-browser", "--internal-host", HOST, "--port", str(port), "--data-dir", str(data)
    )
    with writing(log_of(folder)):
        return launch(wanted, environment, folder=data, log=log_of(folder))


def _wait(folder: Path, server: Server, account: Account) -> None:
    """Wait until the server knows its own account: anybody could answer on that port.

    Raises:
        ServiceError: it has ended, or does not answer in time; it does not run on.
    """
    deadline = time.monotonic() + START_PATIENCE_S
    while not _answers(server, account):
        if not is_alive(server.pid, _marker(folder)):
            raise ServiceError("Label Studio ended while it started", hint=f"see {log_of(folder)}")
        if time.monotonic() > deadline:
            end(server.pid, _marker(folder))
            what = f"Label Studio did not answer within {START_PATIENCE_S} seconds"
            raise ServiceError(what, where=server.url, hint=f"see {log_of(folder)}")
        time.sleep(0.1)


def _answers(server: Server, account: Account) -> bool:
    asked = urllib.request.Request(
        f"{server.url}/api/current-user/whoami", headers={"Authorization": f"Token {account.token}"}
    )
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(asked, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _port(wanted: int | None, before: Server | None) -> int:
    """A port that nobody listens on.

    Raises:
        ServiceError: the wanted one is taken, or all are.
    """
    if wanted is not None:
        if _is_free(wanted):
            return wanted
        raise ServiceError(f"port {wanted} is taken", hint="choose another, or leave --port out")
    preferred = [before.port] if before else []
    free: int | None = next(filter(_is_free, (*preferred, *PORTS)), None)
    if free is None:
        raise ServiceError(f"the ports {PORTS[0]} to {PORTS[-1]} are all taken", hint="name a free one: --port")
    return free


def _is_free(port: int) -> bool:
    """Whether this machine's port can be listened on. Label Studio would take the next one without a word."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def _known(folder: Path) -> Server | None:
    """The server that was started last, whether or not it still runs."""
    path = _state(folder)
    if not path.is_file():
        return None
    try:
        fields = Node(orjson.loads(path.read_bytes()), path.name)
    except orjson.JSONDecodeError:
        return None
    return Server(fields.child("pid").integer(), fields.child("port").integer())


def _state(folder: Path) -> Path:
    return folder / "server.json"


def _data(folder: Path) -> Path:
    return folder / "data"


def _marker(folder: Path) -> str:
    """What stands in the command line of this folder's server and of no other process."""
    return f"--data-dir {_data(folder.absolute())}"
