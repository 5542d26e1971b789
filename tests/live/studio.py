"""The real server as its users see it: accounts, and a person who answers through the API."""

import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PASSWORD = "a password of the tests"


@dataclass(frozen=True)
class Person:
    """Somebody with an account, who answers through the API."""

    url: str
    token: str = field(repr=False)
    username: str
    password: str = field(repr=False)
    number: int

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Call the API and give its answer; HTTPError when it refuses."""
        wanted = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Token {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(wanted, timeout=120) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def answer(self, task: int, result: list[dict[str, Any]], *, skip: bool = False, seconds: float = 4.0) -> int:
        """Submit an annotation, or pass the task on; gives its number."""
        body = {"result": result, "was_cancelled": skip, "lead_time": seconds}
        return int(self.ask("POST", f"/api/tasks/{task}/annotations/", body)["id"])

    def tasks(self, project: int, *, predictions: bool = False) -> list[dict[str, Any]]:
        """Every task of a project with its data; predictions take the server ten times as long."""
        wanted = {"fields": "all"} if predictions else {"fields": "task_only", "include": "id,data"}
        query = urllib.parse.urlencode({"project": project, "page_size": 10000, **wanted})
        found: list[dict[str, Any]] = self.ask("GET", f"/api/tasks?{query}")["tasks"]
        return found


def owner(url: str, username: str, password: str, token: str) -> Person:
    """The person whom the server was made for."""
    someone = Person(url, token, username, password, 0)
    return Person(url, token, username, password, someone.ask("GET", "/api/current-user/whoami")["id"])


def invited(host: Person, name: str) -> Person:
    """A new account, made as a colleague makes one: with an invitation, on the page for it."""
    page = host.url + host.ask("GET", "/api/invite")["invite_url"]
    cookies = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    form = browser.open(page).read().decode()
    secret = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert secret
    username = f"{name}@example.com"
    fields = {"csrfmiddlewaretoken": secret[1], "email": username, "password": PASSWORD, "allow_newsletters": "false"}
    browser.open(page, urllib.parse.urlencode(fields).encode())
    token = json.load(browser.open(host.url + "/api/current-user/token"))["token"]
    return owner(host.url, username, PASSWORD, token)


def choices(name: str, to: str, *values: str) -> dict[str, Any]:
    """An answer to a question with choices."""
    return {"from_name": name, "to_name": to, "type": "choices", "value": {"choices": list(values)}}


def text(name: str, to: str, value: str) -> dict[str, Any]:
    """An answer in writing."""
    return {"from_name": name, "to_name": to, "type": "textarea", "value": {"text": [value]}}


def rating(to: str, value: int) -> dict[str, Any]:
    """A number of stars."""
    return {"from_name": "quality", "to_name": to, "type": "rating", "value": {"rating": value}}


def better(side: str) -> dict[str, Any]:
    """Which answer of a pair is better."""
    return {"from_name": "winner", "to_name": "left", "type": "pairwise", "value": {"selected": side}}


def refusal(error: urllib.error.HTTPError) -> Mapping[str, Any]:
    """What the server says when it refuses."""
    answer: Mapping[str, Any] = json.load(error)
    return answer
