import socket
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from curator.errors import CuratorError, DataError, ServiceError
from curator.label.client import PAUSES_S, Client
from curator.label.credentials import Credentials
from curator.label.refusals import Refused, Unsure
from curator.label.tokens import is_personal

PROJECTS = "/api/projects"
IMPORT = "POST /api/projects/1/import"


@pytest.fixture
def silent_url() -> Iterator[str]:
    """The address of a port on which nobody answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_a_legacy_token_lets_in(connect: Any) -> None:
    assert connect().hello() == "1.23.2"


def test_a_personal_token_is_exchanged_once_while_what_it_gave_is_good(studio: Any, connect: Any) -> None:
    client = connect(studio.personal)
    client.hello()
    client.get(PROJECTS, {"title": "x"})
    assert studio.exchanged == 1


def test_a_personal_token_is_exchanged_again_when_what_it_gave_has_expired(studio: Any, connect: Any) -> None:
    studio.access_life_s = -1
    client = connect(studio.personal)
    client.get(PROJECTS, {"title": "x"})
    before = studio.exchanged
    client.get(PROJECTS, {"title": "x"})
    assert studio.exchanged > before


def test_an_access_token_that_the_server_has_forgotten_is_exchanged_anew(studio: Any, connect: Any) -> None:
    client = connect(studio.personal)
    client.hello()
    studio.access_tokens.clear()
    assert client.send("POST", PROJECTS, {"title": "abc"}).child("id").value == 1
    assert (studio.exchanged, len(studio.projects)) == (2, 1)


def test_a_token_of_five_minutes_is_told_from_a_personal_one(studio: Any, connect: Any) -> None:
    with pytest.raises(DataError, match="lives five minutes"):
        connect(studio.jwt(token_type="access", exp=9_999_999_999))


def test_a_personal_token_that_has_expired_is_told(studio: Any, connect: Any) -> None:
    with pytest.raises(Refused, match="API key has expired"):
        connect(studio.jwt(token_type="refresh", exp=1000))


def test_a_page_in_place_of_an_exchanged_token_is_a_doubt(studio: Any, connect: Any) -> None:
    studio.answers["POST /api/token/refresh/"] = (502, b"<html>Bad Gateway</html>")
    with pytest.raises(Unsure, match="failed to exchange the token"):
        connect(studio.personal).hello()


def test_a_truncated_personal_token_is_told_before_anything_is_asked(studio: Any, connect: Any) -> None:
    shown = studio.personal.rpartition(".")[0]
    with pytest.raises(DataError, match=r"not whole.*revoke it") as refused:
        connect(shown)
    assert shown not in str(refused.value)
    assert studio.requests == []


def test_disabled_legacy_tokens_are_named_with_the_way_out(studio: Any, connect: Any) -> None:
    studio.legacy_allowed = False
    with pytest.raises(Refused, match=r"legacy token.*personal access token"):
        connect().hello()


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (401, b'{"detail": "Invalid token."}', "401 Unauthorized: Invalid token.*revoked"),
        (403, b'{"detail": "You do not have permission"}', "403 Forbidden: You do not have.*owner"),
        (404, b"<html>nothing here</html>", "404 Not Found.*deleted"),
        (409, b'{"detail": "You already have a valid token"}', "409 Conflict: You already.*revoke"),
        (403, b'{"detail": "Only available in Enterprise"}', "needs Label Studio Enterprise"),
        (302, b"", "sends one elsewhere.*https"),
        (400, b'{"detail": "Validation error", "validation_errors": {"title": ["Too short"]}}', "Too short"),
        (400, b"\xff\xfe not UTF-8", "400 Bad Request"),
        (599, b"[]", "599 no such status"),
    ],
)
def test_a_refusal_says_what_and_what_to_do(studio: Any, connect: Any, status: int, body: bytes, message: str) -> None:
    studio.answers[f"GET {PROJECTS}"] = (status, body)
    with pytest.raises(ServiceError, match=message) as refused:
        connect().get(PROJECTS)
    assert studio.url in str(refused.value)
    assert refused.value.exit_code == 3


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        (b'{"detail": "database or disk is full"}', "free some space there"),
        (b'{"detail": "disk I/O error"}', r"cannot write to its disk: is it full, or over a quota\?"),
        (b'{"detail": "database is locked"}', "busy"),
        (b"<html>", "the server's log"),
    ],
)
def test_a_failure_of_the_server_names_its_likely_reason(studio: Any, connect: Any, body: bytes, hint: str) -> None:
    studio.answers[f"POST {PROJECTS}"] = (500, body)
    with pytest.raises(Unsure, match=hint):
        connect().send("POST", PROJECTS, {"title": "abc"})


def test_a_read_is_asked_again_and_a_write_is_not(studio: Any, connect: Any) -> None:
    pauses: list[float] = []
    client = connect(sleep=pauses.append)
    studio.answers = {f"GET {PROJECTS}": (502, b""), IMPORT: (502, b"")}
    with pytest.raises(Unsure):
        client.get(PROJECTS)
    assert pauses == list(PAUSES_S)
    with pytest.raises(Unsure):
        client.send("POST", "/api/projects/1/import", [{}])
    assert studio.requests.count(IMPORT) == 1


@pytest.mark.parametrize("body", [b"<html>log in</html>", b"\xff", b"{"])
def test_an_answer_of_something_else_is_named(studio: Any, connect: Any, body: bytes) -> None:
    studio.answers[f"GET {PROJECTS}"] = (200, body)
    with pytest.raises(ServiceError, match="not what Label Studio answers"):
        connect().get(PROJECTS)


def test_a_server_of_another_kind_is_named(studio: Any, connect: Any) -> None:
    studio.answers["GET /api/version"] = (200, b'{"version": "4.2"}')
    with pytest.raises(ServiceError, match="not what Label Studio answers"):
        connect().hello()


def test_an_account_that_was_removed_is_told_before_it_does_anything(studio: Any, connect: Any) -> None:
    studio.answers["GET /api/current-user/whoami"] = (200, b'{"id": 3, "active_organization": null}')
    with pytest.raises(ServiceError, match=r"removed from the server's organization.*invited again"):
        connect().hello()


def test_a_server_that_is_not_there_is_named_at_once(silent_url: str) -> None:
    pauses: list[float] = []
    client = Client(Credentials(silent_url, "f" * 40), sleep=pauses.append)
    with pytest.raises(Unsure, match=r"no server answers there.*curator label serve"):
        client.hello()
    assert pauses == []


def test_a_host_that_does_not_exist_is_named() -> None:
    with pytest.raises(ServiceError, match="no such host"):
        Client(Credentials("http://nowhere.invalid", "f" * 40)).hello()


def test_an_answer_that_does_not_come_in_time_is_a_doubt(studio: Any, connect: Any) -> None:
    studio.delay_s = 1.0
    with pytest.raises(Unsure, match=r"no answer within 0\.1 seconds") as doubt:
        connect(timeout_s=0.1).send("POST", PROJECTS, {"title": "abc"})
    assert doubt.value.reached


def test_a_server_without_encryption_is_told_from_one_with(studio: Any) -> None:
    client = Client(Credentials(studio.url.replace("http:", "https:"), "f" * 40))
    with pytest.raises(ServiceError, match=r"no encrypted connection is possible.*http://"):
        client.hello()


def test_no_message_repeats_a_token_or_a_cookie(studio: Any, connect: Any) -> None:
    secrets = [studio.legacy, studio.personal, "sessionid"]
    body = f'{{"detail": "bad token {studio.legacy} {studio.personal}"}}'.encode()
    for token in (studio.legacy, studio.personal):
        client = connect(token)
        for status in (400, 401, 403, 409, 500):
            studio.answers[f"GET {PROJECTS}"] = (
                (status, body.replace(studio.personal.encode(), b""))
                if (token == studio.legacy)
                else (status, body.replace(studio.legacy.encode(), b""))
            )
            with pytest.raises(CuratorError) as refused:
                client.get(PROJECTS)
            told = f"{refused.value!r} {refused.value} {client!r} {Credentials(studio.url, token)!r}"
            assert not [secret for secret in secrets if secret in told]
            assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_a_token_of_three_parts_that_is_none_is_a_legacy_one() -> None:
    assert not is_personal("a.b.c")


def test_the_deprecations_of_the_sdk_are_not_shown(studio: Any, connect: Any) -> None:
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        connect(studio.personal).hello()
    assert shown == []


def test_the_clock_of_the_server_is_read(studio: Any, connect: Any) -> None:
    client = connect()
    client.hello()
    assert client.now == studio.clock
