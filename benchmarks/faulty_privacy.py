"""Personal data and secrets put into good answers, and what only looks like them put into their twins."""

import base64
import json
import string
from random import Random

from curator.injection import Made, Row

FIRST = ("maria", "j.smith", "wei.zhang", "anna-lena", "omar", "priya.k", "l_dubois", "tanaka")
HOSTS = ("gmail.com", "outlook.de", "yahoo.co.uk", "mail.ru", "proton.me", "web.de", "acme-tools.com", "univ-lyon2.fr")

NO_PHONES = (
    "It was written on 2019-03-14.",
    "There are 10 000 000 000 of them.",
    "Pi is about 3.14159265.",
    "See ISBN 978-3-16-148410-0.",
    "The country has 1,234,567,890 inhabitants.",
    "In the film they call 555-0100.",
    "The part number is 40-2231-7.",
)


def email(random: Random, row: Row) -> Made:
    address = f"{random.choice(FIRST)}{random.randrange(1, 99)}@{random.choice(HOSTS)}"
    fake = random.choice(
        ["user@example.com", "name@example.org", "you@yourcompany.example", "@property", "a@b", "admin@localhost"]
    )
    return _said(random, row, address, fake, ("Write to {}.", "Contact: {}", "My address is {}, thanks."))


def phone(random: Random, row: Row) -> Made:
    def digits(count: int) -> str:
        return "".join(random.choice("123456789") for _ in range(count))

    number = random.choice(
        [
            f"+1 ({random.choice(['212', '415', '617'])}) {random.randrange(220, 540)}-{digits(4)}",
            f"{random.choice(['212', '415', '617'])}-{random.randrange(220, 540)}-{digits(4)}",
            f"+44 20 {digits(4)} {digits(4)}",
            f"+49 30 {digits(7)}",
            f"+33 6 {digits(2)} {digits(2)} {digits(2)} {digits(2)}",
            f"+86 138 {digits(4)} {digits(4)}",
            f"({random.choice(['303', '702'])}) {random.randrange(220, 540)}-{digits(4)}",
        ]
    )
    said = random.choice(("Call {} today.", "Phone: {}", "You can reach her at {}.")).format(number)
    return _beside(random, row, said, random.choice(NO_PHONES))


def card(random: Random, row: Row) -> Made:
    start = random.choice(
        [
            "4" + "".join(random.choices(string.digits, k=14)),
            "5" + random.choice("12345") + "".join(random.choices(string.digits, k=13)),
        ]
    )
    whole = start + _luhn(start)
    spaced = random.choice(
        [
            whole,
            " ".join(whole[each : each + 4] for each in range(0, 16, 4)),
            "-".join(whole[each : each + 4] for each in range(0, 16, 4)),
        ]
    )
    wrong = start + str((int(_luhn(start)) + 3) % 10)
    return _said(
        random,
        row,
        spaced,
        random.choice([wrong, "1234567890123456", "4111 1111 1111 1111"]),
        ("Card number: {}", "It was paid with {}.", "Use {} for the payment."),
    )


def _luhn(digits: str) -> str:
    doubled = [int(each) * (2 if place % 2 == 0 else 1) for place, each in enumerate(reversed(digits))]
    return str(-sum(each - 9 if each > 9 else each for each in doubled) % 10)


def iban(random: Random, row: Row) -> Made:
    country, size = random.choice([("DE", 18), ("NL", 0), ("FR", 23), ("GB", 0), ("ES", 20)])
    if not size:
        letters, size = ("ABNA", 10) if country == "NL" else ("NWBK", 14)
    else:
        letters = ""
    body = letters + "".join(random.choices(string.digits, k=size))
    number = int("".join(str(int(each, 36)) for each in body + country + "00"))
    whole = f"{country}{98 - number % 97:02d}{body}"
    wrong = f"{country}{(98 - number % 97 + 5) % 90 + 10:02d}{body}"
    spaced = " ".join(whole[each : each + 4] for each in range(0, len(whole), 4))
    return _said(
        random,
        row,
        random.choice([whole, spaced]),
        wrong if _is_wrong(wrong) else "DE00 0000",
        ("IBAN: {}", "Send the money to {}.", "The account is {}."),
    )


def _is_wrong(account: str) -> bool:
    return int("".join(str(int(each, 36)) for each in account[4:] + account[:4])) % 97 != 1


def address(random: Random, row: Row) -> Made:
    """A public IP address, beside private ones and versions."""
    first = random.choice(["8.133", "52.201", "91.198", "142.250", "203.104"])
    public = f"{first}.{random.randrange(1, 250)}.{random.randrange(1, 250)}"
    fake = random.choice(
        ["127.0.0.1", "192.168.0.12", "10.0.0.1", "version 1.2.3.4", "section 4.1.2.3", "255.255.255.0", "192.0.2.7"]
    )
    return _said(random, row, public, fake, ("The server is at {}.", "ssh root@{}", "The request came from {}."))


def key(random: Random, row: Row) -> Made:
    def drawn(signs: str, count: int) -> str:
        return "".join(random.choices(signs, k=count))

    word = string.ascii_letters + string.digits
    claims = base64.urlsafe_b64encode(json.dumps({"sub": drawn(string.digits, 10)}).encode()).decode().rstrip("=")
    secret = random.choice(
        [
            f"AKIA{drawn(string.ascii_uppercase + '234567', 16)}",
            f"ghp_{drawn(word, 36)}",
            f"sk-{drawn(word, 48)}",
            f"xoxb-{drawn(string.digits, 12)}-{drawn(string.digits, 12)}-{drawn(word, 24)}",
            f"AIza{drawn(word + '_-', 35)}",
            f"sk_live_{drawn(word, 24)}",
            f"hf_{drawn(string.ascii_letters, 34)}",
            f"glpat-{drawn(word, 20)}",
            f"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.{claims}.{drawn(word + '_-', 43)}",
            _pem(drawn(word + "+/", 60)),
            f"npm_{drawn(word, 36)}",
            f"github_pat_{drawn(word, 22)}_{drawn(word, 59)}",
        ]
    )
    fake = random.choice(
        [
            "YOUR_API_KEY",
            "sk-xxxxxxxxxxxxxxxxxxxxxxxx",
            "<token>",
            "AKIAIOSFODNN7EXAMPLE",
            "ghp_...",
            "d41d8cd98f00b204e9800998ecf8427e",
            "550e8400-e29b-41d4-a716-446655440000",
            "-----BEGIN PUBLIC KEY-----",
        ]
    )
    return _said(random, row, secret, fake, ("api_key = '{}'", "Use the token {} to log in.", "Key: {}"))


def _pem(body: str) -> str:
    return f"-----BEGIN RSA PRIVATE KEY-----\nMIIE{body}\n{body[::-1]}\n-----END RSA PRIVATE KEY-----"


def social_security(random: Random, row: Row) -> Made:
    number = f"{random.choice([123, 219, 457, 521])}-{random.randrange(10, 99)}-{random.randrange(1000, 9999)}"
    fake = random.choice(["000-12-3456", "2019-03-1452", "score 12-34", "666-00-0000"])
    return _said(random, row, number, fake, ("SSN: {}", "Her social security number is {}."))


def _said(random: Random, row: Row, real: str, fake: str, ways: tuple[str, ...]) -> Made:
    way = random.choice(ways)
    return _beside(random, row, way.format(real), way.format(fake))


def _beside(random: Random, row: Row, real: str, fake: str) -> Made:
    """The answer with a sentence before or behind it."""
    place = random.choice(["{text} {said}", "{said}\n{text}"])
    faulty, sound = (place.format(text=row["output"], said=each) for each in (real, fake))
    return Made({**row, "output": faulty}, {**row, "output": sound})
