"""Stands between client and server, and loses answers as it is told."""

import base64
import hashlib
import hmac
import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


class Proxy:
    """Passes requests on. The coming ones whose line holds `about` each take one of `faults`.

    `502`: answered so after the server has done it; `drop`: the connection ends after the server has done it; `slow`:
    the answer comes after `delay_s`; a function: called before the request is passed on.
    """

    def __init__(self, target: str) -> None:
        self.target = urlsplit(target)
        self.about = "POST"
        self.faults: list[str | Callable[[], object]] = []
        self.delay_s = 3.0
        self.seen: list[str] = []
        self.disguise: Callable[[str], str] = lambda header: header
        """What becomes of the header `Authorization`."""
        handler = type("Handler", (_Handler,), {"proxy": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def encrypt(self, certificate: Path) -> None:
        """Answer over TLS from now on, with this certificate and the key in the same file."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = self.url.replace("http:", "https:")

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def next_fault(self, line: str) -> str | Callable[[], object] | None:
        """What goes wrong with this request."""
        self.seen.append(line)
        return self.faults.pop(0) if self.about in line and self.faults else None


class _Handler(BaseHTTPRequestHandler):
    proxy: Proxy
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        self.close_connection = True
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.proxy.next_fault(f"{self.command} {self.path}")
        if callable(fault):
            fault()
        try:
            status, kind, answer = self._passed_on(body)
        except (OSError, http.client.HTTPException):
            status, kind, answer = 502, "text/plain", b"the server is not there"
        if fault == "502":
            status, kind, answer = 502, "text/html", b"<html>Bad gateway</html>"
        elif fault == "drop":
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        elif fault == "slow":
            time.sleep(self.proxy.delay_s)
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
        except OSError:
            pass  # whoever asked has given up

    do_POST = do_PATCH = do_DELETE = do_GET

    def _passed_on(self, body: bytes) -> tuple[int, str, bytes]:
        assert self.proxy.target.hostname
        server = http.client.HTTPConnection(self.proxy.target.hostname, self.proxy.target.port, timeout=120)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        if "Authorization" in headers:
            headers["Authorization"] = self.proxy.disguise(headers["Authorization"])
        server.request(self.command, self.path, body or None, headers)
        answer = server.getresponse()
        content = answer.read()
        server.close()
        return answer.status, answer.headers.get("Content-Type", "application/json"), content


def expired(token: str, secret: str) -> str:
    """An access token of the server with this secret, as it will be in an hour."""
    head, claims, _ = token.split(".")
    told = json.loads(base64.urlsafe_b64decode(claims + "=="))
    told["exp"] -= 3600
    told["iat"] -= 3600
    aged = f"{head}.{_coded(json.dumps(told).encode())}"
    return f"{aged}.{_coded(hmac.new(secret.encode(), aged.encode(), hashlib.sha256).digest())}"


def _coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
