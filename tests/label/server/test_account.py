from pathlib import Path

import pytest

from curator.errors import DataError
from curator.label.server.account import account_file, account_of, make_account


def test_an_account_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    made = make_account(tmp_path)
    assert account_of(tmp_path) == made
    assert account_file(tmp_path).stat().st_mode & 0o777 == 0o600


def test_two_accounts_share_no_secret(tmp_path: Path) -> None:
    one, other = make_account(tmp_path / "one"), make_account(tmp_path / "other")
    assert one.password != other.password
    assert one.token != other.token


def test_what_is_printed_of_an_account_holds_no_secret(tmp_path: Path) -> None:
    made = make_account(tmp_path)
    assert made.password not in f"{made} {made!r}"
    assert made.token not in f"{made} {made!r}"


def test_there_is_no_account_before_there_is_a_server(tmp_path: Path) -> None:
    assert account_of(tmp_path) is None


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"username": "a"}', '{"username": "a", "password": "b", "token": 3}']
)
def test_a_damaged_account_says_where_it_lies(tmp_path: Path, content: str) -> None:
    account_file(tmp_path).write_text(content)
    with pytest.raises(DataError, match=r"account\.json"):
        account_of(tmp_path)
