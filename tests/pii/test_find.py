from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.pii import find, withheld

# Put together here, so that no scanner takes this file for a leak.
AWS = "AKIA" + "Q3ZJ7W2LKD5RTN6P"
GITHUB = "ghp_" + "a8Kd93hfLs02mXcV71qPzR5tYw6uNe4bGj8o"
STRIPE = "sk_" + "live_9aJ3kd8Lq2mZx7Vb4Nc6"
OPENAI = "sk-" + "proj-T3h9Kd02LmQx7VbNc6aJ8rYw5uPe4zGi"
HUGGING_FACE = "hf_" + "QwErTy9aJ3kd8Lq2mZx7Vb4Nc6uPe4zGi5"
LETTERS = "QwErTyGaJtkdZLqRmZxVVbPNcHuPeIzGiU"
TOKEN = "eyJhbGciOiJIUzI1NiJ9." + "eyJ1aWQiOiI4ODEyIn0." + "Zk3v9Qa7Lx2mNc8Rt5Yw1uPe"
BLOCK = (
    "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEpAIBAAKCAQEA7bq2Vx9Kd3hfLs02mXcV71qPzR5t\nYw6uNe4bGj8oQ==\n"
    "-----END RSA PRIVATE " + "KEY-----"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to Maria.Lopez+news@correo.es, please.", [("email", "Maria.Lopez+news@correo.es")]),
        ("mail <li.wei@qq.com>", [("email", "li.wei@qq.com")]),
        ("Contact: priya.kumar@mail.ru", [("email", "priya.kumar@mail.ru")]),
        ("Call +49 (0)30 901 8200 today", [("phone", "+49 (0)30 901 8200")]),
        ("(732) 830-9763 or 415-896-4250", [("phone", "(732) 830-9763"), ("phone", "415-896-4250")]),
        ("06 55 75 97 21", [("phone", "06 55 75 97 21")]),
        ("Phone:\n467 3395", [("phone", "467 3395")]),
        ("手机 13812349876", [("phone", "13812349876")]),
        ("4556 1234 5678 9019", []),
        ("my card 4916 3385 0608 2832 expires", [("card", "4916 3385 0608 2832")]),
        ("maestro 501864667909", [("card", "501864667909")]),
        ("501864667909 is odd", []),
        ("pay to DE44 5001 0517 5407 3249 31 now", [("iban", "DE44 5001 0517 5407 3249 31")]),
        ("gb42nawi04454264788619", [("iban", "gb42nawi04454264788619")]),
        ("from 86.121.97.248 at noon", [("ip", "86.121.97.248")]),
        ("2a00:1450:4001:81b::200e", [("ip", "2a00:1450:4001:81b::200e")]),
        ("SSN 514-69-0360.", [("ssn", "514-69-0360")]),
        (f"key={AWS}", [("key", AWS)]),
        (f"git clone https://{GITHUB}@github.com/a/b", [("key", GITHUB)]),
        (STRIPE, [("key", STRIPE)]),
        (OPENAI, [("key", OPENAI)]),
        (HUGGING_FACE, [("key", HUGGING_FACE)]),
        ("hf_" + LETTERS, [("key", "hf_" + LETTERS)]),
        (f"Bearer {TOKEN}", [("key", TOKEN)]),
        (f"so:\n{BLOCK}\nend", [("key", BLOCK)]),
        ('DB_PASSWORD = "u7Rk2xQ9vLm4"', [("password", "u7Rk2xQ9vLm4")]),
        ("postgres://app:u7Rk2xQ9vLm4@db.host.net/x", [("password", "u7Rk2xQ9vLm4")]),
    ],
)
def test_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.kind, text[each.start : each.end]) for each in find(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "jane@example.com, x@test.example.org, a@localhost, your.name@gmail.com, info@firma.de, git@github.com:a/b",
        "@media.print { } person@object.method lodash@4.17.1 john@company.com",
        "Call 1-800-273-8255 or 555-0123, (202) 555-0143, 123-456-7890, 234-567-8901.",
        "From 1990-1995 and 2020-01-15 12:30:45, 01.02.2020",
        "ISBN 978-3-16-148410-0 and 0110 1001 1010",
        "3.14159265358979 + 1000000000 = 1,000,000,003",
        "4111 1111 1111 1111 and 5555555555554444 and 378282246310005",
        "4111111111111112",
        "GB82 WEST 1234 5698 7654 32 and DE00500105175407324931",
        "127.0.0.1 10.1.2.3 192.168.0.7 203.0.113.9 256.1.2.3 8.8.8.8",
        "version 12.34.56.78, v11.22.33.44, Chrome/96.0.46.11, section 1.2.3.4",
        "std::vector<int>::size() at 12:30:45 and 00:11:22:33:44:55",
        "078-05-1120, 666-12-3456, 900-12-3456, 123-00-4567",
        "AKIAIOSFODNN7EXAMPLE sk-your-api-key-here-xxxxxxxxxxxxxxxx ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "sk-learn-is-a-library-with-many-estimators-in-it",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "password = 'password123' token = request.headers['X'] secret: my_secret_key_1234",
        "api_key = os.environ['API_KEY2']",
        "",
    ],
)
def test_left_alone(text: str) -> None:
    assert [text[each.start : each.end] for each in find(text)] == []


def test_two_spellings_of_one_value_are_the_same() -> None:
    found = find("Ann@Firma.de ann@firma.de; +1 415-896-4250, +1 (415) 896 4250")
    assert len({(each.kind, each.identity) for each in found}) == 2


_PIECES = ["ann@firma.de", " 415-896-4250", AWS, "4916338506082832", "<EMAIL_1>", "phone: ", "password=", ":", "+", "@"]
TEXTS = st.lists(st.sampled_from(_PIECES) | st.text(max_size=9) | st.from_regex(r"[0-9 ().-]{1,20}"), max_size=12)


@given(TEXTS.map("".join))
def test_mentions_are_in_order_and_apart(text: str) -> None:
    found = find(text)
    assert all(before.end <= after.start for before, after in pairwise(found))


@given(TEXTS.map("".join))
def test_nothing_is_left_in_a_text_that_is_told(text: str) -> None:
    assert find(withheld(text)) == []


_LONG = (
    *("1", "1 ", "@", "a.b@", "password=", "1.1.", "a:", "eyJ", "DE12 ", "(0", "sk-", "+1 ", "x" * 99, "call 55 "),
    "-----BEGIN PRIVATE KEY-----",
    "ann@firma.de ",
)


@pytest.mark.parametrize("piece", _LONG)
def test_any_text_ends(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    assert all(each.end <= len(text) for each in find(text))
