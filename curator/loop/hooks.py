"""Tell others how a turn ended: a command that the user named, or an address. Nothing here can fail a turn.

Hooks come from the command line alone. A recipe is data, which may be handed around, and must not run anything.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import orjson

from curator import __version__
from curator.errors import CuratorError, RecipeError
from curator.loop.decision import FAILED
from curator.text import printable

TIMEOUT_S = 60
VARIABLE = "CURATOR_DECISION"
SHOWN = 200

Warn = Callable[[str], None]


@dataclass(frozen=True)
class Hooks:
    """Who is told: shell commands, which get the outcome as JSON on standard input, and addresses it is posted to."""

    commands: Sequence[str] = ()
    urls: Sequence[str] = ()
    timeout_s: float = TIMEOUT_S

    def __post_init__(self) -> None:
        """Make sure that the addresses are such.

        Raises:
            RecipeError: one is not. The message does not repeat it, for such addresses are often secret.
        """
        for url in self.urls:
            if _host(url) is None:
                raise RecipeError("--notify-url wants an address", hint="such as https://example.org/hook")

    def __bool__(self) -> bool:
        return bool(self.commands or self.urls)

    def tell(self, outcome: Mapping[str, Any], warn: Warn) -> None:
        """Run every command and post to every address; what fails is told to `warn`, and the others go on."""
        body = orjson.dumps(outcome, option=orjson.OPT_NON_STR_KEYS)
        for command in self.commands:
            flaw = self._run(command, body, str(outcome["decision"]))
            if flaw:
                warn(f"warning: --notify {printable(command, 60)}: {flaw}")
        for url in self.urls:
            flaw = self._post(url, body)
            if flaw:
                warn(f"warning: --notify-url {_host(url)}: {flaw}")

    def tell_error(self, name: str, error: CuratorError, warn: Warn) -> None:
        """Tell that a turn of the loop called `name` could not be ended."""
        self.tell({"decision": FAILED, "name": name, "error": str(error)}, warn)

    def _run(self, command: str, body: bytes, decision: str) -> str | None:
        """What went wrong. Files and no pipes: a command may leave its input unread, or something that goes on."""
        with TemporaryFile() as said, TemporaryFile() as errors:
            said.write(body)
            said.seek(0)
            try:
                process = subprocess.Popen(
                    command,
                    shell=True,  # the user's own words, from the command line
                    stdin=said,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                    env={**os.environ, VARIABLE: decision},
                    start_new_session=True,
                )
            except OSError as error:
                return f"cannot be run: {error.strerror or error}"
            try:
                code = process.wait(self.timeout_s)
            except subprocess.TimeoutExpired:
                return f"took longer than {self.timeout_s:g} seconds and was stopped"
            finally:
                _stop(process)
            if code == 0:
                return None
            errors.seek(0)
            last = errors.read().decode(errors="replace").strip().rpartition("\n")[2]
            return f"ended with code {code}" + (f": {printable(last, SHOWN)}" if last else "")

    def _post(self, url: str, body: bytes) -> str | None:
        """What went wrong. The path of the address is never told: it may be what lets one in."""
        headers = {"Content-Type": "application/json", "User-Agent": f"curator/{__version__}"}
        request = Request(url, data=body, headers=headers, method="POST")
        try:
            with build_opener(_Stay).open(request, timeout=self.timeout_s):
                return None
        except HTTPError as error:
            return f"answered {error.code} {printable(str(error.reason), 60)}"
        except URLError as error:
            reason = error.reason
            return f"cannot be reached: {printable(str(getattr(reason, 'strerror', None) or reason), SHOWN)}"
        except (OSError, ValueError) as error:
            return f"cannot be reached: {printable(type(error).__name__)}"


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End a command that still runs, with all that it began."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class _Stay(HTTPRedirectHandler):
    """What was meant for one address is not carried to another one."""

    def redirect_request(self, *_: object) -> None:
        """Never."""


def _host(url: str) -> str | None:
    """The host of a web address; none when it is no such address."""
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return None
    return parts.hostname if is_address and url.isascii() and url.isprintable() and " " not in url else None
