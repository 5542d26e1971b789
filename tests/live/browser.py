"""Headless Chromium, driven through a pair of pipes with its DevTools protocol: no driver, no other package."""

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PATIENCE_S = 30
QUIET_S = 0.6
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
# Chromium reads commands from descriptor 3 and answers on 4, wherever the pipes ended up here.
PIPED = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 20) for end in sys.argv[1:3]]
for end, place in zip(ends, (3, 4)):
    os.dup2(end, place)
os.execvp(sys.argv[3], sys.argv[3:])
"""
CENTRE = """(() => {
  const found = %s; if (!found) return null;
  found.scrollIntoView({block: "center"});
  const box = found.getBoundingClientRect();
  return box.width ? [box.x + box.width / 2, box.y + box.height / 2] : null;
})()"""


def chromium() -> str | None:
    """The browser of this machine, if it has one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Browser:
    """One browser with one page."""

    def __init__(self, program: str, profile: Path, *, width: int = 1440, height: int = 1000) -> None:
        ours, self._out = os.pipe()
        self._in, theirs = os.pipe()
        wrapped = [sys.executable, "-c", PIPED, str(ours), str(theirs), program]
        self._process = subprocess.Popen(
            [*wrapped, *OPTIONS, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(ours, theirs),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(ours)
        os.close(theirs)
        self._left = b""
        self._count = 0
        self._session: str | None = None
        self._asked: set[str] = set()
        self.addresses: list[str] = []
        """What the page has asked the network for."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network"):
            self.call(f"{domain}.enable")
        self.resize(width, height)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._session = None
        try:
            self.call("Browser.close")
        finally:
            os.close(self._in)
            os.close(self._out)
            self._process.wait(timeout=20)

    def call(self, method: str, **params: object) -> Any:
        """Call a method of the protocol and wait for its answer."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            self._follow(answer.get("method"), answer.get("params", {}))
            if answer.get("id") == self._count:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def _follow(self, event: str | None, told: dict[str, Any]) -> None:
        """Keep book of what the page asks the network for."""
        if event == "Network.requestWillBeSent":
            self.addresses.append(told["request"]["url"])
            self._asked.add(told["requestId"])
        elif event in ("Network.loadingFinished", "Network.loadingFailed"):
            self._asked.discard(told["requestId"])

    def _read(self) -> Any:
        while b"\0" not in self._left:
            chunk = os.read(self._in, 1 << 20)
            if not chunk:
                raise RuntimeError("the browser has gone")
            self._left += chunk
        message, _, self._left = self._left.partition(b"\0")
        return json.loads(message)

    def resize(self, width: int, height: int) -> None:
        """Give the window another size."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def go(self, address: str) -> None:
        """Open an address; what it shows may come later."""
        self.call("Page.navigate", url=address)

    def js(self, expression: str) -> Any:
        """The value of a JavaScript expression on the page."""
        done = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise RuntimeError(f"{expression}: {done['exceptionDetails']}")
        return done["result"].get("value")

    def wait(self, expression: str) -> Any:
        """The value of an expression as soon as there is one; true for an element."""
        # An element would arrive as an empty object.
        return self._until(lambda: self.js(f"(found => found instanceof Node || found)({expression})"), expression)

    def rest(self) -> None:
        """Wait until the page has had all that it asked for and asks for no more."""
        quiet_since, known = time.monotonic(), -1
        deadline = quiet_since + PATIENCE_S
        while time.monotonic() < deadline:
            self.js("0")
            if self._asked or len(self.addresses) != known:
                quiet_since, known = time.monotonic(), len(self.addresses)
            elif time.monotonic() - quiet_since > QUIET_S:
                return
            time.sleep(0.05)

    def click(self, element: str) -> None:
        """Click, with the mouse, what a JavaScript expression gives, as soon as it is there."""
        x, y = self._until(lambda: self.js(CENTRE % element), element)
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            pressed = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1}
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **pressed)

    def type(self, text: str) -> None:
        """Put text where the cursor is."""
        self.call("Input.insertText", text=text)

    def press(self, key: str, code: int, *, modifiers: int = 0) -> None:
        """Press and release a key (modifiers: 2 is control)."""
        for kind in ("keyDown", "keyUp"):
            text = {"text": key} if len(key) == 1 and kind == "keyDown" and not modifiers else {}
            self.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=f"Digit{key}" if key.isdigit() else key,
                windowsVirtualKeyCode=code,
                modifiers=modifiers,
                **text,
            )

    def picture(self, path: Path) -> None:
        """Save what the window shows."""
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def _until(self, ask: Callable[[], Any], what: str) -> Any:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                if answer := ask():
                    return answer
            except RuntimeError as error:  # a page that is being replaced has no answer
                if "gone" in str(error):
                    raise
            time.sleep(0.1)
        raise AssertionError(f"not within {PATIENCE_S} s: {what}")
