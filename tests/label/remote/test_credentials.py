from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from curator.errors import DataError, ServiceError
from curator.label import credentials
from curator.label.credentials import Credentials, address_of, find, save

TOKEN = "a" * 40


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("LABEL_STUDIO_URL", raising=False)
    monkeypatch.delenv("LABEL_STUDIO_API_KEY", raising=False)
    monkeypatch.setattr(credentials, "_keyring", lambda: None)


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://localhost:8080/", "http://localhost:8080"),
        (" https://ls.example.com/projects/12/data?tab=1 ", "https://ls.example.com"),
        ("https://example.com/label-studio/user/account", "https://example.com/label-studio"),
        ("http://[::1]:8080/api/", "http://[::1]:8080"),
    ],
)
def test_the_address_of_a_page_stands_for_its_server(given: str, address: str) -> None:
    assert address_of(given) == address


@pytest.mark.parametrize(
    "given", ["", "localhost:8080", "ftp://a", "http://", "http://a b", "http://a:99999", "http://a\nb"]
)
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(DataError, match="not the address of a server"):
        address_of(given)


def test_the_environment_comes_first_then_what_was_saved_then_the_local_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    local = Credentials("http://127.0.0.1:8080", "local")
    assert find(local=local) == local
    save("https://saved.example.com", TOKEN)
    assert find(local=local) == Credentials("https://saved.example.com", TOKEN)
    assert find("http://127.0.0.1:8080", local=local) == local
    monkeypatch.setenv("LABEL_STUDIO_URL", "https://env.example.com")
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "b" * 40)
    assert find(local=local) == Credentials("https://env.example.com", "b" * 40)
    assert find("https://flag.example.com").url == "https://flag.example.com"


def test_every_server_keeps_its_own_token() -> None:
    save("https://a.example.com", TOKEN)
    save("https://b.example.com", "b" * 40)
    assert find("https://a.example.com").token == TOKEN
    with pytest.raises(DataError, match="no token for this server"):
        find("https://c.example.com")


def test_a_token_does_not_show_in_a_text_of_the_credentials() -> None:
    assert TOKEN not in f"{Credentials('http://a', TOKEN)!r}{Credentials('http://a', TOKEN)}"


@pytest.mark.parametrize("token", ["", "  ", "two words", "a\x00b", "ünïcode"])
def test_what_can_be_no_token_is_refused_without_repeating_it(token: str) -> None:
    with pytest.raises(DataError, match="the token is empty or holds characters") as refused:
        save("http://a", token)
    assert not token.strip() or token not in str(refused.value)


def test_the_file_is_for_its_owner_alone() -> None:
    save("http://a", TOKEN)
    assert credentials.file().stat().st_mode & 0o777 == 0o600
    credentials.file().chmod(0o644)
    with pytest.raises(DataError, match=r"can be read by others.*chmod 600"):
        find()


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"last": 3}', b'{"last": "http://a", "servers": []}'])
def test_a_file_of_something_else_gives_no_token(content: bytes) -> None:
    save("http://a", TOKEN)
    credentials.file().write_bytes(content)
    with pytest.raises(DataError):
        find()


def test_the_keyring_is_preferred_and_may_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = _keyring({})
    monkeypatch.setattr(credentials, "_keyring", lambda: ring)
    assert save("http://a", TOKEN) == "the keyring"
    assert TOKEN.encode() not in credentials.file().read_bytes()
    assert find().token == TOKEN
    ring.locked = True  # type: ignore[attr-defined]
    with pytest.raises(ServiceError, match="the keyring gives no answer"):
        find()
    assert save("http://a", TOKEN) == str(credentials.file())


def _keyring(kept: dict[tuple[str, str], str]) -> ModuleType:
    """The package `keyring` with what it keeps in a dictionary."""

    class KeyringError(Exception):
        pass

    class NoKeyringError(KeyringError):
        pass

    ring: Any = ModuleType("keyring")
    ring.errors = ModuleType("keyring.errors")
    ring.errors.KeyringError, ring.errors.NoKeyringError = KeyringError, NoKeyringError
    ring.locked = False

    def get_password(service: str, address: str) -> str | None:
        if ring.locked:
            raise KeyringError("locked")
        return kept.get((service, address))

    def set_password(service: str, address: str, token: str) -> None:
        if ring.locked:
            raise KeyringError("locked")
        kept[service, address] = token

    ring.get_password, ring.set_password = get_password, set_password
    return ring  # type: ignore[no-any-return]
